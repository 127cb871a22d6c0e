import { beforeAll, describe, expect, test } from 'vitest';
import { AccessTokenStore } from '../../src/tokens/access-token-store.js';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.js';
import { NOBODY, TENANT } from './token-fixture.js';

const OTHER = '00000000-0000-4000-8000-00000000000b';

describe('the access token store', () => {
  let database: TestDatabase;
  let store: AccessTokenStore;

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.asOwner(
      `insert into sluice.tenants (id, name) values ('${TENANT}', 'A'), ('${OTHER}', 'B')`,
    );
    store = new AccessTokenStore(database.maintainerUrl);
  });

  const create = (changes: Partial<Parameters<AccessTokenStore['create']>[0]> = {}) =>
    store.create({
      tenantId: TENANT,
      name: 'Partner',
      scopes: ['helpdesk:read'],
      lifetimeSeconds: 86_400,
      ...changes,
    });

  test('refuses a tenant that does not exist', async () => {
    await expect(create({ tenantId: NOBODY })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: `There is no tenant "${NOBODY}".`,
    });
  });

  test('names the rule that a token breaks', async () => {
    await expect(create({ name: '  ' })).rejects.toMatchObject({
      code: 'CONSTRAINT_VIOLATION',
      details: { constraint: 'access_tokens_name_not_blank' },
    });
    await expect(create({ scopes: [] })).rejects.toMatchObject({
      details: { constraint: 'access_tokens_scopes_not_empty' },
    });
  });

  test('makes tokens of 256 random bits that secret scanners can find', async () => {
    const [first, second] = await Promise.all([create(), create()]);
    expect(first.secret).toMatch(/^slc_[A-Za-z0-9_-]{43}$/);
    expect(first.secret).not.toBe(second.secret);
    expect(first.token).toMatchObject({
      tenantId: TENANT,
      name: 'Partner',
      scopes: ['helpdesk:read'],
      revokedAt: null,
      status: 'live',
    });
    expect(Date.parse(first.token.expiresAt!) - Date.parse(first.token.createdAt)).toBe(86_400_000);
  });

  test('lists the tokens of one tenant or of all, never a secret or a hash', async () => {
    const { token, secret } = await create({ tenantId: OTHER, name: 'Other', lifetimeSeconds: null });
    expect(await store.list(OTHER)).toEqual([token]);
    const all = await store.list(null);
    expect(all.map(({ id }) => id)).toContain(token.id);
    expect(all.length).toBeGreaterThan(1);
    expect(JSON.stringify(all)).not.toMatch(new RegExp(`${secret.slice(4)}|hash`));
  });

  test('revokes a token once: a second time changes nothing', async () => {
    const { token } = await create();
    const revoked = await store.revoke(token.id);
    expect(revoked).toMatchObject({
      id: token.id,
      status: 'revoked',
      revokedAt: expect.any(String) as string,
    });
    expect(await store.revoke(token.id)).toEqual(revoked);
  });

  test('says where to find the id of a token that does not exist', async () => {
    await expect(store.revoke(NOBODY)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('sluice token list') as string,
    });
  });

  test('says which variable holds a login that is refused', async () => {
    const refused = new URL(database.maintainerUrl);
    refused.password = 'wrong';
    await expect(new AccessTokenStore(refused.href).list(null)).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('MAINTAINER_DATABASE_URL') as string,
    });
  });
});
