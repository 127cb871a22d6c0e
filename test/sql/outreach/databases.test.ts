import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inspectIsolation } from '../../../src/doctor/inspect-isolation.js';
import { DATABASE_KINDS } from '../../../src/migrations/database-kind.js';
import { migrate } from '../../../src/migrations/migrate.js';
import { GatewayDatabase } from '../../../src/tenancy/gateway-database.js';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../../setup/test-database.js';

const OUTREACH = DATABASE_KINDS.filter((kind) => kind !== 'analytics');

describe.each(postgresVersions)('the databases of outreach on PostgreSQL $version', (server) => {
  describe.each(OUTREACH)('%s', (kind) => {
    let database: TestDatabase;
    let gateway: GatewayDatabase;
    beforeAll(async () => {
      database = await createTestDatabase(server, kind);
      gateway = new GatewayDatabase({
        url: database.gatewayUrl,
        maxConnections: 1,
        statementTimeoutMs: 10_000,
      });
    });
    afterAll(() => gateway.close());

    test('keeps tenants apart, by the same checks as the analytics database', async () => {
      const { checks } = await inspectIsolation(gateway);
      expect(checks.filter(({ status }) => status !== 'ok')).toEqual([]);
    });

    test('is up to date after its migration, and a second one changes nothing', async () => {
      expect((await migrate({ url: database.adminUrl, database: kind })).applied).toEqual([]);
    });

    test('has row-level security enabled and forced on every table of tenants', async () => {
      expect(
        await database.asAdmin(
          `
          select c.oid::regclass::text as name from pg_class c
          where c.relkind in ('r', 'p') and c.relnamespace = to_regnamespace($1)
            and not (c.relrowsecurity and c.relforcerowsecurity)`,
          [kind],
        ),
      ).toEqual([]);
    });

    test('explains every table and column', async () => {
      expect(
        await database.asAdmin(
          `
          select c.oid::regclass || '.' || coalesce(a.attname, '') as name
          from pg_class c left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          where c.relkind in ('r', 'p', 'v') and not c.relispartition and c.relnamespace = to_regnamespace($1)
            and (obj_description(c.oid, 'pg_class') is null or col_description(c.oid, a.attnum) is null)`,
          [kind],
        ),
      ).toEqual([]);
    });
  });
});
