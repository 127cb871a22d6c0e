import { exportJWK, exportSPKI, generateKeyPair, type CryptoKey, type JWK } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JwtSettings } from '../../src/config/settings.js';
import { createJwtVerifier, type JwtVerifier } from '../../src/tokens/jwt-verifier.js';
import { startJwksServer, type JwksServer } from './jwks-server.js';
import { claims, sign, TENANT } from './token-fixture.js';

interface IssuerKey {
  readonly alg: string;
  readonly kid: string;
  readonly key: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly jwk: JWK;
}

async function createKey(alg: string, kid: string): Promise<IssuerKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return {
    alg,
    kid,
    key: privateKey,
    publicKey,
    jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' },
  };
}

describe('a verifier with published keys', () => {
  let jwks: JwksServer;
  let settings: JwtSettings;
  let verify: JwtVerifier;

  beforeEach(async () => {
    jwks = await startJwksServer();
    settings = { secret: null, jwksUrl: jwks.url, issuer: 'issuer', audience: 'sluice' };
    verify = createJwtVerifier(settings);
  });
  afterEach(() => jwks.close());

  test.each(['RS256', 'ES256', 'EdDSA'])('accepts %s', async (alg) => {
    const issuer = await createKey(alg, 'k1');
    jwks.publish([issuer.jwk]);
    await expect(verify(await sign(claims(), issuer))).resolves.toMatchObject({ tenantId: TENANT });
  });

  test.each(['PS256', 'RS512', 'ES384'])('refuses %s, which is as good but not agreed on', async (alg) => {
    const issuer = await createKey(alg, 'k1');
    jwks.publish([issuer.jwk]);
    await expect(verify(await sign(claims(), issuer))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      details: { reason: 'unsupported_algorithm' },
      message: expect.stringContaining('RS256, ES256, EdDSA') as string,
    });
  });

  test('refuses an HS256 token made with the public key as its secret', async () => {
    const issuer = await createKey('RS256', 'k1');
    jwks.publish([issuer.jwk]);
    for (const secret of [await exportSPKI(issuer.publicKey), JSON.stringify(issuer.jwk)]) {
      const confused = await sign(claims(), {
        alg: 'HS256',
        key: new TextEncoder().encode(secret),
        kid: 'k1',
      });
      await expect(verify(confused)).rejects.toMatchObject({ details: { reason: 'unsupported_algorithm' } });
    }
  });

  test('refuses a key that the issuer has not published, named or not', async () => {
    const [issuer, stranger] = await Promise.all([createKey('ES256', 'k1'), createKey('ES256', 'k2')]);
    jwks.publish([issuer.jwk]);
    const refused = { code: 'UNAUTHENTICATED', details: { reason: 'bad_signature' } };
    await expect(verify(await sign(claims(), stranger))).rejects.toMatchObject(refused);
    await expect(verify(await sign(claims(), { ...stranger, kid: 'k1' }))).rejects.toMatchObject(refused);
  });

  test('refuses a key that the token brings along', async () => {
    const [issuer, stranger] = await Promise.all([createKey('ES256', 'k1'), createKey('ES256', 'k1')]);
    jwks.publish([issuer.jwk]);
    const { SignJWT } = await import('jose');
    const selfMade = await new SignJWT(claims())
      .setProtectedHeader({ alg: 'ES256', kid: 'k1', jwk: stranger.jwk, jku: 'http://127.0.0.1:1/keys' })
      .sign(stranger.key);
    await expect(verify(selfMade)).rejects.toMatchObject({ details: { reason: 'bad_signature' } });
  });

  test('tries every key of the type where a token names none', async () => {
    const keys = await Promise.all([
      createKey('ES256', 'k1'),
      createKey('ES256', 'k2'),
      createKey('ES256', 'k3'),
    ]);
    jwks.publish(keys.map(({ jwk }) => jwk));
    await expect(verify(await sign(claims(), { alg: 'ES256', key: keys[2].key }))).resolves.toBeDefined();
    const stranger = await createKey('ES256', 'k4');
    await expect(verify(await sign(claims(), { alg: 'ES256', key: stranger.key }))).rejects.toMatchObject({
      details: { reason: 'bad_signature' },
    });
  });

  test('checks the claims as it does with a secret', async () => {
    const issuer = await createKey('EdDSA', 'k1');
    jwks.publish([issuer.jwk]);
    const expired = await sign(claims({ exp: Math.floor(Date.now() / 1000) - 60 }), issuer);
    await expect(verify(expired)).rejects.toMatchObject({ details: { reason: 'expired' } });
    await expect(verify(await sign(claims({ aud: 'x' }), issuer))).rejects.toMatchObject({
      details: { reason: 'wrong_audience' },
    });
  });

  test('fetches the keys once for many tokens', async () => {
    const issuer = await createKey('ES256', 'k1');
    jwks.publish([issuer.jwk]);
    const tokens = await Promise.all([...'abcdef'].map((sub) => sign(claims({ sub }), issuer)));
    await Promise.all(tokens.map(verify));
    expect(jwks.fetches).toBe(1);
  });

  test('does not blame the token when the issuer is down or talks nonsense', async () => {
    const issuer = await createKey('ES256', 'k1');
    const token = await sign(claims(), issuer);
    jwks.failWith(500);
    await expect(verify(token)).rejects.toMatchObject({ code: 'ISSUER_UNAVAILABLE', httpStatus: 503 });
    const nowhere = createJwtVerifier({ ...settings, jwksUrl: 'http://127.0.0.1:1/keys' });
    await expect(nowhere(token)).rejects.toMatchObject({ code: 'ISSUER_UNAVAILABLE' });
  });

  test('refuses a URL that is none when it is made', () => {
    expect(() => createJwtVerifier({ ...settings, jwksUrl: 'keys.json' })).toThrow(
      'The environment variable SLUICE_JWKS_URL must be an http(s) URL, not "keys.json".',
    );
  });
});
