import { Redis } from 'ioredis';
import { afterAll, describe, expect, test } from 'vitest';
import { LateError, withinTime } from '../../src/cache/within-time.js';
import { sharedRedisUrl } from '../setup/test-redis.js';

describe('a time limit', () => {
  const redis = new Redis(sharedRedisUrl());
  afterAll(() => redis.disconnect());

  test('gives what comes in time, and throws what is thrown in time', async () => {
    expect(await withinTime(Promise.resolve(7), 10_000)).toBe(7);
    await expect(withinTime(Promise.reject(new Error('no')), 10_000)).rejects.toThrow('no');
  });

  test('throws where nothing comes, and does not mind what comes later', async () => {
    let fail: (error: Error) => void = () => undefined;
    const never = new Promise((_resolve, reject) => (fail = reject));
    await expect(withinTime(never, 5)).rejects.toThrow(LateError);
    fail(new Error('too late'));
    await new Promise(setImmediate);
  });

  test('does not blame the other side for a process that was busy itself', async () => {
    await redis.ping();
    for (let round = 0; round < 10; round++) {
      const reply = withinTime(redis.ping(), 5);
      // The command is sent; the reply arrives, and the timer becomes due, while this process does something else.
      await new Promise(process.nextTick);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
      expect(await reply).toBe('PONG');
    }
  });
});
