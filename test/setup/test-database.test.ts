import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import {
  createEmptyDatabase,
  createFilledDatabase,
  createTestDatabase,
  postgresVersions,
  type TestDatabase,
} from './test-database.js';

const TENANT = '00000000-0000-4000-8000-000000000001';
const OTHER_TENANT = '00000000-0000-4000-8000-000000000002';

/** The connection is open for good: there is nothing to wait for. */
const LEAK_PATIENCE_MS = 100;

describe.each(postgresVersions)('a test database on PostgreSQL $version', (server) => {
  test('is migrated, and shows each role its own view', async () => {
    const database = await createTestDatabase(server);
    await database.asOwner(
      `insert into sluice.tenants (id, name) values ('${TENANT}', 'One'), ('${OTHER_TENANT}', 'Other')`,
    );
    const sql = 'select name from sluice.tenants order by name';
    expect(await database.asNobody(sql)).toEqual([]);
    expect(await database.asTenant(OTHER_TENANT, sql)).toEqual([{ name: 'Other' }]);
    expect(await database.asTenant(TENANT, sql)).toEqual([{ name: 'One' }]);
    expect(await database.asOwner(sql)).toEqual([{ name: 'One' }, { name: 'Other' }]);
    expect(await database.asAdmin(sql)).toHaveLength(2);
  });

  test('shares nothing with the next one', async () => {
    const database = await createTestDatabase(server);
    expect(await database.asOwner('select name from sluice.tenants')).toEqual([]);
  });

  test('can be copied with its rows, and shares nothing with its copy', async () => {
    const database = await createTestDatabase(server);
    await database.asOwner(`insert into sluice.tenants (id, name) values ('${TENANT}', 'One')`);
    const copy = await database.copy();
    await copy.asOwner(`update sluice.tenants set name = 'Two'`);
    const sql = 'select name from sluice.tenants';
    expect(await copy.asTenant(TENANT, sql)).toEqual([{ name: 'Two' }]);
    expect(await database.asTenant(TENANT, sql)).toEqual([{ name: 'One' }]);
  });

  test('is filled once in a run where many begin with the same rows, and each has its own', async () => {
    let fills = 0;
    const name = `filled_${randomBytes(4).toString('hex')}`;
    const create = (): Promise<TestDatabase> =>
      createFilledDatabase(
        name,
        async (database) => {
          fills++;
          await database.asOwner(`insert into sluice.tenants (id, name) values ('${TENANT}', 'One')`);
        },
        server,
      );
    const [first, second] = await Promise.all([create(), create()]);
    expect(fills).toBe(1);
    await first.asOwner(`update sluice.tenants set name = 'Two'`);
    const sql = 'select name from sluice.tenants';
    expect(await second.asTenant(TENANT, sql)).toEqual([{ name: 'One' }]);
    expect(await (await create()).asTenant(TENANT, sql)).toEqual([{ name: 'One' }]);
    expect(fills).toBe(1);
  });

  test('reports a connection that was left open, and is dropped all the same', async () => {
    const database = await createEmptyDatabase(server);
    const client = new pg.Client({ connectionString: database.adminUrl, application_name: 'leak' });
    client.on('error', () => undefined);
    await client.connect();
    await expect(database.drop(LEAK_PATIENCE_MS)).rejects.toThrow(/left open:\nleak \(postgres\)/);
    await client.end().catch(() => undefined);
    await expect(database.drop()).resolves.toBeUndefined();
  });
});
