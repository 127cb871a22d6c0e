import type { CacheSettings } from '../config/settings.js';
import type { AnswerCache } from './answer-cache.js';
import type { CacheMonitor } from './cache-monitor.js';
import { MemoryAnswerCache } from './memory-answer-cache.js';
import { RedisAnswerCache } from './redis-answer-cache.js';
import { UncachedAnswers } from './uncached-answers.js';

/** What a cache holds at the moment. */
export interface CacheState {
  /** Bytes and number of the answers in this process. */
  readonly bytes: number;
  readonly entries: number;
  /** Whether Redis is connected and works; null where none is configured. */
  readonly isRedisWorking: boolean | null;
}

export interface OpenedAnswerCache {
  readonly cache: AnswerCache;
  readonly state: () => CacheState;
}

const PREFIX = 'sluice';

/** The cache as the settings describe it: in this process, and in Redis behind that where there is one. Nothing waits for Redis. */
export function openAnswerCache(settings: CacheSettings, monitor: CacheMonitor): OpenedAnswerCache {
  const { maxBytes, redisUrl } = settings;
  if (maxBytes === 0) {
    return {
      cache: new UncachedAnswers(),
      state: () => ({ bytes: 0, entries: 0, isRedisWorking: null }),
    };
  }
  const redis =
    redisUrl === null
      ? null
      : new RedisAnswerCache({
          url: redisUrl,
          prefix: PREFIX,
          timeoutMs: settings.redisTimeoutMs,
          ttlSeconds: settings.redisTtlSeconds,
          maxValueBytes: settings.redisMaxValueBytes,
          waitMs: settings.redisWaitMs,
          monitor,
        });
  const memory = new MemoryAnswerCache({ maxBytes, behind: redis });
  return {
    cache: memory,
    state: () => ({
      bytes: memory.bytes,
      entries: memory.entries,
      isRedisWorking: redis === null ? null : redis.isWorking,
    }),
  };
}
