/**
 * What can be wrong with Redis: it cannot be connected to, does not answer in time, has no memory left for what is to be kept, refuses
 * a command for another reason (credentials, rights, a read-only replica), or holds something that is no answer of ours.
 */
export type RedisFailure = 'unreachable' | 'slow' | 'full' | 'refused' | 'corrupt';

/** What a cache tells of the Redis behind it, for metrics and the log. */
export interface CacheMonitor {
  /** A command to Redis, or a connection to it, failed; the query was answered all the same. */
  redisFailed(failure: RedisFailure): void;
  /** An outage begins. Told once, however much fails until it is over. `reason` has no data in it. */
  redisLost(failure: RedisFailure, reason: string): void;
  /** The outage is over. */
  redisBack(): void;
}
