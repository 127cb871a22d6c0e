import type { Logger } from 'pino';
import { messageOf } from '../errors/message-of.js';
import type { Settings } from '../config/settings.js';
import { CrossDatabaseValidator, type VerdictCache } from '../references/cross-database-validator.js';
import { MemoryVerdictStore } from '../references/memory-verdict-store.js';
import { openVerdictCache } from '../references/open-verdict-cache.js';
import { RedisVerdictStore } from '../references/redis-verdict-store.js';
import { keepValidator } from '../references/validator-of.js';
import { DEFAULT_VERDICT_LIFETIMES, type VerdictLifetimes } from '../references/verdict-store.js';
import type { GatewayDatabase } from '../tenancy/gateway-database.js';
import type { Metrics } from './metrics.js';
import { openFeedDatabase } from './open-feed-database.js';
import { ReferenceMetrics } from './reference-metrics.js';

const PREFIX = 'sluice';

/** What the gateway validates references with. */
export interface OpenedValidator {
  /** Ends the polling, and lets go of Redis. To be called before the door to `oltp` is closed. */
  close(): Promise<void>;
}

/**
 * Begins to keep verdicts about references to rows of `oltp`: in Redis where there is one, else in this process, and nowhere where caching is
 * switched off. Nothing waits for Redis. Without a door to `oltp` there is nothing to open.
 */
export function openValidator(
  oltp: GatewayDatabase | null,
  settings: Settings,
  metrics: Metrics,
  log: Logger,
): OpenedValidator {
  if (oltp === null) return { close: () => Promise.resolve() };
  const counts = new ReferenceMetrics(metrics.registry);
  const { cache, close } = openCache(settings, counts, metrics, log);
  const validator = new CrossDatabaseValidator({
    database: oltp,
    cache,
    onBatch: (batch) => counts.count(batch),
  });
  keepValidator(oltp, validator);
  return {
    close: async () => {
      await validator.settle();
      await close();
    },
  };
}

interface OpenedVerdictCache {
  readonly cache: VerdictCache | null;
  readonly close: () => Promise<void>;
}

function openCache(
  settings: Settings,
  counts: ReferenceMetrics,
  metrics: Metrics,
  log: Logger,
): OpenedVerdictCache {
  const { redisUrl, redisTimeoutMs, maxBytes } = settings.cache;
  if (maxBytes === 0) return { cache: null, close: () => Promise.resolve() };
  const lifetimes: VerdictLifetimes = {
    ...DEFAULT_VERDICT_LIFETIMES,
    unknownSeconds: settings.references.unknownTtlSeconds,
  };
  const redis =
    redisUrl === null
      ? null
      : new RedisVerdictStore({
          url: redisUrl,
          prefix: PREFIX,
          timeoutMs: redisTimeoutMs,
          lifetimes,
          monitor: {
            redisFailed: (failure) => metrics.countRedisFailure(failure),
            redisLost: (failure, reason) =>
              log.warn({ failure, reason }, 'Redis does not work; references are checked without it'),
            redisBack: () => log.info('Redis works again for references'),
          },
        });
  if (redis !== null) counts.watchRedis(() => redis.isWorking);
  const store = redis ?? new MemoryVerdictStore({ lifetimes });
  const feedDatabase = openFeedDatabase({ ...settings.database, ...settings.outreach.oltp }, log);
  const cache = openVerdictCache({
    store,
    database: feedDatabase,
    maxDelayMs: settings.live.changeDelayMs,
    onFailure: (error) =>
      log.warn({ reason: messageOf(error) }, 'The log of references cannot be read; no kept verdict counts'),
  });
  return {
    cache,
    close: async () => {
      await cache.feed.close();
      await feedDatabase.close();
      await store.close();
    },
  };
}
