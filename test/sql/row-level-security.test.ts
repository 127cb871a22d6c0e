import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { createTwoYearDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import {
  APPEND_ONLY_TABLES,
  id,
  insertSampleTenants,
  ONE,
  OTHER,
  SAMPLE_ROWS,
  TENANT_TABLES,
} from './sample-tenant.js';

/** As PostgreSQL writes it down. */
const TENANT = `(tenant_id = ( SELECT (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid AS "nullif"))`;

describe.each(postgresVersions)('row-level security on PostgreSQL $version', (server) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTwoYearDatabase(server);
    await insertSampleTenants(database);
  });

  const count = (table: string): string => `select count(*)::int as n from ${table}`;

  describe.each(TENANT_TABLES)('%s', (table) => {
    test('shows nobody anything', async () => {
      expect(await database.asNobody(count(table))).toEqual([{ n: 0 }]);
    });

    test('shows a tenant that does not exist nothing', async () => {
      expect(await database.asTenant(id(99), count(table))).toEqual([{ n: 0 }]);
    });

    test('hides the other tenant even from a query that names it', async () => {
      const named = `select from ${table} where tenant_id = $1`;
      expect(await database.asTenant(ONE, named, [OTHER])).toEqual([]);
      expect(await database.asMaintainer(ONE, named, [OTHER])).toEqual([]);
    });

    test('shows a tenant its own row, and the owner all', async () => {
      expect(await database.asTenant(ONE, `select tenant_id from ${table}`)).toEqual([{ tenant_id: ONE }]);
      expect(await database.asTenant(OTHER, `select tenant_id from ${table}`)).toEqual([
        { tenant_id: OTHER },
      ]);
      expect(await database.asOwner(count(table))).toEqual([{ n: 2 }]);
    });

    test('lets the gateway write nothing', async () => {
      const denied = /permission denied/;
      await expect(database.asTenant(ONE, `insert into ${table} default values`)).rejects.toThrow(denied);
      await expect(database.asTenant(ONE, `update ${table} set tenant_id = tenant_id`)).rejects.toThrow(
        denied,
      );
      await expect(database.asTenant(ONE, `delete from ${table}`)).rejects.toThrow(denied);
      await expect(database.asTenant(ONE, `truncate ${table}`)).rejects.toThrow(denied);
    });

    test('lets the maintainer write for the tenant it has set, and for no other', async () => {
      const columns = Object.keys(SAMPLE_ROWS[table]!).join(', ');
      const copy = `insert into ${table} (tenant_id, ${columns}) select '${OTHER}', ${columns} from ${table}`;
      await expect(database.asMaintainer(ONE, copy)).rejects.toThrow(/violates row-level security policy/);
      await expect(database.asMaintainer(ONE, `update ${table} set tenant_id = '${OTHER}'`)).rejects.toThrow(
        APPEND_ONLY_TABLES.includes(table) ? /permission denied/ : /violates row-level security policy/,
      );
      expect(await database.asMaintainer(null, count(table))).toEqual([{ n: 0 }]);
      expect(await database.asMaintainer(ONE, count(table))).toEqual([{ n: 1 }]);
    });
  });

  test('shows a tenant itself and no other in sluice.tenants', async () => {
    expect(await database.asNobody('select id from sluice.tenants')).toEqual([]);
    expect(await database.asTenant(ONE, 'select id from sluice.tenants')).toEqual([{ id: ONE }]);
  });

  test('is enabled and forced on every table that holds tenants, each partition included', async () => {
    const tables = await database.asAdmin(`
      select c.oid::regclass::text as name, c.relrowsecurity and c.relforcerowsecurity as is_forced
      from pg_class as c
      where c.relkind in ('r', 'p') and c.relnamespace in ('helpdesk'::regnamespace, 'outreach'::regnamespace, 'sluice'::regnamespace)
        and (c.oid = 'sluice.tenants'::regclass
          or exists (select from pg_attribute as a where a.attrelid = c.oid and a.attname = 'tenant_id'))`);
    expect(tables.filter((table) => table['is_forced'] !== true)).toEqual([]);
    expect(tables.length).toBeGreaterThan(TENANT_TABLES.length + 100);
    expect(tables.map((table) => table['name'])).toEqual(expect.arrayContaining([...TENANT_TABLES]));
  });

  test('covers every table of helpdesk and outreach in these tests', async () => {
    const tables = await database.asAdmin(`
      select oid::regclass::text as name from pg_class
      where relnamespace in ('helpdesk'::regnamespace, 'outreach'::regnamespace) and relkind in ('r', 'p') and not relispartition`);
    expect(tables.map((table) => table['name']).sort()).toEqual([...TENANT_TABLES].sort());
  });

  test('compares the tenant in one form everywhere: a sub-select, with nullif, without a function of our own', async () => {
    const policies = await database.asAdmin(`
      select tablename, policyname, roles::text[] as roles, cmd, qual, with_check, permissive
      from pg_policies where schemaname in ('helpdesk', 'outreach') and policyname <> 'all_owner'`);
    expect(policies).toHaveLength(2 * TENANT_TABLES.length);
    for (const policy of policies) {
      expect(policy['qual'], String(policy['tablename'])).toBe(TENANT);
      expect(policy['permissive']).toBe('PERMISSIVE');
      if (policy['policyname'] === 'read_tenant') {
        expect(policy).toMatchObject({ roles: ['sluice_gateway'], cmd: 'SELECT', with_check: null });
      } else {
        expect(policy).toMatchObject({
          policyname: 'maintain_tenant',
          roles: ['sluice_maintainer'],
          cmd: 'ALL',
        });
        expect(policy['with_check']).toBe(policy['qual']);
      }
    }
  });

  test('opens a partition to its owner only', async () => {
    const policies = await database.asAdmin(`
      select distinct p.polname as name, p.polroles::regrole[]::text as roles
      from pg_policy as p join pg_class as c on c.oid = p.polrelid where c.relispartition`);
    expect(policies).toEqual([{ name: 'all_owner', roles: '{sluice_owner}' }]);
    const grants = await database.asAdmin(`
      select c.relname from pg_class as c
      where c.relispartition and c.relkind = 'r' and (
        has_any_column_privilege('sluice_gateway', c.oid, 'select, insert, update, references')
        or has_any_column_privilege('sluice_maintainer', c.oid, 'select, insert, update, references'))`);
    expect(grants).toEqual([]);
    await expect(database.asTenant(ONE, 'select from helpdesk.tickets_default')).rejects.toThrow(
      /permission denied/,
    );
  });

  describe('with a generic plan and a named statement', () => {
    const statements = {
      'a table': 'select tenant_id from helpdesk.tickets where created_at >= $1',
      'a rollup': 'select tenant_id from helpdesk.dashboard_stats where bucket >= $1',
      'a table of outreach': 'select tenant_id from outreach.deliveries where sent_at >= $1',
      'a rollup of outreach': 'select tenant_id from outreach.campaign_performance where bucket >= $1',
    };

    test.each(Object.entries(statements))(
      '%s shows each tenant its own, on one connection',
      async (what, text) => {
        await database.asMaintainer(null, 'select from helpdesk.refresh_dashboard_views()');
        await database.asMaintainer(
          null,
          `select from sluice.refresh_rollup('outreach.campaign_performance')`,
        );
        const client = new pg.Client({ connectionString: database.gatewayUrl });
        await client.connect();
        try {
          await client.query('set plan_cache_mode = force_generic_plan');
          const seenBy = async (tenantId: string): Promise<unknown[]> => {
            await client.query('begin');
            await client.query(`select set_config('app.current_tenant_id', $1, true)`, [tenantId]);
            const { rows } = await client.query({ name: what, text, values: ['2026-01-01T00:00:00Z'] });
            await client.query('commit');
            return rows.map((row: { tenant_id: unknown }) => row.tenant_id);
          };
          for (let round = 0; round < 7; round++) {
            expect(await seenBy(ONE)).toEqual([ONE]);
            expect(await seenBy(OTHER)).toEqual([OTHER]);
          }
          // The setting is now '' and not unset: without nullif the cast would fail.
          const { rows } = await client.query({ name: what, text, values: ['2026-01-01T00:00:00Z'] });
          expect(rows).toEqual([]);
          const { rows: plans } = await client.query<{ generic_plans: string }>(
            'select generic_plans from pg_prepared_statements where name = $1',
            [what],
          );
          expect(Number(plans[0]?.generic_plans)).toBe(15);
        } finally {
          await client.end();
        }
      },
    );
  });
});
