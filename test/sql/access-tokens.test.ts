import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import { ONE, OTHER } from './sample-tenant.js';

describe.each(postgresVersions)('access tokens on PostgreSQL $version', (server) => {
  let database: TestDatabase;

  const hash = (token: string): Buffer => createHash('sha256').update(token).digest();
  const find = (token: string) =>
    database.asNobody('select tenant_id, name, scopes, expires_at from sluice.find_access_token($1)', [
      hash(token),
    ]);
  const store = (token: string, columns: Readonly<Record<string, unknown>> = {}) => {
    const row = {
      tenant_id: ONE,
      name: token,
      token_hash: hash(token),
      scopes: ['helpdesk:read'],
      ...columns,
    };
    const names = Object.keys(row);
    return database.asMaintainer(
      null,
      `insert into sluice.access_tokens (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
      Object.values(row),
    );
  };

  beforeAll(async () => {
    database = await createTestDatabase(server);
    await database.asMaintainer(null, 'insert into sluice.tenants (id, name) values ($1, $2)', [ONE, 'One']);
  });

  test('cannot be found by anything but their hash', async () => {
    expect(await find('unheard of')).toEqual([]);
    await expect(database.asNobody('select from sluice.access_tokens')).rejects.toThrow(/permission denied/);
    expect(await database.asNobody('select from sluice.find_access_token(null)')).toEqual([]);
  });

  test.each([
    ['the hash is of another length', { token_hash: Buffer.from('short') }, 'access_tokens_hash_is_sha256'],
    ['there is no scope', { scopes: [] }, 'access_tokens_scopes_not_empty'],
    ['the name is blank', { name: ' ' }, 'access_tokens_name_not_blank'],
    ['they expire before they are made', { expires_at: '2020-01-01' }, 'access_tokens_expires_after_created'],
    ['there is no such tenant', { tenant_id: OTHER }, 'access_tokens_tenant_id_fkey'],
  ])('are refused where %s', async (what, columns, constraint) => {
    await expect(store(what, columns)).rejects.toMatchObject({ constraint });
  });

  test('are found while they live', async () => {
    await store('lasting');
    await store('till then', { expires_at: '2999-01-01T00:00:00Z' });
    expect(await find('lasting')).toEqual([
      { tenant_id: ONE, name: 'lasting', scopes: ['helpdesk:read'], expires_at: null },
    ]);
    expect(await find('till then')).toMatchObject([{ expires_at: new Date('2999-01-01T00:00:00Z') }]);
  });

  test('are not found once they have expired or were revoked', async () => {
    await store('expired', { created_at: '2020-01-01', expires_at: '2020-01-02' });
    expect(await find('expired')).toEqual([]);
    await store('revoked');
    expect(await find('revoked')).toHaveLength(1);
    await database.asMaintainer(null, 'update sluice.access_tokens set revoked_at = now() where name = $1', [
      'revoked',
    ]);
    expect(await find('revoked')).toEqual([]);
  });

  test('belong to a tenant that the gateway can ask for by id alone', async () => {
    const isTenant = (tenantId: string) => database.asNobody('select sluice.is_tenant($1)', [tenantId]);
    expect(await isTenant(OTHER)).toEqual([{ is_tenant: false }]);
    expect(await isTenant(ONE)).toEqual([{ is_tenant: true }]);
  });
});
