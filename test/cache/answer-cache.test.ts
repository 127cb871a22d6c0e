import { describe, expect, test } from 'vitest';
import type { AnswerCache, AnswerKey } from '../../src/cache/answer-cache.js';
import { sharedRedisUrl } from '../setup/test-redis.js';
import { aKey, anAnswer, CountedLoad, openMemory, openRedis, OTHER_TENANT, until } from './cache-fixture.js';

/** What every cache keeps to: in memory, in memory before Redis, and before a Redis that is not there. */
const CACHES: readonly (readonly [string, () => Promise<AnswerCache>])[] = [
  ['in memory', () => Promise.resolve(openMemory())],
  [
    'in memory before Redis',
    async () => {
      const { redis, memory } = openRedis(sharedRedisUrl());
      await until(() => redis.isWorking);
      return memory;
    },
  ],
  // Port 1 of the loopback interface is nobody's.
  [
    'in memory before a Redis that is not there',
    () => Promise.resolve(openRedis('redis://127.0.0.1:1').memory),
  ],
];

describe.each(CACHES)('a cache %s', (_name, open) => {
  test.each([
    ['no tenant', ''],
    ['a tenant that is none', 'everybody'],
    ['another text around a tenant', `x 00000000-0000-4000-8000-000000000001`],
  ])('refuses a key with %s, and does not load', async (_case, tenantId) => {
    const cache = await open();
    const load = new CountedLoad();
    await expect(cache.answer(aKey({ tenantId }), load.answering(anAnswer()))).rejects.toThrow(
      /AnswerKey without a tenant/,
    );
    expect(load.count).toBe(0);
  });

  test.each<[string, Partial<AnswerKey>]>([
    ['tenant', { tenantId: OTHER_TENANT }],
    ['restrictions', { restrictions: 'team = 7' }],
    ['scopes', { scopes: 'helpdesk:read pii' }],
    ['question', { question: 'another' }],
    ['data version', { dataVersion: 'e1.2' }],
    ['epoch', { dataVersion: 'e2.1' }],
  ])('finds nothing for another %s', async (_case, change) => {
    const cache = await open();
    const key = aKey();
    const answer = anAnswer();
    const other = anAnswer(change.dataVersion);
    await cache.answer(key, () => Promise.resolve(answer));
    expect(await cache.answer({ ...key, ...change }, () => Promise.resolve(other))).toEqual({
      answer: other,
      origin: 'DATABASE',
    });
    expect((await cache.answer(key, () => Promise.resolve(other))).answer).toEqual(answer);
  });

  test('does not take texts of one part of the key for those of another', async () => {
    const cache = await open();
    const key = aKey();
    await cache.answer({ ...key, restrictions: 'a', scopes: 'b c' }, () => Promise.resolve(anAnswer()));
    for (const [restrictions, scopes] of [
      ['a b', 'c'],
      ['a","b', 'c'],
      ['', 'a b c'],
    ] as const) {
      const answer = anAnswer();
      const found = await cache.answer({ ...key, restrictions, scopes }, () => Promise.resolve(answer));
      expect(found.answer).toEqual(answer);
    }
  });

  test('loads an answer once and finds it from then on', async () => {
    const cache = await open();
    const key = aKey();
    const answer = anAnswer('e1.1', ['{"rows":[{"day":"2025-01-01","größe":"☃"}]}', '', '[]']);
    const load = new CountedLoad();
    expect(await cache.answer(key, load.answering(answer))).toEqual({ answer, origin: 'DATABASE' });
    expect(await cache.answer(key, load.answering(anAnswer()))).toEqual({ answer, origin: 'MEMORY' });
    expect(load.count).toBe(1);
  });

  test('keeps an answer under the version that it says itself', async () => {
    const cache = await open();
    const key = aKey({ dataVersion: 'e1.1' });
    const newer = anAnswer('e1.2');
    expect((await cache.answer(key, () => Promise.resolve(newer))).answer).toEqual(newer);
    const load = new CountedLoad();
    expect(await cache.answer({ ...key, dataVersion: 'e1.2' }, load.answering(anAnswer('e1.2')))).toEqual({
      answer: newer,
      origin: 'MEMORY',
    });
    const older = anAnswer('e1.1');
    expect((await cache.answer(key, load.answering(older))).answer).toEqual(older);
    expect(load.count).toBe(1);
  });

  test('loads once for all who ask at the same time', async () => {
    const cache = await open();
    const key = aKey();
    const load = new CountedLoad();
    const answer = anAnswer();
    const asking = Array.from({ length: 20 }, () => cache.answer(key, load.waiting));
    await until(() => load.count > 0);
    load.answer(answer);
    const found = await Promise.all(asking);
    expect(load.count).toBe(1);
    expect(found.map((each) => each.answer)).toEqual(found.map(() => answer));
    expect(found.map((each) => each.origin)).toEqual([
      'DATABASE',
      ...Array.from({ length: 19 }, () => 'SHARED'),
    ]);
  });

  test('loads different answers at the same time', async () => {
    const cache = await open();
    const load = new CountedLoad();
    const asking = [aKey(), aKey(), aKey({ tenantId: OTHER_TENANT })].map((key) =>
      cache.answer(key, load.waiting),
    );
    await until(() => load.count === 3);
    load.answer(anAnswer());
    await Promise.all(asking);
  });

  test('gives the error of a load to each who waited, and keeps nothing', async () => {
    const cache = await open();
    const key = aKey();
    const load = new CountedLoad();
    const error = new Error('The database does not like this.');
    const asking = [1, 2, 3].map(() => cache.answer(key, load.waiting));
    await until(() => load.count > 0);
    load.fail(error);
    for (const outcome of await Promise.allSettled(asking)) {
      expect(outcome).toEqual({ status: 'rejected', reason: error });
    }
    const answer = anAnswer();
    expect(await cache.answer(key, load.answering(answer))).toEqual({ answer, origin: 'DATABASE' });
    expect(load.count).toBe(2);
  });

  test('turns an error that the load throws at once into a rejection', async () => {
    const cache = await open();
    await expect(
      cache.answer(aKey(), () => {
        throw new Error('at once');
      }),
    ).rejects.toThrow('at once');
  });

  test('goes on loading for the others when the first caller goes', async () => {
    const cache = await open();
    const key = aKey();
    const load = new CountedLoad();
    const answer = anAnswer();
    const caller = new AbortController();
    const gone = new Error('gone');
    const first = cache.answer(key, load.waiting, caller.signal);
    const second = cache.answer(key, load.waiting, new AbortController().signal);
    const third = cache.answer(key, load.waiting);
    await until(() => load.count > 0);
    caller.abort(gone);
    await expect(first).rejects.toBe(gone);
    expect(load.signals[0]!.aborted).toBe(false);
    load.answer(answer);
    expect((await second).answer).toEqual(answer);
    expect((await third).answer).toEqual(answer);
    expect(load.count).toBe(1);
  });

  test('aborts the load when every caller has gone', async () => {
    const cache = await open();
    const key = aKey();
    const load = new CountedLoad();
    const callers = [new AbortController(), new AbortController()];
    const asking = callers.map(({ signal }) => cache.answer(key, load.waiting, signal));
    const outcomes = Promise.allSettled(asking);
    await until(() => load.count > 0);
    callers[0]!.abort();
    expect(load.signals[0]!.aborted).toBe(false);
    callers[1]!.abort();
    expect(load.signals[0]!.aborted).toBe(true);
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  test('begins anew for who asks after all others have hung up', async () => {
    const cache = await open();
    const key = aKey();
    const load = new CountedLoad();
    const caller = new AbortController();
    let hasBegun = false;
    // It takes a while to notice that it was aborted, and fails with that then.
    const slow = cache.answer(
      key,
      async (signal) => {
        hasBegun = true;
        await until(() => signal.aborted);
        await new Promise((resolve) => setTimeout(resolve, 20));
        throw new Error('CANCELLED');
      },
      caller.signal,
    );
    await until(() => hasBegun);
    caller.abort();
    const answer = anAnswer();
    const late = cache.answer(key, load.answering(answer));
    await expect(slow).rejects.toThrow();
    expect((await late).answer).toEqual(answer);
    expect(load.count).toBe(1);
  });

  test('does not load for a caller that has gone before it asks', async () => {
    const cache = await open();
    const load = new CountedLoad();
    await expect(cache.answer(aKey(), load.waiting, AbortSignal.abort(new Error('gone')))).rejects.toThrow(
      'gone',
    );
    expect(load.count).toBe(0);
  });

  test('still answers after it was closed', async () => {
    const cache = await open();
    await cache.close();
    const answer = anAnswer();
    expect((await cache.answer(aKey(), () => Promise.resolve(answer))).answer).toEqual(answer);
  });
});
