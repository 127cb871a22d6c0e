import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { REFERENCE_KINDS, type Reference } from '../../src/references/reference.js';
import type { StoredVerdict } from '../../src/references/stored-verdict.js';
import { redisPrefix, sharedRedisUrl, startOwnRedis, withRedis } from '../setup/test-redis.js';
import { startLoopbackProxy } from '../support/loopback-proxy.js';
import { aVerdict, redisStore, stores, until } from './references-fixture.js';

const aLead = (): Reference => ({ kind: 'oltp.leads', id: randomUUID() });

describe.each(stores)('verdicts %s', (_name, openStore) => {
  test('come back as they were kept, in the order that they are asked for', async () => {
    const store = await openStore();
    const tenant = randomUUID();
    const kept = [aVerdict(aLead(), 'KNOWN', [701n, 900n]), aVerdict(aLead(), 'UNKNOWN')];
    await store.write(tenant, kept);
    const asked = [kept[1]!.reference, aLead(), kept[0]!.reference];
    const withoutReference = ({ verdict, epoch, snapshot }: StoredVerdict): StoredVerdict => ({
      verdict,
      epoch,
      snapshot,
    });
    expect(await store.read(tenant, asked)).toEqual([
      withoutReference(kept[1]!),
      null,
      withoutReference(kept[0]!),
    ]);
  });

  test("are another tenant's under no circumstances", async () => {
    const store = await openStore();
    const reference = aLead();
    await store.write(randomUUID(), [aVerdict(reference, 'KNOWN')]);
    expect(await store.read(randomUUID(), [reference])).toEqual([null]);
  });

  test('of one kind say nothing of another kind with the same id', async () => {
    const store = await openStore();
    const [tenant, id] = [randomUUID(), randomUUID()];
    await store.write(tenant, [aVerdict({ kind: 'oltp.leads', id }, 'KNOWN')]);
    const read = await store.read(
      tenant,
      REFERENCE_KINDS.map((kind) => ({ kind, id })),
    );
    expect(read.map((verdict) => verdict?.verdict ?? null)).toEqual([null, null, 'KNOWN', null]);
  });

  test('are replaced by newer ones, and forgotten when told', async () => {
    const store = await openStore();
    const tenant = randomUUID();
    const [one, two] = [aLead(), aLead()];
    await store.write(tenant, [aVerdict(one, 'UNKNOWN'), aVerdict(two, 'KNOWN')]);
    await store.write(tenant, [aVerdict(one, 'KNOWN')]);
    expect((await store.read(tenant, [one]))[0]?.verdict).toBe('KNOWN');
    await store.forget(tenant, [one]);
    expect(await store.read(tenant, [one])).toEqual([null]);
    expect((await store.read(tenant, [two]))[0]?.verdict).toBe('KNOWN');
  });

  test('of what does not exist go before those of what does', async () => {
    const store = await openStore({ knownSeconds: 600, unknownSeconds: 1 });
    const tenant = randomUUID();
    const [known, unknown] = [aLead(), aLead()];
    await store.write(tenant, [aVerdict(known, 'KNOWN'), aVerdict(unknown, 'UNKNOWN')]);
    await until(async () => (await store.read(tenant, [unknown]))[0] === null);
    expect((await store.read(tenant, [known]))[0]?.verdict).toBe('KNOWN');
  });

  test('about nothing are no trouble', async () => {
    const store = await openStore();
    await store.write(randomUUID(), []);
    await store.forget(randomUUID(), []);
    expect(await store.read(randomUUID(), [])).toEqual([]);
  });
});

describe('verdicts in Redis', () => {
  test('of a tenant lie in one slot of a cluster, and live as long as is said', async () => {
    const { store } = redisStore();
    await until(() => store.isWorking);
    const tenant = randomUUID();
    const [known, unknown] = [aLead(), aLead()];
    await store.write(tenant, [aVerdict(known, 'KNOWN'), aVerdict(unknown, 'UNKNOWN')]);
    await withRedis(sharedRedisUrl(), async (redis) => {
      const names = [known, unknown].map(({ kind, id }) => `${redisPrefix}:{${tenant}}:ref:${kind}:${id}`);
      const lifetimes = await Promise.all(names.map((name) => redis.pttl(name)));
      expect(lifetimes[0]).toBeGreaterThan(5_000);
      expect(lifetimes[0]).toBeLessThanOrEqual(300_000);
      expect(lifetimes[1]).toBeLessThanOrEqual(5_000);
    });
  });

  test.each(['yes', 'known', 'known 0123456789ab', 'known 0123456789ab 1:2', 'maybe 0123456789ab 1:2:'])(
    'that somebody else has written (%s) are none',
    async (text) => {
      const { store, monitor } = redisStore();
      await until(() => store.isWorking);
      const [tenant, reference] = [randomUUID(), aLead()];
      await withRedis(sharedRedisUrl(), (redis) =>
        redis.set(`${redisPrefix}:{${tenant}}:ref:${reference.kind}:${reference.id}`, text),
      );
      expect(await store.read(tenant, [reference])).toEqual([null]);
      expect(monitor.failures).toEqual(['corrupt']);
    },
  );

  test('are none while Redis is gone, which fails nobody, and are kept again when it is back', async () => {
    const server = await startOwnRedis();
    const { store, monitor } = redisStore({ url: server.url });
    await until(() => store.isWorking);
    const [tenant, reference] = [randomUUID(), aLead()];
    await store.write(tenant, [aVerdict(reference, 'KNOWN')]);
    await server.kill();
    await until(() => !store.isWorking);
    expect(await store.read(tenant, [reference])).toEqual([null]);
    await store.write(tenant, [aVerdict(reference, 'KNOWN')]);
    await store.forget(tenant, [reference]);
    expect(monitor.told).toEqual(['lost: unreachable']);
    await server.startAgain();
    await until(() => store.isWorking);
    await store.write(tenant, [aVerdict(reference, 'KNOWN')]);
    expect((await store.read(tenant, [reference]))[0]?.verdict).toBe('KNOWN');
  });

  test('are asked for, kept and forgotten in one round trip each, however many they are', async () => {
    const proxy = await startLoopbackProxy({ port: Number(new URL(sharedRedisUrl()).port) });
    const { store } = redisStore({ url: proxy.through(sharedRedisUrl()) });
    await until(() => store.isWorking);
    const tenant = randomUUID();
    // As many as come in one piece: of more, the server may answer the first before it has the last.
    const references = Array.from({ length: 40 }, aLead);
    for (const work of [
      () =>
        store.write(
          tenant,
          references.map((reference) => aVerdict(reference, 'KNOWN')),
        ),
      () => store.read(tenant, references),
      () => store.forget(tenant, references),
    ]) {
      proxy.reset();
      await work();
      expect(proxy.roundTrips).toBe(1);
    }
    await store.close();
    await proxy.close();
  });

  test('are not waited for longer than is said', async () => {
    const server = await startOwnRedis();
    const { store, monitor } = redisStore({ url: server.url, timeoutMs: 25 });
    await until(() => store.isWorking);
    server.pause();
    expect(await store.read(randomUUID(), [aLead(), aLead()])).toEqual([null, null]);
    expect(monitor.failures).toEqual(['slow']);
    server.resume();
  });
});
