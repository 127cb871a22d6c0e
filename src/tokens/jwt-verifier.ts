import {
  createRemoteJWKSet,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
} from 'jose';
import type { JwtSettings } from '../config/settings.js';
import { SluiceError } from '../errors/sluice-error.js';
import type { Principal } from '../tenancy/principal.js';
import { explainJwtError } from './explain-jwt-error.js';
import {
  CLOCK_TOLERANCE_SECONDS,
  PUBLISHED_KEY_ALGORITHMS,
  REQUIRED_CLAIMS,
  SECRET_ALGORITHMS,
} from './jwt-rules.js';
import { readScopes } from './read-scopes.js';
import { unauthenticated } from './unauthenticated.js';
import { INSTALLATION_ID } from '../tenancy/installation-id.js';
import { isUuid } from '../tenancy/uuid.js';

/**
 * Verifies a JWT's signature and claims.
 * @throws SluiceError `UNAUTHENTICATED` that says which check failed; `ISSUER_UNAVAILABLE` when the issuer's keys cannot be had.
 */
export type JwtVerifier = (token: string) => Promise<JwtPrincipal>;

/** A principal out of a JWT, which always ends. */
export type JwtPrincipal = Principal & { readonly expiresAtMs: number };

const JWKS_TIMEOUT_MS = 5_000;
const JWKS_MAX_AGE_MS = 10 * 60_000;
/** An unknown key id makes jose fetch the set anew, at most this often: a flood of invented ids does not become one of fetches. */
const JWKS_COOLDOWN_MS = 30_000;

/** The verifier for the configured kind of issuer. Issuer, audience and expiry are always checked, algorithms are pinned. */
export function createJwtVerifier(settings: JwtSettings): JwtVerifier {
  const verify = createSignatureCheck(settings);
  return async (token) => {
    let payload: JWTPayload;
    try {
      payload = await verify(token);
    } catch (error) {
      throw explainJwtError(error, settings);
    }
    return readPrincipal(payload);
  };
}

function createSignatureCheck(settings: JwtSettings): (token: string) => Promise<JWTPayload> {
  const rules: JWTVerifyOptions = {
    issuer: settings.issuer,
    audience: settings.audience,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    requiredClaims: [...REQUIRED_CLAIMS],
  };
  if (settings.secret !== null) {
    const key = new TextEncoder().encode(settings.secret);
    const options = { ...rules, algorithms: [...SECRET_ALGORITHMS] };
    return async (token) => (await jwtVerify(token, key, options)).payload;
  }
  if (settings.jwksUrl !== null) {
    const keys = createRemoteJWKSet(readUrl(settings.jwksUrl), {
      timeoutDuration: JWKS_TIMEOUT_MS,
      cacheMaxAge: JWKS_MAX_AGE_MS,
      cooldownDuration: JWKS_COOLDOWN_MS,
    });
    const options = { ...rules, algorithms: [...PUBLISHED_KEY_ALGORITHMS] };
    return (token) => verifyWithAnyKey(token, keys, options);
  }
  return () =>
    Promise.reject(
      unauthenticated(
        'malformed',
        'This server is not set up for JWTs. Send an access token that begins with "slc_".',
      ),
    );
}

/** A token without a key id fits every key of its type; the set then offers them one after another. */
async function verifyWithAnyKey(
  token: string,
  keys: JWTVerifyGetKey,
  options: JWTVerifyOptions,
): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, keys, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    for await (const key of error) {
      try {
        return (await jwtVerify(token, key, options)).payload;
      } catch (attempt) {
        if (!(attempt instanceof errors.JWSSignatureVerificationFailed)) throw attempt;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

function readPrincipal(payload: JWTPayload): JwtPrincipal {
  const { exp, sub, jti, tenant_id: tenantId, scope = '' } = payload;
  if (typeof tenantId !== 'string' || !isUuid(tenantId)) {
    throw unauthenticated('invalid_claim', 'The token\'s claim "tenant_id" is not a UUID.');
  }
  if (tenantId === INSTALLATION_ID) {
    throw unauthenticated(
      'invalid_claim',
      'The token\'s claim "tenant_id" is the nil UUID, which is no tenant\'s.',
    );
  }
  if (typeof sub !== 'string' || sub === '') {
    throw unauthenticated('invalid_claim', 'The token\'s claim "sub" is not a non-empty string.');
  }
  if (typeof scope !== 'string') {
    throw unauthenticated(
      'invalid_claim',
      'The token\'s claim "scope" is not a string of scopes with blanks between them.',
    );
  }
  if (jti !== undefined && typeof jti !== 'string') {
    throw unauthenticated('invalid_claim', 'The token\'s claim "jti" is not a string.');
  }
  return {
    tenantId: tenantId.toLowerCase(),
    subject: sub,
    tokenId: jti ?? null,
    scopes: readScopes(scope.split(' ')),
    expiresAtMs: exp! * 1000,
  };
}

function readUrl(jwksUrl: string): URL {
  const url = URL.canParse(jwksUrl) ? new URL(jwksUrl) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new SluiceError(
      'CONFIGURATION',
      `The environment variable SLUICE_JWKS_URL must be an http(s) URL, not "${jwksUrl}".`,
    );
  }
  return url;
}
