import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CrossDatabaseValidator,
  type ValidationCounts,
} from '../../src/references/cross-database-validator.js';
import { openVerdictCache } from '../../src/references/open-verdict-cache.js';
import type { Reference } from '../../src/references/reference.js';
import { GatewayDatabase } from '../../src/tenancy/gateway-database.js';
import { startRedisCluster, type RedisCluster } from '../setup/redis-cluster.js';
import { redisPrefix } from '../setup/test-redis.js';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.js';
import {
  aReference,
  creation,
  delay,
  DELAY_MS,
  deletion,
  insertTenants,
  OTHER,
  TENANT,
} from './outreach-fixture.js';
import { redisStore, until } from './references-fixture.js';

describe('verdicts kept in a Redis Cluster', () => {
  let cluster: RedisCluster;
  let database: TestDatabase;
  let door: GatewayDatabase;
  let feedDoor: GatewayDatabase;
  beforeAll(async () => {
    cluster = await startRedisCluster();
    database = await createTestDatabase(undefined, 'oltp');
    await insertTenants(database);
    const options = { url: database.gatewayUrl, statementTimeoutMs: 15_000 };
    door = new GatewayDatabase({ ...options, maxConnections: 2 });
    feedDoor = new GatewayDatabase({ ...options, maxConnections: 1 });
  });
  afterAll(async () => {
    await feedDoor?.close();
    await door?.close();
  });

  test('stay right while the node that holds them is killed and comes back empty', async () => {
    const { store } = redisStore({ url: cluster.url });
    await until(() => store.isWorking);
    const cache = openVerdictCache({ store, database: feedDoor, maxDelayMs: DELAY_MS });
    const batches: ValidationCounts[] = [];
    const validator = new CrossDatabaseValidator({
      database: door,
      cache,
      onBatch: (counts) => batches.push(counts),
    });
    try {
      const references: Reference[] = Array.from({ length: 12 }, () => aReference());
      const known = new Set<string>();
      const toggle = async (reference: Reference): Promise<void> => {
        const isKnown = known.has(reference.id);
        await database.asOwner(isKnown ? deletion(reference) : creation(TENANT, reference));
        if (isKnown) known.delete(reference.id);
        else known.add(reference.id);
      };
      const check = async (): Promise<void> => {
        await delay();
        const verdicts = await validator.validate(TENANT, references);
        expect(verdicts).toEqual(references.map(({ id }) => (known.has(id) ? 'KNOWN' : 'UNKNOWN')));
        expect(new Set(await validator.validate(OTHER, references))).toEqual(new Set(['UNKNOWN']));
        await validator.settle();
      };
      const node = await cluster.nodeOf(`${redisPrefix}:{${TENANT}}:x`);
      for (let round = 0; round < 24; round++) {
        if (round === 8) void node.kill();
        if (round === 16) await node.startAgain();
        await toggle(references[(round * 5) % references.length]!);
        await check();
      }
      // Else nothing has been tried.
      expect(batches.some(({ kept }) => kept > 0)).toBe(true);
    } finally {
      await cache.feed.close();
    }
  });
});
