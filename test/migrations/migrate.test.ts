import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate, type MigrateOptions } from '../../src/migrations/migrate.js';
import { SQL_ROOT } from '../../src/migrations/sql-file.js';
import {
  createEmptyDatabase,
  createTestDatabase,
  postgresVersions,
  TEST_PASSWORDS,
  type TestDatabase,
} from '../setup/test-database.js';

describe.each(postgresVersions)('migrate on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  let sqlRoot: string;

  const run = (options: Partial<MigrateOptions> = {}) =>
    migrate({ url: database.adminUrl, sqlRoot, ...options });
  const write = (path: string, text: string): void => writeFileSync(join(sqlRoot, path), text);
  const names = async (sql: string) => (await database.asAdmin(sql)).map((row) => row['name']);

  beforeAll(async () => {
    database = await createTestDatabase(server);
    sqlRoot = mkdtempSync(join(tmpdir(), 'sluice-sql-'));
    cpSync(SQL_ROOT, sqlRoot, { recursive: true });
  });

  afterAll(() => rmSync(sqlRoot, { recursive: true, force: true }));

  test('has nothing to do in a database that is up to date', async () => {
    const everything = `select md5(string_agg(t.*::text, '|' order by t.*::text)) as digest from (
      select name, checksum, applied_at from sluice.migrations union all select * from sluice.definitions) as t`;
    const before = await database.asOwner(everything);
    expect(await run()).toMatchObject({ applied: [] });
    expect(await run()).toMatchObject({ applied: [] });
    expect(await database.asOwner(everything)).toEqual(before);
  });

  test('returns the URLs for passwords it is given', async () => {
    expect(
      await run({
        gatewayPassword: TEST_PASSWORDS.sluice_gateway,
        maintainerPassword: TEST_PASSWORDS.sluice_maintainer,
      }),
    ).toEqual({ applied: [], gatewayUrl: database.gatewayUrl, maintainerUrl: database.maintainerUrl });
  });

  test('applies what is new, in order, and writes it down', async () => {
    write(
      'migrations/9002_second.sql',
      'set local role sluice_owner; alter table helpdesk.first add column b int;',
    );
    write('migrations/9001_first.sql', 'set local role sluice_owner; create table helpdesk.first (a int);');
    expect(await run()).toMatchObject({ applied: ['migrations/9001_first', 'migrations/9002_second'] });
    expect(await run()).toMatchObject({ applied: [] });
    expect(
      await database.asOwner(
        'select name, duration_ms >= 0 as is_timed from sluice.migrations order by name desc limit 2',
      ),
    ).toEqual([
      { name: '9002_second', is_timed: true },
      { name: '9001_first', is_timed: true },
    ]);
  });

  test('leaves nothing of a migration that fails, and goes on with it once it is mended', async () => {
    write('migrations/9003_broken.sql', 'create table helpdesk.half (a int); select 1 / 0;');
    await expect(run()).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining(
        'sql/migrations/9003_broken.sql failed and was rolled back: division by zero',
      ) as string,
    });
    expect(await names(`select to_regclass('helpdesk.half') as name`)).toEqual([null]);
    write('migrations/9003_broken.sql', 'set local role sluice_owner; create table helpdesk.half (a int);');
    expect(await run()).toMatchObject({ applied: ['migrations/9003_broken'] });
  });

  test('refuses a migration that was edited after it was applied', async () => {
    appendFileSync(join(sqlRoot, 'migrations/9001_first.sql'), '-- a harmless remark');
    await expect(run()).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message:
        'The migration "9001_first" was edited after it was applied to this database. ' +
        "Restore the released file and put the change into a new migration. Or the URL is that of another one of Sluice's databases.",
    });
    write(
      'migrations/9001_first.sql',
      'set local role sluice_owner; create table helpdesk.first (a int);\r\n',
    );
    await expect(run()).rejects.toThrow(/was edited/);
    write('migrations/9001_first.sql', 'set local role sluice_owner; create table helpdesk.first (a int);');
  });

  test('refuses a database that a newer version has migrated', async () => {
    await expect(run({ sqlRoot: SQL_ROOT })).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringMatching(
        /holds the migration "900\d_\w+", which this version of Sluice does not know/,
      ) as string,
    });
  });

  test('runs a function again when its file has changed, and no other', async () => {
    write(
      'functions/sluice.is_tenant.sql',
      `create or replace function sluice.is_tenant(p_tenant_id uuid) returns boolean language sql stable as 'select false'`,
    );
    expect(await run()).toMatchObject({ applied: ['functions/sluice.is_tenant'] });
    expect(await names(`select prosrc as name from pg_proc where proname = 'is_tenant'`)).toEqual([
      'select false',
    ]);
  });

  test('makes a rollup and its view anew when its file has changed, filled, and granted as before', async () => {
    const tenant = '00000000-0000-4000-8000-000000000001';
    await database.asOwner(`
      insert into sluice.tenants (id, name) values ('${tenant}', 'One');
      insert into helpdesk.tickets (tenant_id, id, subject, status, channel)
        values ('${tenant}', '${tenant}', 'Printer on fire', 'new', 'web')`);
    expect(await database.asTenant(tenant, 'select from helpdesk.category_performance')).toEqual([]);
    appendFileSync(join(sqlRoot, 'rollups/helpdesk.category_performance.sql'), '-- once more');
    expect(await run()).toMatchObject({ applied: ['rollups/helpdesk.category_performance'] });
    expect(await database.asTenant(tenant, 'select tickets from helpdesk.category_performance')).toEqual([
      { tickets: '1' },
    ]);
    const [state] = await database.asNobody(
      `select table_rows from sluice.rollup_states() where view_name = 'helpdesk.category_performance'`,
    );
    expect(state).toEqual({ table_rows: '1' });
    expect(await run()).toMatchObject({ applied: [] });
  });

  test('may be run by several at once: each file is applied by one of them', async () => {
    const empty = await createEmptyDatabase(server);
    const steps = 3;
    const results = await Promise.all(Array.from({ length: steps }, () => migrate({ url: empty.adminUrl })));
    const applied = results.flatMap((result) => result.applied);
    expect(new Set(applied).size).toBe(applied.length);
    expect(await migrate({ url: empty.adminUrl })).toMatchObject({ applied: [] });
    const inBooks = await empty.asOwner(
      'select (select count(*) from sluice.migrations)::int + (select count(*) from sluice.definitions)::int as n',
    );
    expect(inBooks).toEqual([{ n: applied.length }]);
  });
});
