import { createHmac, generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { GatewayDatabase } from '../../src/tenancy/gateway-database.js';
import { AccessTokenStore } from '../../src/tokens/access-token-store.js';
import { Authenticator } from '../../src/tokens/authenticator.js';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.js';
import {
  accept,
  claims,
  expectRefused,
  NOBODY,
  SECRET_KEY,
  SHARED_SECRET,
  sign,
  TENANT,
} from './token-fixture.js';

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('an authenticator', () => {
  let testDatabase: TestDatabase;
  let database: GatewayDatabase;
  let store: AccessTokenStore;
  let authenticator: Authenticator;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    await testDatabase.asOwner(`insert into sluice.tenants (id, name) values ('${TENANT}', 'A')`);
    database = new GatewayDatabase({
      url: testDatabase.gatewayUrl,
      maxConnections: 2,
      statementTimeoutMs: 5_000,
    });
    store = new AccessTokenStore(testDatabase.maintainerUrl);
    authenticator = new Authenticator(SHARED_SECRET, database);
  });
  afterAll(() => database.close());
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  describe('refuses', () => {
    test.each([
      ['no header', undefined],
      ['an empty header', ''],
      ['blanks', '   '],
    ])('%s', async (_name, header) => {
      await expectRefused(authenticator, header, 'missing');
    });

    test.each([
      ['another scheme', 'Basic YTpi'],
      ['a scheme without token', 'Bearer'],
      ['two tokens', 'Bearer a b'],
      ['characters that no token has', 'Bearer a\u00e9"b'],
      ['a word', 'Bearer hello'],
      ['three words with dots', 'Bearer a.b.c'],
      ['three empty parts', 'Bearer ..'],
      ['JSON that is no object', `Bearer ${base64url([])}.${base64url(1)}.x`],
      ['an encrypted token (five parts)', 'Bearer a.b.c.d.e'],
      ['nine kilobytes', `Bearer ${'a'.repeat(9_000)}`],
      ['an access token that was cut off', 'Bearer slc_abc'],
    ])('%s', async (_name, header) => {
      await expectRefused(authenticator, header, 'malformed');
    });

    test('a token without signature (alg none)', async () => {
      for (const alg of ['none', 'None', 'NONE', '']) {
        const unsigned = `${base64url({ alg })}.${base64url(claims())}.`;
        const error = await expectRefused(
          authenticator,
          `Bearer ${unsigned}`,
          alg === '' ? 'malformed' : 'unsupported_algorithm',
        );
        if (alg !== '') expect(error.message).toContain('Accepted: HS256.');
      }
    });

    test('every algorithm but HS256, also with the right secret', async () => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      await expectRefused(
        authenticator,
        `Bearer ${await sign(claims(), { alg: 'HS512', key: new Uint8Array(64) })}`,
        'unsupported_algorithm',
      );
      await expectRefused(
        authenticator,
        `Bearer ${await sign(claims(), { alg: 'RS256', key: privateKey })}`,
        'unsupported_algorithm',
      );
    });

    test('a signature of another secret, and a payload that was changed', async () => {
      const forged = await sign(claims(), { key: new Uint8Array(32) });
      await expectRefused(authenticator, `Bearer ${forged}`, 'bad_signature');
      const [header, , signature] = (await sign(claims())).split('.');
      const changed = [header, base64url(claims({ scope: 'operator' })), signature].join('.');
      await expectRefused(authenticator, `Bearer ${changed}`, 'bad_signature');
    });

    test('a header that demands an extension it does not understand', async () => {
      const header = base64url({ alg: 'HS256', crit: ['b64'], b64: false });
      const payload = base64url(claims());
      const signature = createHmac('sha256', SECRET_KEY).update(`${header}.${payload}`).digest('base64url');
      const error = await Promise.resolve(
        authenticator.authenticate(`Bearer ${header}.${payload}.${signature}`),
      ).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'UNAUTHENTICATED' });
    });

    test('a token that has expired, and says when', async () => {
      const exp = Math.floor(Date.now() / 1000) - 60;
      const error = await expectRefused(authenticator, `Bearer ${await sign(claims({ exp }))}`, 'expired');
      expect(error.message).toContain(new Date(exp * 1000).toISOString());
    });

    test('a token that is not valid yet', async () => {
      const nbf = Math.floor(Date.now() / 1000) + 60;
      await expectRefused(authenticator, `Bearer ${await sign(claims({ nbf }))}`, 'not_yet_valid');
    });

    test.each(['exp', 'sub', 'tenant_id', 'iss', 'aud'])('a token without the claim "%s"', async (claim) => {
      const error = await expectRefused(
        authenticator,
        `Bearer ${await sign(claims({ [claim]: undefined }))}`,
        'invalid_claim',
      );
      expect(error.message).toBe(`The token has no claim "${claim}".`);
    });

    test.each([
      ['another issuer', { iss: 'mallory' }, 'wrong_issuer', '"issuer"'],
      ['another audience', { aud: 'billing' }, 'wrong_audience', '"sluice"'],
      ['other audiences', { aud: ['billing', 'crm'] }, 'wrong_audience', '"sluice"'],
      ['an expiry that is no number', { exp: 'tomorrow' }, 'invalid_claim', '"exp"'],
      ['a tenant that is no uuid', { tenant_id: "x' or true --" }, 'invalid_claim', '"tenant_id"'],
      ['a list of tenants', { tenant_id: [TENANT] }, 'invalid_claim', '"tenant_id"'],
      [
        "the nil uuid, which is no tenant's",
        { tenant_id: '00000000-0000-0000-0000-000000000000' },
        'invalid_claim',
        'nil UUID',
      ],
      ['an id of the token that is no text', { jti: 7 }, 'invalid_claim', '"jti"'],
      ['an empty subject', { sub: '' }, 'invalid_claim', '"sub"'],
      ['a list of scopes', { scope: ['helpdesk:read'] }, 'invalid_claim', '"scope"'],
      ['a tenant that does not exist', { tenant_id: NOBODY }, 'unknown_tenant', NOBODY],
    ] as const)('%s', async (_name, changes, reason, named) => {
      const error = await expectRefused(authenticator, `Bearer ${await sign(claims(changes))}`, reason);
      expect(error.message).toContain(named);
    });

    test('a JWT where none is configured', async () => {
      const opaqueOnly = new Authenticator({ ...SHARED_SECRET, secret: null }, database);
      const error = await expectRefused(opaqueOnly, `Bearer ${await sign(claims())}`, 'malformed');
      expect(error.message).toContain('slc_');
    });
  });

  describe('accepts a JWT', () => {
    test('and knows who asks, for whom, and until when', async () => {
      const payload = claims({
        tenant_id: TENANT.toUpperCase(),
        scope: 'helpdesk:read  pii unheard-of openid',
        jti: 'token-7',
      });
      const principal = await accept(authenticator, await sign(payload));
      expect(principal).toEqual({
        tenantId: TENANT,
        subject: 'someone',
        tokenId: 'token-7',
        scopes: new Set(['helpdesk:read', 'pii']),
        expiresAtMs: payload.exp! * 1000,
      });
    });

    test('without scopes, which then may do nothing', async () => {
      const principal = await accept(authenticator, await sign(claims({ scope: undefined })));
      expect(principal.scopes.size).toBe(0);
    });

    test('with this gateway among several audiences, and the scheme in any case', async () => {
      const token = await sign(claims({ aud: ['billing', 'sluice'] }));
      await expect(Promise.resolve(authenticator.authenticate(`bEARER  ${token}`))).resolves.toMatchObject({
        tenantId: TENANT,
      });
    });

    test('a few seconds after its end, as clocks differ', async () => {
      const exp = Math.floor(Date.now() / 1000) - 2;
      await expect(accept(authenticator, await sign(claims({ exp })))).resolves.toBeDefined();
    });

    test('a second time without verifying it or asking the database', async () => {
      const token = await sign(claims());
      const first = await accept(authenticator, token);
      const asked = vi.spyOn(database, 'withoutTenant');
      // Not even a promise: it costs nothing.
      expect(authenticator.authenticate(`Bearer ${token}`)).toBe(first);
      expect(asked).not.toHaveBeenCalled();
    });

    test('no longer than it lasts, though it was remembered', async () => {
      const token = await sign(claims());
      await accept(authenticator, token);
      vi.useFakeTimers({ now: Date.now() + 70_000, toFake: ['Date'] });
      await expectRefused(authenticator, `Bearer ${token}`, 'expired');
    });

    test('as soon as its tenant has been made', async () => {
      const token = await sign(claims({ tenant_id: '00000000-0000-4000-8000-00000000000b' }));
      await expectRefused(authenticator, `Bearer ${token}`, 'unknown_tenant');
      await testDatabase.asOwner(
        `insert into sluice.tenants (id, name) values ('00000000-0000-4000-8000-00000000000b', 'B')`,
      );
      await expect(accept(authenticator, token)).resolves.toBeDefined();
    });
  });

  describe('knows an access token', () => {
    const request = { tenantId: TENANT, name: 'Partner', scopes: ['helpdesk:read', 'explain'] as const };

    test('by its hash alone, with its tenant, scopes and end', async () => {
      const { secret } = await store.create({ ...request, lifetimeSeconds: 3_600 });
      const principal = await accept(authenticator, secret);
      expect(principal).toMatchObject({
        tenantId: TENANT,
        subject: 'Partner',
        scopes: new Set(['helpdesk:read', 'explain']),
      });
      expect(principal.expiresAtMs).toBeGreaterThan(Date.now());
      const stored = await testDatabase.asOwner('select t::text as row from sluice.access_tokens as t');
      expect(JSON.stringify(stored)).not.toContain(secret.slice('slc_'.length));
    });

    test('without end, and knows which token it is', async () => {
      const { secret, token } = await store.create({ ...request, lifetimeSeconds: null });
      await expect(accept(authenticator, secret)).resolves.toMatchObject({
        expiresAtMs: null,
        tokenId: token.id,
      });
    });

    test('until it is revoked: the very next request is refused', async () => {
      const { secret, token } = await store.create({ ...request, lifetimeSeconds: null });
      await accept(authenticator, secret);
      await store.revoke(token.id);
      await expectRefused(authenticator, `Bearer ${secret}`, 'unknown_token');
    });

    test('until it expires', async () => {
      const { secret, token } = await store.create({ ...request, lifetimeSeconds: 3_600 });
      await testDatabase.asOwner(
        `update sluice.access_tokens set created_at = now() - interval '2 days', expires_at = now() - interval '1 day'
         where id = '${token.id}'`,
      );
      await expectRefused(authenticator, `Bearer ${secret}`, 'unknown_token');
    });

    test('only if it was issued: one that looks right is refused in the same words', async () => {
      await expectRefused(authenticator, `Bearer slc_${'A'.repeat(43)}`, 'unknown_token');
    });

    test('also where JWTs are not configured', async () => {
      const opaqueOnly = new Authenticator({ ...SHARED_SECRET, secret: null }, database);
      const { secret } = await store.create({ ...request, lifetimeSeconds: null });
      await expect(accept(opaqueOnly, secret)).resolves.toMatchObject({ tenantId: TENANT });
    });
  });

  test('says that the database is away, and not that the token is bad', async () => {
    const unreachable = new GatewayDatabase({
      url: 'postgresql://sluice_gateway@127.0.0.1:1/analytics',
      maxConnections: 1,
      statementTimeoutMs: 1_000,
    });
    const cold = new Authenticator(SHARED_SECRET, unreachable);
    await expect(accept(cold, await sign(claims()))).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await expect(accept(cold, `slc_${'A'.repeat(43)}`)).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
    await unreachable.close();
  });
});
