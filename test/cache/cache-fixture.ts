import { afterEach } from 'vitest';
import type { AnswerCache } from '../../src/cache/answer-cache.js';
import { MemoryAnswerCache } from '../../src/cache/memory-answer-cache.js';
import { RedisAnswerCache, type RedisAnswerCacheOptions } from '../../src/cache/redis-answer-cache.js';
import { redisPrefix } from '../setup/test-redis.js';
import { RecordingMonitor } from './cache-values.js';

export * from './cache-values.js';

const open: AnswerCache[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((cache) => cache.close()));
});

export function openMemory(behind: AnswerCache | null = null, maxBytes = 1024 * 1024): MemoryAnswerCache {
  const memory = new MemoryAnswerCache({ maxBytes, behind });
  open.push(memory);
  return memory;
}

/** What a process has in front of a Redis, as {@link openMemory}, and Redis behind it. Closed after the test. */
export function openRedis(
  url: string,
  options: Partial<RedisAnswerCacheOptions> = {},
): {
  readonly redis: RedisAnswerCache;
  readonly memory: MemoryAnswerCache;
  readonly monitor: RecordingMonitor;
} {
  const monitor = new RecordingMonitor();
  const redis = new RedisAnswerCache({
    url,
    prefix: redisPrefix,
    // Far more than a working Redis takes on a busy machine; tests of a slow one set their own.
    timeoutMs: 5_000,
    ttlSeconds: 600,
    maxValueBytes: 1024 * 1024,
    waitMs: 10_000,
    monitor,
    ...options,
  });
  return { redis, memory: openMemory(redis), monitor };
}

/** Waits until something is the case; the test's own time-out ends it otherwise. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
}
