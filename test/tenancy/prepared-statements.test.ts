import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GatewayDatabase } from '../../src/tenancy/gateway-database.js';
import type { Statement } from '../../src/tenancy/statement.js';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import { insertSampleTenants, ONE, OTHER } from '../sql/sample-tenant.js';
import { startPostgresProxy, type PostgresProxy } from '../support/postgres-proxy.js';

const TENANTS: Statement = { name: 'test_tenants', text: 'select name from sluice.tenants', values: [] };
const SETTING: Statement = { text: `select current_setting('app.current_tenant_id', true)`, values: [] };
const PID: Statement = { text: 'select pg_backend_pid()', values: [] };

describe.each(postgresVersions)('prepared statements on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  let proxy: PostgresProxy;
  const opened: GatewayDatabase[] = [];

  /** A door with one connection, so that what one request leaves behind meets the next. */
  const open = (url = database.gatewayUrl): GatewayDatabase => {
    const door = new GatewayDatabase({ url, maxConnections: 1, statementTimeoutMs: 30_000 });
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

  test('prepares what is named, and what comes a second time, once', async () => {
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
    const both = await prepared();
    expect(both).toEqual([
      'sluice_begin',
      'sluice_commit',
      expect.stringMatching(/^sluice_q/),
      'sluice_set_tenant',
      'test_tenants',
    ]);
    await door.tenantTransaction(OTHER, [TENANTS, SETTING, TENANTS]);
    expect(await prepared()).toEqual(both);
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
});
