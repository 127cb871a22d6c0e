import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import type { AnswerCache } from '../../src/cache/answer-cache.js';
import { readEnvironment } from '../../src/config/environment.js';
import { Metrics } from '../../src/gateway/metrics.js';
import { openGatewayCache } from '../../src/gateway/open-gateway-cache.js';
import { aKey, anAnswer, until } from '../cache/cache-fixture.js';
import { startOwnRedis } from '../setup/test-redis.js';

describe("the gateway's cache", () => {
  let cache: AnswerCache | null = null;
  afterEach(async () => cache?.close());

  const open = (environment: Record<string, string>) => {
    const log: Record<string, unknown>[] = [];
    const metrics = new Metrics();
    cache = openGatewayCache(
      readEnvironment(environment).cache,
      metrics,
      pino({}, { write: (line) => void log.push(JSON.parse(line) as Record<string, unknown>) }),
    );
    const metric = async (name: string): Promise<string | null> => {
      const { text } = await metrics.print();
      return (
        text
          .split('\n')
          .find((line) => line.startsWith(`${name} `))
          ?.slice(name.length + 1) ?? null
      );
    };
    return { cache, log, metric };
  };

  test('tells its size', async () => {
    const { cache, metric } = open({});
    expect(await metric('sluice_cache_entries')).toBe('0');
    const key = aKey();
    await cache.answer(key, () => Promise.resolve(anAnswer()));
    await cache.answer(key, () => Promise.resolve(anAnswer()));
    expect(await metric('sluice_cache_entries')).toBe('1');
    expect(Number(await metric('sluice_cache_bytes'))).toBeGreaterThan(100);
    // Where there is no Redis, nobody is to be woken because it is not up.
    expect(await metric('sluice_redis_up')).toBeNull();
  });

  test('is off where it may take no bytes, Redis or not', async () => {
    const { cache, log } = open({ SLUICE_CACHE_BYTES: '0', REDIS_URL: 'redis://127.0.0.1:1' });
    const key = aKey();
    const [one, two] = [anAnswer(), anAnswer()];
    expect(await cache.answer(key, () => Promise.resolve(one))).toEqual({ answer: one, origin: 'DATABASE' });
    expect(await cache.answer(key, () => Promise.resolve(two))).toEqual({ answer: two, origin: 'DATABASE' });
    await expect(cache.answer(aKey({ tenantId: '' }), () => Promise.resolve(one))).rejects.toThrow(/tenant/);
    expect(log).toEqual([]);
  });

  test('logs an outage of Redis once, and its end, without the password, and tells both', async () => {
    const server = await startOwnRedis({ requirepass: 'hunter2' });
    const { cache, log, metric } = open({ REDIS_URL: server.url.replace('//', '//:hunter2@') });
    const isUp = () => metric('sluice_redis_up');
    await until(async () => (await isUp()) === '1');
    expect(log).toEqual([]);

    await server.kill();
    await until(async () => (await isUp()) === '0');
    for (let count = 0; count < 20; count++) await cache.answer(aKey(), () => Promise.resolve(anAnswer()));
    expect(log).toEqual([
      expect.objectContaining({
        level: 40,
        failure: 'unreachable',
        msg: 'Redis does not work; queries are answered without it',
      }),
    ]);
    expect(Number(await metric('sluice_redis_failures_total{failure="unreachable"}'))).toBeGreaterThan(0);

    await server.startAgain();
    await until(async () => (await isUp()) === '1');
    expect(log).toHaveLength(2);
    expect(log[1]).toMatchObject({ level: 30, msg: 'Redis works again' });
    expect(JSON.stringify(log)).not.toContain('hunter2');
  });

  test('shares answers through the Redis that is configured', async () => {
    const server = await startOwnRedis();
    const first = open({ REDIS_URL: server.url });
    await until(async () => (await first.metric('sluice_redis_up')) === '1');
    const key = aKey();
    const answer = anAnswer();
    await first.cache.answer(key, () => Promise.resolve(answer));
    await first.cache.close();
    const second = open({ REDIS_URL: server.url });
    await until(async () => (await second.metric('sluice_redis_up')) === '1');
    expect(await second.cache.answer(key, () => Promise.resolve(anAnswer()))).toEqual({
      answer,
      origin: 'REDIS',
    });
  });
});
