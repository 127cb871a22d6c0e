import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { redisNames } from '../../src/cache/answer-key-text.js';
import { redisPrefix, sharedRedisUrl, startOwnRedis, withRedis } from '../setup/test-redis.js';
import { aKey, anAnswer, CountedLoad, openRedis, OTHER_TENANT, TENANT, until } from './cache-fixture.js';

/** Two gateway processes in front of one Redis, connected. */
async function openTwo(options: Parameters<typeof openRedis>[1] = {}) {
  const [one, two] = [openRedis(sharedRedisUrl(), options), openRedis(sharedRedisUrl(), options)];
  await until(() => one.redis.isWorking && two.redis.isWorking);
  return { one, two };
}

function namesOf(tenantId: string): Promise<string[]> {
  return withRedis(sharedRedisUrl(), (redis) => redis.keys(`${redisPrefix}:{${tenantId}}:*`));
}

describe('the cache in Redis', () => {
  test('gives one process what another has loaded', async () => {
    const { one, two } = await openTwo();
    const key = aKey();
    const answer = anAnswer('e1.1', ['{"größe":"☃"}', '', `["${'x'.repeat(100)}"]`]);
    await one.memory.answer(key, () => Promise.resolve(answer));
    const load = new CountedLoad();
    await until(async () => (await namesOf(TENANT)).length > 0);
    expect(await two.memory.answer(key, load.answering(anAnswer()))).toEqual({ answer, origin: 'REDIS' });
    expect(await two.memory.answer(key, load.answering(anAnswer()))).toEqual({ answer, origin: 'MEMORY' });
    expect(load.count).toBe(0);
    expect(two.monitor.failures).toEqual([]);
  });

  test('names everything by the tenant, in one slot of a Redis Cluster, and lets it expire', async () => {
    const { one } = await openTwo({ ttlSeconds: 77 });
    const tenantId = '00000000-0000-4000-8000-00000000000a';
    await one.memory.answer(aKey({ tenantId }), () => Promise.resolve(anAnswer()));
    let names: string[] = [];
    await until(async () => (names = await namesOf(tenantId)).length === 1 && !names[0]!.endsWith(':flight'));
    expect(names[0]).toMatch(new RegExp(`^${redisPrefix}:\\{${tenantId}\\}:[A-Za-z0-9_-]{43}$`));
    const ttl = await withRedis(sharedRedisUrl(), (redis) => redis.ttl(names[0]!));
    expect(ttl).toBeGreaterThan(0);
    expect(ttl).toBeLessThanOrEqual(77);
  });

  test('needs no more rights in Redis than docs/caching.md says', async () => {
    const server = await startOwnRedis();
    await withRedis(server.url, (redis) =>
      redis.acl(
        'SETUSER',
        'gateway',
        'on',
        '>secret',
        'resetkeys',
        `~${redisPrefix}:*`,
        '-@all',
        ...['get', 'set', 'eval', 'del', 'ping', 'info'].map((command) => `+${command}`),
      ),
    );
    const url = server.url.replace('//', '//gateway:secret@');
    const [one, two] = [openRedis(url), openRedis(url)];
    await until(() => one.redis.isWorking && two.redis.isWorking);
    const key = aKey();
    const answer = anAnswer();
    await one.redis.answer(key, () => Promise.resolve(answer));
    await one.redis.close();
    expect(await two.redis.answer(key, () => Promise.resolve(anAnswer()))).toEqual({
      answer,
      origin: 'REDIS',
    });
    const names = await withRedis(server.url, (redis) => redis.keys('*'));
    expect(names).toEqual([redisNames(redisPrefix, key).value]);
    for (const { monitor } of [one, two]) {
      expect(monitor.failures).toEqual([]);
      expect(monitor.told).toEqual([]);
    }
  });

  test('finds nothing of another tenant', async () => {
    const { one, two } = await openTwo();
    const key = aKey();
    await one.memory.answer(key, () => Promise.resolve(anAnswer()));
    const other = anAnswer();
    const found = await two.memory.answer({ ...key, tenantId: OTHER_TENANT }, () => Promise.resolve(other));
    expect(found).toEqual({ answer: other, origin: 'DATABASE' });
  });

  test('keeps an answer under the version that it says itself', async () => {
    const { one, two } = await openTwo();
    const key = aKey({ dataVersion: 'e1.1' });
    const newer = anAnswer('e1.2');
    await one.redis.answer(key, () => Promise.resolve(newer));
    await one.redis.close();
    const load = new CountedLoad();
    const found = await two.redis.answer({ ...key, dataVersion: 'e1.2' }, load.answering(anAnswer('e1.2')));
    expect(found).toEqual({ answer: newer, origin: 'REDIS' });
    const older = anAnswer('e1.1');
    expect(await two.redis.answer(key, load.answering(older))).toEqual({ answer: older, origin: 'DATABASE' });
  });

  test('loads an answer once in all processes', async () => {
    const { one, two } = await openTwo();
    const load = new CountedLoad();
    const answer = anAnswer();
    const key = aKey();
    const asking = [one, two, one, two, one, two].map(({ memory }) => memory.answer(key, load.waiting));
    await until(() => load.count > 0);
    // Whoever is to wait for the other's load has long found out by then.
    await new Promise((resolve) => setTimeout(resolve, 100));
    load.answer(answer);
    const found = await Promise.all(asking);
    expect(load.count).toBe(1);
    expect(found.map((each) => each.answer)).toEqual(found.map(() => answer));
    expect(found.map((each) => each.origin).sort()).toEqual([
      'DATABASE',
      'REDIS',
      'SHARED',
      'SHARED',
      'SHARED',
      'SHARED',
    ]);
  });

  test('loads each answer once, however often two processes ask for it at almost the same time', async () => {
    const { one, two } = await openTwo();
    const keys = Array.from({ length: 50 }, () => aKey());
    const loads = keys.map(() => new CountedLoad());
    await Promise.all(
      keys.flatMap((key, index) =>
        [one, two, one, two].map(async ({ memory }, turn) => {
          for (let wait = (index * turn) % 7; wait > 0; wait--) await new Promise(setImmediate);
          await memory.answer(key, loads[index]!.answering(anAnswer()));
        }),
      ),
    );
    expect(loads.map(({ count }) => count)).toEqual(keys.map(() => 1));
    await Promise.all([one.redis.close(), two.redis.close()]);
    expect((await namesOf(TENANT)).filter((name) => name.endsWith(':flight'))).toEqual([]);
  });

  test('takes over from a process whose load has failed', async () => {
    const { one, two } = await openTwo();
    const key = aKey();
    const [failing, working] = [new CountedLoad(), new CountedLoad()];
    const answer = anAnswer();
    const first = one.memory.answer(key, failing.waiting);
    await until(() => failing.count > 0);
    const second = two.memory.answer(key, working.answering(answer));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(working.count).toBe(0);
    failing.fail(new Error('The connection was lost.'));
    await expect(first).rejects.toThrow('The connection was lost.');
    expect(await second).toEqual({ answer, origin: 'DATABASE' });
  });

  test('takes over from a process whose callers have all hung up', async () => {
    const { one, two } = await openTwo();
    const key = aKey();
    const load = new CountedLoad();
    const caller = new AbortController();
    const first = one.memory.answer(key, load.waiting, caller.signal);
    await until(() => load.count > 0);
    const answer = anAnswer();
    const second = two.memory.answer(key, () => Promise.resolve(answer));
    caller.abort();
    await expect(first).rejects.toThrow();
    expect(await second).toEqual({ answer, origin: 'DATABASE' });
  });

  test('waits no longer than it may for a process that has died in the middle', async () => {
    const { one } = await openTwo({ waitMs: 50 });
    const key = aKey();
    const { flight } = redisNames(redisPrefix, key);
    await withRedis(sharedRedisUrl(), (redis) => redis.set(flight, 'of the dead', 'EX', 600));
    const answer = anAnswer();
    expect(await one.memory.answer(key, () => Promise.resolve(answer))).toEqual({
      answer,
      origin: 'DATABASE',
    });
    await one.redis.close();
    // The mark is not ours to take away; what we have loaded is there all the same.
    await withRedis(sharedRedisUrl(), async (redis) => {
      expect(await redis.get(flight)).toBe('of the dead');
      expect(await redis.exists(redisNames(redisPrefix, key).value)).toBe(1);
    });
  });

  test('does not take away the mark that another process has left meanwhile', async () => {
    const { one } = await openTwo();
    const key = aKey();
    const { flight } = redisNames(redisPrefix, key);
    const load = new CountedLoad();
    const asking = one.memory.answer(key, load.waiting);
    await until(() => load.count > 0);
    await withRedis(sharedRedisUrl(), (redis) => redis.set(flight, 'of another'));
    load.answer(anAnswer());
    await asking;
    await one.redis.close();
    await withRedis(sharedRedisUrl(), async (redis) => {
      expect(await redis.get(flight)).toBe('of another');
      await redis.del(flight);
    });
  });

  test('stops waiting for another process when its own caller goes', async () => {
    const { one } = await openTwo();
    const key = aKey();
    await withRedis(sharedRedisUrl(), (redis) =>
      redis.set(redisNames(redisPrefix, key).flight, 'of another', 'EX', 600),
    );
    const caller = new AbortController();
    const load = new CountedLoad();
    const asking = one.memory.answer(key, load.waiting, caller.signal);
    await new Promise((resolve) => setTimeout(resolve, 20));
    caller.abort(new Error('gone'));
    await expect(asking).rejects.toThrow('gone');
    expect(load.count).toBe(0);
  });

  test('compresses large answers, and does not keep the largest', async () => {
    const { one, two } = await openTwo({ maxValueBytes: 4_096 });
    const row = '{"channel":"email","count":12345},';
    const large = anAnswer('e1.1', [row.repeat(1_000)]);
    // Random bytes do not become smaller.
    const huge = anAnswer('e1.1', [randomBytes(20_000).toString('hex')]);
    const endless = anAnswer('e1.1', [row.repeat(100_000)]);
    const keys = [aKey(), aKey(), aKey()] as const;
    for (const [index, answer] of [large, huge, endless].entries()) {
      await one.redis.answer(keys[index]!, () => Promise.resolve(answer));
    }
    await one.redis.close();
    const stored = await withRedis(sharedRedisUrl(), (redis) =>
      Promise.all(keys.map((key) => redis.strlen(redisNames(redisPrefix, key).value))),
    );
    expect(stored[0]).toBeGreaterThan(0);
    expect(stored[0]).toBeLessThan(1_000);
    expect(stored.slice(1)).toEqual([0, 0]);
    expect(await two.redis.answer(keys[0], () => Promise.resolve(anAnswer()))).toEqual({
      answer: large,
      origin: 'REDIS',
    });
  });

  test.each<[string, (original: Buffer) => Buffer]>([
    ['a text of somebody else', () => Buffer.from('{"rows":[]}')],
    ['nothing', () => Buffer.alloc(0)],
    ['its own beginning', (original) => original.subarray(0, 12)],
    ['one bit turned', (original) => flipped(original, original.length - 3)],
    ['another data version in it', (original) => flipped(original, original.indexOf('e1.1') + 3)],
    ['its first letters alone', () => Buffer.from('slu1')],
  ])('takes %s for no answer, and puts it right', async (_case, spoil) => {
    const { one, two } = await openTwo();
    const key = aKey();
    const { value } = redisNames(redisPrefix, key);
    await one.redis.answer(key, () => Promise.resolve(anAnswer()));
    await one.redis.close();
    await withRedis(sharedRedisUrl(), async (redis) => {
      await redis.set(value, spoil((await redis.getBuffer(value))!));
    });
    const answer = anAnswer();
    expect(await two.redis.answer(key, () => Promise.resolve(answer))).toEqual({
      answer,
      origin: 'DATABASE',
    });
    expect(new Set(two.monitor.failures)).toEqual(new Set(['corrupt']));
    expect(two.monitor.told).toEqual([]);
    await two.redis.close();
    const third = openRedis(sharedRedisUrl());
    await until(() => third.redis.isWorking);
    expect(await third.redis.answer(key, () => Promise.resolve(anAnswer()))).toEqual({
      answer,
      origin: 'REDIS',
    });
  });

  test('takes the answer to another question for no answer', async () => {
    const { one, two } = await openTwo();
    const [key, other] = [aKey(), aKey({ tenantId: OTHER_TENANT })];
    await one.redis.answer(key, () => Promise.resolve(anAnswer()));
    await one.redis.close();
    await withRedis(sharedRedisUrl(), async (redis) => {
      const stored = await redis.getBuffer(redisNames(redisPrefix, key).value);
      await redis.set(redisNames(redisPrefix, other).value, stored!);
    });
    const answer = anAnswer();
    expect(await two.redis.answer(other, () => Promise.resolve(answer))).toEqual({
      answer,
      origin: 'DATABASE',
    });
  });

  test('takes something that is not even a text for no answer, and puts it right', async () => {
    const { one, two } = await openTwo();
    const key = aKey();
    await withRedis(sharedRedisUrl(), (redis) => redis.lpush(redisNames(redisPrefix, key).value, 'a list'));
    const answer = anAnswer();
    expect(await one.redis.answer(key, () => Promise.resolve(answer))).toEqual({
      answer,
      origin: 'DATABASE',
    });
    expect(new Set(one.monitor.failures)).toEqual(new Set(['corrupt']));
    expect(one.monitor.told).toEqual([]);
    await one.redis.close();
    expect((await two.redis.answer(key, () => Promise.resolve(anAnswer()))).answer).toEqual(answer);
  });
});

function flipped(original: Buffer, position: number): Buffer {
  const copy = Buffer.from(original);
  copy[position]! ^= 1;
  return copy;
}
