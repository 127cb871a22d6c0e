import { SignJWT, type CryptoKey, type JWTPayload, type KeyObject } from 'jose';
import { expect } from 'vitest';
import type { JwtSettings } from '../../src/config/settings.js';
import type { SluiceError } from '../../src/errors/sluice-error.js';
import type { Principal } from '../../src/tenancy/principal.js';
import type { Authenticator } from '../../src/tokens/authenticator.js';
import type { Refusal } from '../../src/tokens/unauthenticated.js';

export const TENANT = '00000000-0000-4000-8000-00000000000a';
export const NOBODY = '00000000-0000-4000-8000-00000000dead';

const SECRET = 'a secret of the tests with 32 characters';

/** A gateway that shares a secret with its issuer. */
export const SHARED_SECRET: JwtSettings = {
  secret: SECRET,
  jwksUrl: null,
  issuer: 'issuer',
  audience: 'sluice',
};
export const SECRET_KEY = new TextEncoder().encode(SECRET);

/** The claims of a good token; undefined in `changes` takes a claim away. */
export function claims(changes: Readonly<Record<string, unknown>> = {}): JWTPayload {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const all = {
    iss: 'issuer',
    aud: 'sluice',
    sub: 'someone',
    exp: nowSeconds + 60,
    tenant_id: TENANT,
    scope: 'helpdesk:read',
    ...changes,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** Signs `payload`; HS256 with the shared secret unless told otherwise. */
export function sign(
  payload: JWTPayload,
  {
    alg = 'HS256',
    key = SECRET_KEY,
    kid,
  }: { alg?: string; key?: CryptoKey | KeyObject | Uint8Array; kid?: string } = {},
): Promise<string> {
  return new SignJWT(payload).setProtectedHeader({ alg, ...(kid === undefined ? {} : { kid }) }).sign(key);
}

/** The principal behind a token. */
export async function accept(authenticator: Authenticator, token: string): Promise<Principal> {
  return authenticator.authenticate(`Bearer ${token}`);
}

/** What is wrong with an `Authorization` header: fails unless it is refused for `reason`, in words without internals. */
export async function expectRefused(
  authenticator: Authenticator,
  header: string | undefined,
  reason: Refusal,
): Promise<SluiceError> {
  const error = await Promise.resolve()
    .then(() => authenticator.authenticate(header))
    .then(
      () => expect.unreachable('The token was accepted'),
      (thrown: unknown) => thrown as SluiceError,
    );
  expect(error).toMatchObject({
    name: 'SluiceError',
    code: 'UNAUTHENTICATED',
    httpStatus: 401,
    details: { reason },
  });
  expect(error.message).not.toMatch(/jose|JWS|"alg"|select|sluice\.|pg|relation|node_modules|\.[jt]s:\d+/);
  return error;
}
