import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ChangeFeed, type DatasetChange } from '../../src/freshness/change-feed.js';
import { GatewayDatabase } from '../../src/tenancy/gateway-database.js';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import { startPostgresProxy, type PostgresProxy } from '../support/postgres-proxy.js';

const DATASET = 'helpdesk.tickets';
const TENANT = '00000000-0000-4000-8000-000000000001';
const OTHER = '00000000-0000-4000-8000-000000000002';

describe.each(postgresVersions)('the feed of changes on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  let proxy: PostgresProxy;
  let door: GatewayDatabase;
  let feed: ChangeFeed;
  let failures: unknown[];

  beforeAll(async () => {
    database = await createTestDatabase(server);
    await database.asOwner(
      `insert into sluice.tenants (id, name) values ('${TENANT}', 'One'), ('${OTHER}', 'Two')`,
    );
    proxy = await startPostgresProxy(database.gatewayUrl);
  });
  afterAll(() => proxy?.close());
  beforeEach(() => {
    failures = [];
    door = new GatewayDatabase({ url: proxy.url, maxConnections: 1, statementTimeoutMs: 15_000 });
    feed = new ChangeFeed({ database: door, onFailure: (error) => failures.push(error), maxDelayMs: 100 });
  });
  afterEach(async () => {
    proxy.restore();
    await feed.close();
    await door.close();
  });

  const insert = (tenant: string, at = 'now()'): string =>
    `insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, channel)
     values ('${tenant}', gen_random_uuid(), ${at}, now(), 'One', 'open', 'web');`;

  const truth = async (tenant: string): Promise<string> => {
    const [row] = await database.asTenant(
      tenant,
      `select epoch || '.' || version as version from sluice.dataset_conditions where dataset = '${DATASET}'`,
    );
    return row!['version'] as string;
  };

  /** The tenant's version once the feed knows it: on a busy machine a poll may come too late for a moment. */
  const known = async (): Promise<string> => {
    for (;;) {
      const version = feed.version(TENANT, DATASET);
      if (version !== null) return version;
      await sleep(5);
    }
  };

  /** What the feed tells, as a queue. */
  const listen = () => {
    const told: (readonly DatasetChange[] | null)[] = [];
    feed.listen((changes) => told.push(changes));
    return {
      told,
      next: async (): Promise<readonly DatasetChange[] | null> => {
        while (told.length === 0) await sleep(5);
        return told.shift()!;
      },
    };
  };

  /** Until as many polls have been applied that began after this call. */
  const polls = async (count: number): Promise<void> => {
    const { position } = feed;
    while (feed.position <= position + count) {
      feed.version(TENANT, DATASET);
      await sleep(5);
    }
  };

  test('knows nothing before it is told', async () => {
    expect(feed.version(TENANT, DATASET)).toBeNull();
    await polls(2);
    expect(feed.version(TENANT, DATASET)).toBeNull();
  });

  test('has polled when who had to wait for that goes on', async () => {
    await feed.catchUp(feed.now());
    expect(feed.position).toBe(1);
    const since = feed.position;
    feed.learn(TENANT, DATASET, await truth(TENANT), since);
    for (let round = 0; round < 5; round++) {
      await database.asOwner(insert(TENANT));
      const version = await truth(TENANT);
      // Late enough for what was committed before to be older than the feed may be.
      await sleep(150);
      let found: string | null = null;
      // On a busy machine a poll may take longer than anybody waits.
      while (found === null) {
        const askedAt = feed.now();
        await feed.catchUp(askedAt);
        found = feed.version(TENANT, DATASET, askedAt);
      }
      expect(found).toBe(version);
    }
  });

  test('keeps nobody waiting while polls fail, or once it is closed', async () => {
    await feed.catchUp(feed.now());
    proxy.cut();
    while (failures.length === 0) await feed.catchUp(feed.now());
    const { position } = feed;
    for (let round = 0; round < 1_000; round++) await feed.catchUp(feed.now());
    expect(feed.position).toBe(position);
    await feed.close();
    await feed.catchUp(feed.now());
  });

  test('keeps what an answer has shown up to date', async () => {
    await polls(1);
    const since = feed.position;
    feed.learn(TENANT, DATASET, await truth(TENANT), since);
    expect(await known()).toBe(await truth(TENANT));
    await database.asOwner(insert(TENANT));
    await polls(1);
    expect(await known()).toBe(await truth(TENANT));
    expect(feed.asOfMs).toBeLessThanOrEqual(Date.now());
  });

  test.each([
    ['inserts', insert(TENANT)],
    ['updates', `update helpdesk.tickets set status = 'closed' where tenant_id = '${TENANT}'`],
    ['deletes', `delete from helpdesk.tickets where tenant_id = '${TENANT}'`],
  ])('tells of %s, whose they are and their version', async (_name, sql) => {
    await database.asOwner(insert(TENANT));
    const listening = listen();
    expect(await listening.next()).toBeNull();
    await database.asOwner(sql);
    expect(await listening.next()).toEqual([
      { tenantId: TENANT, dataset: DATASET, version: await truth(TENANT) },
    ]);
    await polls(2);
    expect(listening.told).toEqual([]);
  });

  test('tells of what is moved to both tenants', async () => {
    await database.asOwner(insert(TENANT));
    const listening = listen();
    await listening.next();
    await database.asOwner(
      `update helpdesk.tickets set tenant_id = '${OTHER}' where tenant_id = '${TENANT}'`,
    );
    expect((await listening.next())!.map(({ tenantId }) => tenantId).sort()).toEqual([TENANT, OTHER]);
  });

  test('tells of a transaction when it has committed, however long it took, and not of one that has not', async () => {
    const slow = new pg.Client({ connectionString: database.adminUrl });
    await slow.connect();
    try {
      await slow.query(`begin; set local role sluice_owner; ${insert(TENANT)}`);
      const listening = listen();
      await listening.next();
      await database.asOwner(insert(OTHER));
      expect((await listening.next())!.map(({ tenantId }) => tenantId)).toEqual([OTHER]);
      await polls(3);
      expect(listening.told).toEqual([]);
      await slow.query('commit');
      expect((await listening.next())!.map(({ tenantId }) => tenantId)).toEqual([TENANT]);
      await slow.query(`begin; set local role sluice_owner; ${insert(TENANT)} rollback`);
      await polls(2);
      expect(listening.told).toEqual([]);
    } finally {
      await slow.end();
    }
  });

  test('takes an answer that arrives late for what it is', async () => {
    await polls(1);
    const since = feed.position;
    const old = await truth(TENANT);
    await database.asOwner(insert(TENANT));
    await polls(2);
    feed.learn(TENANT, DATASET, old, since);
    expect(await known()).toBe(await truth(TENANT));
  });

  test('keeps what an answer has shown after the snapshot of a poll', async () => {
    await polls(1);
    feed.learn(TENANT, DATASET, await truth(TENANT), feed.position);
    const [epoch, n] = (await truth(TENANT)).split('.') as [string, string];
    const ahead = `${epoch}.${Number(n) + 5}`;
    feed.learn(TENANT, DATASET, ahead, feed.position);
    await database.asOwner(insert(TENANT));
    await polls(2);
    expect(await known()).toBe(ahead);
  });

  test('does not believe an answer of another epoch', async () => {
    await polls(1);
    feed.learn(TENANT, DATASET, 'elsewhere.1000', feed.position);
    expect(feed.version(TENANT, DATASET)).toBeNull();
  });

  test('knows nothing while it cannot ask, and that anything may have changed when it can', async () => {
    const listening = listen();
    await listening.next();
    feed.learn(TENANT, DATASET, await truth(TENANT), feed.position);
    proxy.cut();
    while (feed.version(TENANT, DATASET) !== null) await sleep(20);
    await database.asOwner(insert(TENANT));
    expect(failures).toHaveLength(1);
    proxy.restore();
    expect(await listening.next()).toBeNull();
    expect(await known()).toBe(await truth(TENANT));
    await database.asOwner(insert(TENANT));
    expect(await listening.next()).toHaveLength(1);
  });

  test('asks once per poll, in one statement, and not at all while nobody listens', async () => {
    const stop = feed.listen(() => undefined);
    await polls(1);
    proxy.reset();
    const { position } = feed;
    while (feed.position < position + 3) await sleep(5);
    expect(proxy.statements.length).toBeGreaterThanOrEqual(3);
    expect(proxy.statements.length).toBeLessThanOrEqual(4);
    expect(new Set(proxy.statements).size).toBe(1);
    stop();
    await feed.close();
    proxy.reset();
    await sleep(50);
    expect(proxy.statements).toEqual([]);
  });
});
