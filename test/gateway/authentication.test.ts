import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AccessTokenStore } from '../../src/tokens/access-token-store.js';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.js';
import {
  JWT_AUDIENCE,
  JWT_ISSUER,
  JWT_SECRET,
  startTestGateway,
  type GatewayFixture,
} from '../support/gateway-fixture.js';

const TENANT = '0000000a-0000-4000-8000-000000000000';
const NOBODY = '0000000f-0000-4000-8000-000000000000';

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const nowSeconds = Math.floor(Date.now() / 1000);
const GOOD = {
  iss: JWT_ISSUER,
  aud: JWT_AUDIENCE,
  sub: 'me',
  exp: nowSeconds + 600,
  tenant_id: TENANT,
  scope: 'helpdesk:read',
};

const sign = (claims: object, secret: string | Uint8Array = JWT_SECRET, alg = 'HS256') =>
  new SignJWT(
    Object.fromEntries(Object.entries({ ...GOOD, ...claims }).filter(([, value]) => value !== undefined)),
  )
    .setProtectedHeader({ alg })
    .sign(typeof secret === 'string' ? new TextEncoder().encode(secret) : secret);

const bearer = async (token: string | Promise<string>) => `Bearer ${await token}`;

/** The public key of an RSA pair in the form that it would be published in, which the confusion attack takes for a shared secret. */
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PUBLIC_PEM = publicKey.export({ type: 'spki', format: 'pem' }).toString();

const REFUSED: Readonly<
  Record<string, { readonly header: () => Promise<string> | string; readonly reason: string }>
> = {
  'no token': { header: () => '', reason: 'missing' },
  'another scheme': { header: () => 'Basic dXNlcjpwYXNz', reason: 'malformed' },
  garbage: { header: () => 'Bearer garbage', reason: 'malformed' },
  'garbage in three parts': { header: () => 'Bearer a.b.c', reason: 'malformed' },
  'two tokens': { header: () => 'Bearer a.b.c d.e.f', reason: 'malformed' },
  'a very long token': { header: () => `Bearer ${'x'.repeat(10_000)}`, reason: 'malformed' },
  'an expired token': { header: () => bearer(sign({ exp: nowSeconds - 60 })), reason: 'expired' },
  'a token of the future': { header: () => bearer(sign({ nbf: nowSeconds + 600 })), reason: 'not_yet_valid' },
  'a token without end': { header: () => bearer(sign({ exp: undefined })), reason: 'invalid_claim' },
  'another audience': {
    header: () => bearer(sign({ aud: 'https://other.example' })),
    reason: 'wrong_audience',
  },
  'another issuer': { header: () => bearer(sign({ iss: 'https://evil.example' })), reason: 'wrong_issuer' },
  'another secret': {
    header: () => bearer(sign({}, 'another secret of more than 32 characters')),
    reason: 'bad_signature',
  },
  'another algorithm with the right secret': {
    header: () => bearer(sign({}, JWT_SECRET.padEnd(64), 'HS512')),
    reason: 'unsupported_algorithm',
  },
  'alg none': {
    header: () => `Bearer ${base64url({ alg: 'none' })}.${base64url(GOOD)}.`,
    reason: 'unsupported_algorithm',
  },
  'alg None': {
    header: () => `Bearer ${base64url({ alg: 'None' })}.${base64url(GOOD)}.`,
    reason: 'unsupported_algorithm',
  },
  'a private key where a secret is expected': {
    header: () => bearer(new SignJWT(GOOD).setProtectedHeader({ alg: 'RS256' }).sign(privateKey)),
    reason: 'unsupported_algorithm',
  },
  'a public key as the secret': { header: () => bearer(sign({}, PUBLIC_PEM)), reason: 'bad_signature' },
  'a tenant that does not exist': {
    header: () => bearer(sign({ tenant_id: NOBODY })),
    reason: 'unknown_tenant',
  },
  'a tenant that is no uuid': {
    header: () => bearer(sign({ tenant_id: "' or true --" })),
    reason: 'invalid_claim',
  },
  'no tenant': { header: () => bearer(sign({ tenant_id: undefined })), reason: 'invalid_claim' },
  'an access token that was never issued': {
    header: () => `Bearer slc_${'A'.repeat(43)}`,
    reason: 'unknown_token',
  },
  'an access token cut off': { header: () => 'Bearer slc_abc', reason: 'malformed' },
};

describe('the GraphQL endpoint', () => {
  let database: TestDatabase;
  let gateway: GatewayFixture;
  let store: AccessTokenStore;

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.asAdmin(`insert into sluice.tenants (id, name) values ('${TENANT}', 'Ours')`);
    store = new AccessTokenStore(database.maintainerUrl);
    gateway = await startTestGateway(database.gatewayUrl);
  });
  afterAll(async () => {
    await gateway?.close();
  });

  const status = async (authorization: string): Promise<number> =>
    (await gateway.post({ query: '{ __typename }' }, { authorization })).status;

  test.each(Object.entries(REFUSED))('refuses %s', async (_what, { header, reason }) => {
    const response = await gateway.post({ query: '{ __typename }' }, { authorization: await header() });
    const body = (await response.json()) as { errors: { message: string; extensions: object }[] };
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED', reason } }] });
    expect(Object.keys(body)).toEqual(['errors']);
    expect(body.errors[0]!.message).not.toMatch(/jose|JW[SKET][A-Z]|sluice\.|select|\.ts|secret of/);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  test('refuses a request without the header before it looks at the body', async () => {
    const response = await fetch(gateway.graphqlUrl, { method: 'POST', body: 'no JSON at all' });
    expect(response.status).toBe(401);
  });

  test('accepts a good token of either kind, until it is revoked', async () => {
    const { secret, token } = await store.create({
      tenantId: TENANT,
      name: 'Partner',
      scopes: ['helpdesk:read'],
      lifetimeSeconds: 600,
    });
    expect(await status(await bearer(sign({})))).toBe(200);
    expect(await status(`Bearer ${secret}`)).toBe(200);
    await store.revoke(token.id);
    expect(await status(`Bearer ${secret}`)).toBe(401);
  });

  test('refuses an access token that has ended, in the words for one that never was', async () => {
    const { secret } = await store.create({
      tenantId: TENANT,
      name: 'Brief',
      scopes: ['records'],
      lifetimeSeconds: 600,
    });
    await database.asAdmin(
      `update sluice.access_tokens set created_at = now() - interval '2 hours', expires_at = now() - interval '1 hour' where name = 'Brief'`,
    );
    const bodyOf = async (token: string) =>
      (await gateway.post({ query: '{ __typename }' }, { authorization: `Bearer ${token}` })).text();
    expect(await bodyOf(secret)).toBe(await bodyOf(`slc_${'A'.repeat(43)}`));
  });

  test('calls none of it a fault of its own', () => {
    expect(gateway.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });
});
