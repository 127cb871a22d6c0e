import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import type { JwtSettings } from '../config/settings.js';
import type { Principal } from '../tenancy/principal.js';
import { isScope } from '../tenancy/scope.js';
import { unauthenticated } from './authentication-error.js';

/** The algorithms that each kind of key allows; a token cannot choose another (RFC 8725, 3.1). */
const SECRET_ALGORITHMS = ['HS256'];
const JWKS_ALGORITHMS = ['RS256', 'ES256', 'EdDSA'];

const CLOCK_TOLERANCE_SECONDS = 5;
const MAX_CACHED_TOKENS = 10_000;
const MAX_TOKEN_LENGTH = 8_192;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Verifies JWTs and reads who they speak for. A token once verified is good until it expires, and costs nothing more. */
export class JwtVerifier {
  readonly #settings: JwtSettings;
  readonly #key: Uint8Array | JWTVerifyGetKey | null;
  readonly #verified = new LRUCache<string, Principal>({ max: MAX_CACHED_TOKENS });

  constructor(settings: JwtSettings) {
    this.#settings = settings;
    if (settings.secret !== null) this.#key = new TextEncoder().encode(settings.secret);
    else this.#key = settings.jwksUrl === null ? null : createRemoteJWKSet(new URL(settings.jwksUrl));
  }

  /** @throws SluiceError `UNAUTHENTICATED` that says what is wrong with the token. */
  async verify(token: string): Promise<Principal> {
    const known = this.#verified.get(token);
    if (known !== undefined) {
      if (known.expiresAtMs! + CLOCK_TOLERANCE_SECONDS * 1000 > Date.now()) return known;
      this.#verified.delete(token);
      throw unauthenticated('The token has expired. Get a new one.');
    }
    const principal = principalOf(await this.#payload(token));
    this.#verified.set(token, principal);
    return principal;
  }

  async #payload(token: string): Promise<JWTPayload> {
    if (this.#key === null)
      throw unauthenticated('JWTs are not accepted here: the gateway has no key to verify them.');
    if (token.length > MAX_TOKEN_LENGTH) throw unauthenticated('The token is too long.');
    const options = {
      issuer: this.#settings.issuer,
      audience: this.#settings.audience,
      requiredClaims: ['exp', 'sub', 'tenant_id'],
      algorithms: this.#settings.secret === null ? JWKS_ALGORITHMS : SECRET_ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
    };
    try {
      const { payload } = await (this.#key instanceof Uint8Array
        ? jwtVerify(token, this.#key, options)
        : jwtVerify(token, this.#key, options));
      return payload;
    } catch (error) {
      throw unauthenticated(describeRefusal(error), error);
    }
  }
}

function principalOf({ tenant_id: tenantId, scope, sub, exp }: JWTPayload): Principal {
  if (typeof tenantId !== 'string' || !UUID.test(tenantId)) {
    throw unauthenticated('The token\'s claim "tenant_id" is not a uuid.');
  }
  const scopes = typeof scope === 'string' ? scope.split(' ').filter(isScope) : [];
  return {
    tenantId: tenantId.toLowerCase(),
    subject: sub!,
    scopes: new Set(scopes),
    expiresAtMs: exp! * 1000,
  };
}

function describeRefusal(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired. Get a new one.';
  if (error instanceof errors.JWTClaimValidationFailed) {
    switch (error.claim) {
      case 'aud':
        return 'The token is for another audience than this gateway.';
      case 'iss':
        return 'The token is from another issuer than the one this gateway trusts.';
      case 'nbf':
        return 'The token is not valid yet.';
      default:
        return `The token's claim "${error.claim}" is missing or invalid.`;
    }
  }
  if (error instanceof errors.JOSEAlgNotAllowed)
    return 'The token is signed with an algorithm that this gateway does not accept.';
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey) {
    return "The token's signature is not valid.";
  }
  if (error instanceof errors.JWTInvalid || error instanceof errors.JWSInvalid)
    return 'The token is malformed.';
  return 'The token cannot be verified.';
}
