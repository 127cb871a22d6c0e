import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DatabaseKind } from '../../src/migrations/database-kind.js';
import { migrateDatabases } from '../../src/migrations/migrate-databases.js';
import type { MigrationResult } from '../../src/migrations/migrate.js';
import { postgresVersions } from '../setup/test-database.js';
import { queryOnce, startFreshServer, type FreshServer } from './fresh-server.js';

const WHO = 'select current_user as role, current_database() as database';

describe('the migration of several databases of one server', () => {
  let server: FreshServer;

  beforeAll(async () => {
    server = await startFreshServer(postgresVersions[0]!.version);
    await server.asSuperuser(`create role admin login createrole createdb password 'admin'`);
  });
  afterAll(() => server.stop());

  const run = async (
    kinds: readonly DatabaseKind[],
    rotatePasswords = false,
  ): Promise<Map<DatabaseKind, MigrationResult>> => {
    const results = new Map<DatabaseKind, MigrationResult>();
    await migrateDatabases(
      kinds.map((database) => ({ database, url: server.url(database, 'admin') })),
      {
        rotatePasswords,
        onProgress: () => undefined,
        onMigrated: (database, result) => void results.set(database, result),
      },
    );
    return results;
  };

  const expectLogins = async (results: Map<DatabaseKind, MigrationResult>): Promise<void> => {
    for (const [database, { gatewayUrl, maintainerUrl }] of results) {
      expect(await queryOnce(gatewayUrl!, WHO)).toEqual([{ role: 'sluice_gateway', database }]);
      expect(await queryOnce(maintainerUrl!, WHO)).toEqual([{ role: 'sluice_maintainer', database }]);
    }
  };

  test('tells URLs of each that work after all of them were migrated', async () => {
    const results = await run(['oltp', 'content']);
    expect([...results.keys()]).toEqual(['oltp', 'content']);
    expect(results.get('oltp')!.applied).toContain('migrations/0001_roles_and_schemas');
    await expectLogins(results);
  });

  test('leaves passwords alone that were set before', async () => {
    for (const result of (await run(['oltp', 'content'])).values())
      expect(result).toEqual({ applied: [], gatewayUrl: null, maintainerUrl: null });
  });

  test('makes one new password for each login, not one for each database', async () => {
    await expectLogins(await run(['oltp', 'content'], true));
  });

  test('gives each login a password of its own', async () => {
    const { gatewayUrl, maintainerUrl } = (await run(['oltp'], true)).get('oltp')!;
    expect(new URL(gatewayUrl!).password).not.toBe(new URL(maintainerUrl!).password);
  });
});
