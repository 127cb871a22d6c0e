import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { RedisLink, UNAVAILABLE } from '../../src/cache/redis-link.js';
import { startRedisCluster, type RedisCluster } from '../setup/redis-cluster.js';
import { redisPrefix, withRedis, type OwnRedis } from '../setup/test-redis.js';
import { aKey, anAnswer, CountedLoad, openRedis, until } from './cache-fixture.js';
import { RecordingMonitor } from './cache-values.js';

describe('a Redis Cluster of three nodes', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await startRedisCluster();
  });

  /** A tenant whose names are on each node. */
  async function aTenantOnEach(): Promise<readonly string[]> {
    const tenants = new Map<OwnRedis, string>();
    while (tenants.size < cluster.nodes.length) {
      const tenantId = randomUUID();
      tenants.set(await cluster.nodeOf(`${redisPrefix}:{${tenantId}}:x`), tenantId);
    }
    return cluster.nodes.map((node) => tenants.get(node)!);
  }

  test('keeps the answers of each tenant on one node, and gives one process what another has loaded', async () => {
    const [one, two] = [openRedis(cluster.url), openRedis(cluster.url)];
    await until(() => one.redis.isWorking && two.redis.isWorking);
    for (const [i, tenantId] of (await aTenantOnEach()).entries()) {
      const key = aKey({ tenantId });
      const answer = anAnswer();
      await one.memory.answer(key, () => Promise.resolve(answer));
      await until(async () => {
        const names = await withRedis(cluster.nodes[i]!.url, (redis) => redis.keys(`*{${tenantId}}*`));
        return names.length === 1 && !names[0]!.endsWith(':flight');
      });
      const load = new CountedLoad();
      expect(await two.memory.answer(key, load.answering(anAnswer()))).toEqual({ answer, origin: 'REDIS' });
      expect(load.count).toBe(0);
    }
    expect([...one.monitor.failures, ...two.monitor.failures]).toEqual([]);
  });

  test('goes on with two nodes while the third is gone, and with all when it is back', async () => {
    const monitor = new RecordingMonitor();
    const link = new RedisLink({
      url: cluster.url,
      timeoutMs: 5_000,
      monitor,
      probeName: `${redisPrefix}:probe`,
    });
    try {
      await until(() => link.isWorking);
      const names = (await aTenantOnEach()).map((tenantId) => `${redisPrefix}:{${tenantId}}:x`);
      const [lost, ...others] = names as [string, ...string[]];
      const put = (name: string) => link.write(name, (redis) => redis.set(name, 'there', 'EX', 100));
      const get = (name: string) => link.read(name, (redis) => redis.get(name));
      for (const name of names) expect(await put(name)).toBe('OK');

      await cluster.nodes[0]!.kill();
      await until(async () => (await get(lost)) === UNAVAILABLE);
      for (let i = 0; i < 20; i++) {
        expect(await get(lost)).toBe(UNAVAILABLE);
        for (const name of others) {
          expect(await get(name)).toBe('there');
          expect(await put(name)).toBe('OK');
        }
      }
      expect(link.isWorking).toBe(false);
      expect(monitor.failures.length).toBeGreaterThan(0);

      await cluster.nodes[0]!.startAgain();
      await until(async () => (await put(lost)) === 'OK');
      await until(async () => (await get(lost)) === 'there');
      await until(() => link.isWorking);
    } finally {
      link.close();
    }
  });
});
