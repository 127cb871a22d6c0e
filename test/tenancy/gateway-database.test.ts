import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GatewayDatabase } from '../../src/tenancy/gateway-database.js';
import type { Statement } from '../../src/tenancy/statement.js';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import { startLoopbackProxy, type LoopbackProxy } from '../support/loopback-proxy.js';

const ONE = '00000000-0000-4000-8000-000000000001';
const TWO = '00000000-0000-4000-8000-000000000002';

const statement = (text: string, ...values: unknown[]): Statement => ({ text, values });
const TENANTS = statement('select id::text from sluice.tenants');
const TENANT_SETTING = statement(`select current_setting('app.current_tenant_id', true)`);
const BACKEND = statement('select pg_catalog.pg_backend_pid()');

describe.each(postgresVersions)('the tenancy door on PostgreSQL $version', (server) => {
  let testDatabase: TestDatabase;
  let proxy: LoopbackProxy;
  /** With one connection, so that whoever comes next gets the one that was used before. */
  let database: GatewayDatabase;

  beforeAll(async () => {
    testDatabase = await createTestDatabase(server);
    await testDatabase.asOwner(
      `insert into sluice.tenants (id, name) values ('${ONE}', 'One'), ('${TWO}', 'Two')`,
    );
    proxy = await startLoopbackProxy(server);
    database = open();
  });
  afterAll(async () => {
    await database.close();
    await proxy.close();
  });
  // The connection is there and its statements are prepared.
  beforeEach(async () => {
    await database.tenantTransaction(ONE, [TENANTS]);
    proxy.reset();
  });

  function open(options: { maxConnections?: number; statementTimeoutMs?: number } = {}): GatewayDatabase {
    return new GatewayDatabase({
      url: proxy.through(testDatabase.gatewayUrl),
      maxConnections: 1,
      statementTimeoutMs: 30_000,
      ...options,
    });
  }

  /** Resolves when a statement with `text` in it runs on the server. */
  async function untilRunning(text: string): Promise<void> {
    for (;;) {
      const rows = await testDatabase.asAdmin(
        `select from pg_stat_activity where datname = current_database() and state = 'active' and query like $1 and pid <> pg_backend_pid()`,
        [`%${text}%`],
      );
      if (rows.length > 0) return;
      await sleep(10);
    }
  }

  /** The statements of the gateway's role that run now. */
  const running = () =>
    testDatabase.asAdmin(
      `select query from pg_stat_activity where datname = current_database() and usename = 'sluice_gateway' and state <> 'idle'`,
    );

  describe('refuses', () => {
    test.each(['', 'x', `${ONE}' or true --`, ONE.toUpperCase().replace('4', 'Z')])(
      '%j as a tenant',
      async (tenant) => {
        await expect(database.tenantTransaction(tenant, [TENANTS])).rejects.toThrow('Not a tenant id');
      },
    );

    test('to write', async () => {
      await expect(
        database.tenantTransaction(ONE, [
          statement(`insert into sluice.tenants (id, name) values ('${TWO}', 'x')`),
        ]),
      ).rejects.toThrow();
    });

    test('to write through a function, unless the transaction was asked for that, and each anew', async () => {
      const write = statement(`select sluice.record_searches('[]')::int`);
      await expect(database.tenantTransaction(ONE, [write])).rejects.toMatchObject({ code: '25006' });
      const [rows] = await database.tenantTransaction(ONE, [write], { isReadWrite: true });
      expect(rows).toEqual([[0]]);
      await expect(database.tenantTransaction(ONE, [write])).rejects.toMatchObject({ code: '25006' });
    });

    test('to write tables itself, whatever was asked for', async () => {
      for (const sql of [
        `insert into sluice.searches (tenant_id) values ('${ONE}')`,
        `update helpdesk.tickets set subject = 'x'`,
        'delete from sluice.search_openings',
        'create temporary table t (n int)',
      ]) {
        await expect(
          database.tenantTransaction(ONE, [statement(sql)], { isReadWrite: true }),
        ).rejects.toMatchObject({ code: '42501' });
      }
    });

    test('tenants to a statement without one', async () => {
      expect(await database.withoutTenant(TENANTS)).toEqual([]);
    });
  });

  describe('sends a transaction', () => {
    test('in one round trip and one packet, whatever the number of statements', async () => {
      await database.tenantTransaction(ONE, [TENANTS]);
      expect(proxy).toMatchObject({ roundTrips: 1, writes: 1 });
      proxy.reset();
      await database.tenantTransaction(
        ONE,
        Array.from({ length: 10 }, () => TENANTS),
      );
      expect(proxy).toMatchObject({ roundTrips: 1, writes: 1 });
    });

    test('that writes in one round trip as well, and keeps the tenant to itself', async () => {
      await database.tenantTransaction(ONE, [TENANT_SETTING], { isReadWrite: true });
      proxy.reset();
      const [setting] = await database.tenantTransaction(TWO, [TENANT_SETTING], { isReadWrite: true });
      expect(proxy).toMatchObject({ roundTrips: 1, writes: 1 });
      expect(setting).toEqual([[TWO]]);
      expect(await database.withoutTenant(TENANT_SETTING)).toEqual([['']]);
    });

    test('in one round trip on its first time, too, once connected', async () => {
      await database.tenantTransaction(ONE, [statement('select 1 as never_sent_before, $1::int', 7)]);
      expect(proxy.roundTrips).toBe(1);
    });

    test('and gives the rows of each statement in order', async () => {
      const answers = await database.tenantTransaction(TWO, [
        statement('select $1::int8, $2::numeric', '9007199254740993', '1.10'),
        statement('select where false'),
        TENANTS,
      ]);
      expect(answers).toEqual([[['9007199254740993', '1.10']], [], [[TWO]]]);
    });

    test('under one snapshot', async () => {
      const count = statement('select count(*) from sluice.tenants, (select pg_sleep(0.3)) as pause');
      const counting = database.tenantTransaction(ONE, [
        count,
        TENANT_SETTING,
        statement('select txid_current_snapshot()::text'),
        statement('select txid_current_snapshot()::text'),
      ]);
      await untilRunning('as pause');
      await testDatabase.asOwner(`update sluice.tenants set name = 'Renamed' where id = '${ONE}'`);
      const [, , before, after] = await counting;
      expect(after).toEqual(before);
    });

    test('taken after the locks, so that it shows what they have waited for', async () => {
      const locker = new pg.Client({ connectionString: testDatabase.adminUrl });
      await locker.connect();
      try {
        await locker.query('begin; truncate helpdesk.tickets cascade');
        await locker.query(`update sluice.tenants set name = 'Renamed' where id = '${ONE}'`);
        const names = statement('select name from sluice.tenants');
        const reading = database.tenantTransaction(ONE, [names], { locks: ['helpdesk.tickets'] });
        await untilRunning('lock table helpdesk.tickets in access share mode');
        await locker.query('commit');
        expect(await reading).toEqual([[['Renamed']]]);
      } finally {
        await locker.end();
        await testDatabase.asAdmin(`update sluice.tenants set name = 'One' where id = '${ONE}'`);
      }
    });

    test('with other locks each time, however long the names of the tables are together', async () => {
      const some = ['outreach.billing_entries', 'outreach.deliveries', 'outreach.queue_events'];
      for (const locks of [some, [...some, 'sluice.searches'], some, [...some, 'sluice.searches'], some]) {
        expect(await database.tenantTransaction(ONE, [TENANTS], { locks })).toHaveLength(1);
      }
    });

    test('with locks in the same round trip, and on tables by their plain names alone', async () => {
      const locks = ['helpdesk.tickets', 'helpdesk.comments'];
      await database.tenantTransaction(ONE, [TENANTS], { locks });
      proxy.reset();
      expect(await database.tenantTransaction(ONE, [TENANTS], { locks })).toEqual([[[ONE]]]);
      expect(proxy.roundTrips).toBe(1);
      await expect(
        database.tenantTransaction(ONE, [TENANTS], { locks: ['helpdesk.tickets; drop table x'] }),
      ).rejects.toThrow('Not a qualified table name');
    });
  });

  describe('keeps a tenant to its transaction', () => {
    test('on a connection that others use afterwards', async () => {
      const [seen, pid] = await database.tenantTransaction(ONE, [TENANTS, BACKEND]);
      expect(seen).toEqual([[ONE]]);
      expect(await database.withoutTenant(BACKEND)).toEqual(pid);
      expect(await database.withoutTenant(TENANT_SETTING)).toEqual([['']]);
      expect(await database.withoutTenant(TENANTS)).toEqual([]);
      expect(await database.tenantTransaction(TWO, [TENANTS])).toEqual([[[TWO]]]);
    });

    test('when it fails', async () => {
      await expect(database.tenantTransaction(ONE, [statement('select 1 / 0')])).rejects.toThrow();
      expect(await database.withoutTenant(TENANT_SETTING)).toEqual([['']]);
    });

    test('among 200 transactions of two tenants at once on three connections', async () => {
      const busy = open({ maxConnections: 3 });
      const tenants = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? ONE : TWO));
      const seen = await Promise.all(tenants.map((tenant) => busy.tenantTransaction(tenant, [TENANTS])));
      await busy.close();
      expect(seen).toEqual(tenants.map((tenant) => [[[tenant]]]));
    });
  });

  describe('after an error', () => {
    test('reports the statement that began it and leaves the connection usable', async () => {
      const [, pid] = await database.tenantTransaction(ONE, [TENANTS, BACKEND]);
      const failing = database.tenantTransaction(ONE, [
        TENANTS,
        statement('select * from nowhere.at_all'),
        TENANTS,
      ]);
      await expect(failing).rejects.toMatchObject({ code: '42P01' });
      expect(await database.tenantTransaction(TWO, [TENANTS, BACKEND])).toEqual([[[TWO]], pid]);
    });

    test('of an unusable parameter, too', async () => {
      const loop: { self?: unknown } = {};
      loop.self = loop;
      await expect(database.tenantTransaction(ONE, [statement('select $1::jsonb', loop)])).rejects.toThrow();
      await expect(database.tenantTransaction(ONE, [statement('select $1::int', 'x')])).rejects.toThrow();
      expect(await database.tenantTransaction(TWO, [TENANTS])).toEqual([[[TWO]]]);
    });

    test('gives a slow statement up after its time limit', async () => {
      const hasty = open({ statementTimeoutMs: 50 });
      await expect(hasty.tenantTransaction(ONE, [statement('select pg_sleep(60)')])).rejects.toMatchObject({
        code: 'QUERY_TIMEOUT',
      });
      expect(await hasty.tenantTransaction(TWO, [TENANTS])).toEqual([[[TWO]]]);
      await hasty.close();
    });

    test('recovers from a connection that the server ends, also in the middle of a query', async () => {
      const query = database.tenantTransaction(ONE, [statement('select pg_sleep(60) as ended_by_server')]);
      const rejected = expect(query).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
      await untilRunning('ended_by_server');
      await testDatabase.asAdmin(
        `select pg_terminate_backend(pid) from pg_stat_activity where query like '%ended_by_server%' and pid <> pg_backend_pid()`,
      );
      await rejected;
      expect(await database.tenantTransaction(TWO, [TENANTS])).toEqual([[[TWO]]]);
    });

    test('recovers from a connection that the network cuts, also in the middle of a query', async () => {
      const query = database.tenantTransaction(ONE, [statement('select pg_sleep(60) as cut_by_network')]);
      const rejected = expect(query).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
      await untilRunning('cut_by_network');
      proxy.cut();
      await rejected;
      expect(await database.tenantTransaction(TWO, [TENANTS])).toEqual([[[TWO]]]);
      await testDatabase.asAdmin(
        `select pg_terminate_backend(pid) from pg_stat_activity where query like '%cut_by_network%' and pid <> pg_backend_pid()`,
      );
    });

    test('says that there is no server', async () => {
      const nowhere = new GatewayDatabase({
        url: 'postgresql://sluice_gateway@127.0.0.1:1/analytics',
        maxConnections: 1,
        statementTimeoutMs: 1_000,
      });
      await expect(nowhere.tenantTransaction(ONE, [TENANTS])).rejects.toMatchObject({
        code: 'DATABASE_UNAVAILABLE',
      });
      await nowhere.close();
    });
  });

  describe('when the caller gives up', () => {
    test('cancels the query in the server', async () => {
      const caller = new AbortController();
      const query = database.tenantTransaction(ONE, [statement('select pg_sleep(60) as given_up')], {
        signal: caller.signal,
      });
      const rejected = expect(query).rejects.toMatchObject({ code: 'CANCELLED' });
      await untilRunning('given_up');
      caller.abort();
      await rejected;
      expect(await running()).toEqual([]);
    });

    test('does not begin', async () => {
      await expect(
        database.tenantTransaction(ONE, [TENANTS], { signal: AbortSignal.abort() }),
      ).rejects.toMatchObject({ code: 'CANCELLED' });
      expect(proxy.roundTrips).toBe(0);
    });

    test('ends a transaction of many statements, whichever of them runs', async () => {
      const caller = new AbortController();
      const naps = Array.from({ length: 200 }, () => statement('select pg_sleep(0.01) as nap'));
      const query = database.tenantTransaction(ONE, naps, { signal: caller.signal });
      const rejected = expect(query).rejects.toMatchObject({ code: 'CANCELLED' });
      await untilRunning('nap');
      caller.abort();
      await rejected;
    });

    test('never cancels the query of whoever uses the connection next', async () => {
      // Aborted at every moment of a transaction's life; the next one on the same connection always answers.
      for (let delayMs = 0; delayMs < 30; delayMs++) {
        const caller = new AbortController();
        const nap = statement('select pg_sleep(0.01)');
        const first = database
          .tenantTransaction(ONE, [nap], { signal: caller.signal })
          .catch((error: unknown) => error);
        setTimeout(() => caller.abort(), delayMs / 2);
        const second = database.tenantTransaction(TWO, [nap, TENANTS]);
        await first;
        expect((await second)[1]).toEqual([[TWO]]);
      }
    });
  });
});
