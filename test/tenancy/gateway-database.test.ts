import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { GatewayDatabase } from '../../src/tenancy/gateway-database.js';
import type { Statement } from '../../src/tenancy/statement.js';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import { insertSampleTenants, ONE, OTHER } from '../sql/sample-tenant.js';
import { startPostgresProxy, type PostgresProxy } from '../support/postgres-proxy.js';

const TENANTS: Statement = { name: 'test_tenants', text: 'select name from sluice.tenants', values: [] };
const SETTING: Statement = { text: `select current_setting('app.current_tenant_id', true)`, values: [] };
const PID: Statement = { text: 'select pg_backend_pid()', values: [] };
const sleeping = (seconds: number): Statement => ({ text: 'select pg_sleep($1)', values: [seconds] });

describe.each(postgresVersions)('the tenancy door on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  let proxy: PostgresProxy;
  const opened: GatewayDatabase[] = [];

  /** A door with one connection, so that what one request leaves behind meets the next. */
  const open = (url = database.gatewayUrl, statementTimeoutMs = 30_000): GatewayDatabase => {
    const door = new GatewayDatabase({ url, maxConnections: 1, statementTimeoutMs });
    opened.push(door);
    return door;
  };

  beforeAll(async () => {
    database = await createTestDatabase(server);
    await insertSampleTenants(database);
    proxy = await startPostgresProxy(database.gatewayUrl);
  });
  afterAll(async () => {
    await Promise.all(opened.map((door) => door.close()));
    await proxy?.close();
  });

  test('shows nothing of tenants to whom no tenant is', async () => {
    expect(await open().withoutTenant(TENANTS)).toEqual([]);
  });

  test('refuses what is no tenant id before it reaches the database', async () => {
    for (const id of ['', `${ONE}'`, 'ONE', ONE.replace('-', '')]) {
      await expect(open().tenantTransaction(id, [TENANTS])).rejects.toThrow('Not a tenant id');
    }
  });

  test('shows each tenant its own, on one connection, and carries none over to the next', async () => {
    const door = open();
    const [[pid]] = (await door.withoutTenant(PID)) as [[number]];
    for (let round = 0; round < 8; round++) {
      for (const tenantId of [ONE, OTHER]) {
        const [setting, tenants] = await door.tenantTransaction(tenantId, [SETTING, TENANTS, PID]);
        expect(setting).toEqual([[tenantId]]);
        expect(tenants).toHaveLength(1);
        // Reset, the setting is empty and not null (trap 4): no error, and no rows.
        expect(await door.withoutTenant(SETTING)).toEqual([['']]);
        expect(await door.withoutTenant(TENANTS)).toEqual([]);
      }
    }
    expect(await door.withoutTenant(PID)).toEqual([[pid]]);
  });

  test.each(['force_generic_plan', 'force_custom_plan', 'auto'])(
    'keeps tenants apart with prepared statements and plan_cache_mode = %s',
    async (mode) => {
      const door = open(`${database.gatewayUrl}?options=-c%20plan_cache_mode%3D${mode}`);
      expect(await door.withoutTenant({ text: 'show plan_cache_mode', values: [] })).toEqual([[mode]]);
      const ticket: Statement = {
        name: 'test_ticket',
        text: 'select tenant_id::text from helpdesk.tickets',
        values: [],
      };
      const rollup: Statement = {
        name: 'test_rollup',
        text: 'select tenant_id::text from helpdesk.dashboard_stats',
        values: [],
      };
      await database.asMaintainer(null, 'select from helpdesk.refresh_dashboard_views()');
      // A custom plan becomes a generic one after five executions.
      for (let round = 0; round < 8; round++) {
        for (const tenantId of [ONE, OTHER]) {
          expect(await door.tenantTransaction(tenantId, [ticket, rollup])).toEqual([
            [[tenantId]],
            [[tenantId]],
          ]);
        }
        expect(await door.withoutTenant(ticket)).toEqual([]);
        expect(await door.withoutTenant(rollup)).toEqual([]);
      }
    },
  );

  test('can write nothing', async () => {
    const create: Statement = { text: `select set_config('transaction_read_only', 'off', true)`, values: [] };
    const [[isReadOnly]] = (await open().tenantTransaction(ONE, [
      { text: 'show transaction_read_only', values: [] },
    ])) as [[[string]]];
    expect(isReadOnly).toEqual(['on']);
    await expect(open().tenantTransaction(ONE, [create])).rejects.toMatchObject({ code: '25001' });
  });

  test('reads all statements under one snapshot', async () => {
    const snapshot: Statement = { text: 'select pg_current_snapshot()::text', values: [] };
    const [before, , after] = await open().tenantTransaction(ONE, [snapshot, sleeping(0.05), snapshot]);
    expect(after).toEqual(before);
  });

  test('needs one round trip for a transaction, also when it prepares its statements', async () => {
    const door = open(proxy.url);
    await door.withoutTenant(PID);
    for (let round = 0; round < 3; round++) {
      proxy.reset();
      await door.tenantTransaction(ONE, [TENANTS, SETTING, PID, TENANTS]);
      expect(proxy.turns).toEqual(['client', 'server']);
      expect(proxy.statements).toEqual([
        'begin isolation level repeatable read read only',
        expect.stringContaining('set_config') as string,
        TENANTS.text,
        SETTING.text,
        PID.text,
        TENANTS.text,
        'commit',
      ]);
    }
  });

  test('prepares what is named, once', async () => {
    const door = open();
    const prepared = async () =>
      (
        await door.withoutTenant({
          text: 'select name from pg_prepared_statements order by name',
          values: [],
        })
      ).flat();
    await door.tenantTransaction(ONE, [TENANTS, SETTING]);
    expect(await prepared()).toEqual(['sluice_begin', 'sluice_commit', 'sluice_set_tenant', 'test_tenants']);
    await door.tenantTransaction(OTHER, [TENANTS, SETTING, TENANTS]);
    expect(await prepared()).toHaveLength(4);
  });

  test('reports the error that began it, and leaves the connection as good as before', async () => {
    const door = open();
    const [[pid]] = (await door.withoutTenant(PID)) as [[number]];
    const divide: Statement = { name: 'test_divide', text: 'select 1 / $1::int', values: [0] };
    await expect(door.tenantTransaction(ONE, [PID, divide, TENANTS])).rejects.toMatchObject({
      code: '22012',
    });
    await expect(
      door.tenantTransaction(ONE, [{ name: 'test_wrong', text: 'select nonsense', values: [] }, TENANTS]),
    ).rejects.toMatchObject({ code: '42703' });
    expect(await door.withoutTenant(SETTING)).toEqual([['']]);
    expect(await door.tenantTransaction(OTHER, [{ ...divide, values: [1] }, TENANTS, PID])).toEqual([
      [[1]],
      [[expect.any(String)]],
      [[pid]],
    ]);
  });

  test('ends a statement that takes too long with QUERY_TIMEOUT, and goes on with the next', async () => {
    const door = open(database.gatewayUrl, 50);
    await expect(door.tenantTransaction(ONE, [TENANTS, sleeping(30)])).rejects.toMatchObject({
      code: 'QUERY_TIMEOUT',
      httpStatus: 504,
    });
    // The limit holds for the transaction alone.
    expect(await door.withoutTenant({ text: 'show statement_timeout', values: [] })).toEqual([['0']]);
    expect((await door.tenantTransaction(ONE, [TENANTS]))[0]).toHaveLength(1);
  });

  test('cancels in the server what is aborted', async () => {
    const door = open();
    const aborting = new AbortController();
    const query = door.tenantTransaction(ONE, [sleeping(30)], { signal: aborting.signal });
    const running = () =>
      database.asAdmin(
        `select from pg_stat_activity where datname = current_database() and state = 'active' and query like 'select pg_sleep%'`,
      );
    await vi.waitFor(async () => expect(await running()).toHaveLength(1), { timeout: 10_000, interval: 20 });
    aborting.abort();
    await expect(query).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await running()).toEqual([]);
    expect((await door.tenantTransaction(OTHER, [TENANTS]))[0]).toHaveLength(1);
  });

  test('sends nothing for what was aborted before its turn', async () => {
    const door = open(proxy.url);
    await door.withoutTenant(PID);
    proxy.reset();
    await expect(
      door.tenantTransaction(ONE, [TENANTS], { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(proxy.statements).toEqual([]);
  });

  test('never cancels the next user of the connection, whenever the abort falls', async () => {
    const door = open();
    for (let round = 0; round < 60; round++) {
      const aborting = new AbortController();
      const aborted = door
        .tenantTransaction(ONE, [TENANTS, sleeping(0.002), TENANTS, sleeping(0.002)], {
          signal: aborting.signal,
        })
        .catch((error: unknown) => error);
      // Waits for the one connection: it has it the very moment that the aborted one gives it back.
      const next = door.tenantTransaction(OTHER, [TENANTS, sleeping(0.004), SETTING]);
      await sleep(round % 8);
      aborting.abort();
      expect((await next)[2]).toEqual([[OTHER]]);
      await aborted;
    }
  });

  test('tells a lost connection from an error, and makes a new one', async () => {
    const door = open();
    const [[pid]] = (await door.withoutTenant(PID)) as [[number]];
    const query = door.tenantTransaction(ONE, [sleeping(30)]);
    const terminated = expect(query).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await vi.waitFor(
      async () =>
        expect(
          await database.asAdmin(
            `select pg_terminate_backend(pid) from pg_stat_activity where pid = ${pid} and query like 'select pg_sleep%'`,
          ),
        ).toHaveLength(1),
      { timeout: 10_000, interval: 20 },
    );
    await terminated;
    expect(await door.withoutTenant(PID)).not.toEqual([[pid]]);
  });

  test('says that the database is unavailable where nothing listens', async () => {
    const nowhere = open('postgresql://sluice_gateway@127.0.0.1:1/analytics');
    await expect(nowhere.withoutTenant(PID)).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      httpStatus: 503,
    });
  });

  test('leaves values of a query that was refused out of the message', async () => {
    const client = new pg.Client({ connectionString: database.gatewayUrl });
    await client.connect();
    await expect(client.query(`select '${ONE}'::int`)).rejects.toThrow(ONE);
    await client.end();
    await expect(
      open().tenantTransaction(ONE, [{ text: 'select $1::text::smallint', values: ['123456'] }]),
    ).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: 'A number in the query or its result is out of range.',
    });
  });
});
