import type { Logger } from 'pino';
import type { AnswerCache } from '../cache/answer-cache.js';
import { openAnswerCache } from '../cache/open-answer-cache.js';
import type { CacheSettings } from '../config/settings.js';
import type { Metrics } from './metrics.js';

/** The cache of answers as the settings describe it. An outage of Redis is one warning in the log, and one line when it is over. */
export function openGatewayCache(settings: CacheSettings, metrics: Metrics, log: Logger): AnswerCache {
  const { cache, state } = openAnswerCache(settings, {
    redisFailed: (failure) => metrics.countRedisFailure(failure),
    redisLost: (failure, reason) =>
      log.warn({ failure, reason }, 'Redis does not work; queries are answered without it'),
    redisBack: () => log.info('Redis works again'),
  });
  metrics.watchCache(state);
  return cache;
}
