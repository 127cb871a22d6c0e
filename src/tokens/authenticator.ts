import { LRUCache } from 'lru-cache';
import type { JwtSettings } from '../config/settings.js';
import type { GatewayDatabase } from '../tenancy/gateway-database.js';
import type { Principal } from '../tenancy/principal.js';
import { findAccessToken } from './find-access-token.js';
import { CLOCK_TOLERANCE_SECONDS } from './jwt-rules.js';
import { createJwtVerifier, type JwtPrincipal, type JwtVerifier } from './jwt-verifier.js';
import { KnownTenants } from './known-tenants.js';
import { isOpaqueToken } from './opaque-token.js';
import { readBearerToken } from './read-bearer-token.js';
import { unauthenticated } from './unauthenticated.js';

const MAX_CACHED_TOKENS = 5_000;
/** A key that its issuer takes back stops working after this long, also for tokens already verified with it. */
const MAX_CACHE_AGE_MS = 10 * 60_000;

/**
 * Turns bearer tokens into principals. A JWT that was verified is remembered until it expires (ten minutes at the most), which makes
 * every further request with it cheap; access tokens are looked up each time.
 */
export class Authenticator {
  readonly #database: GatewayDatabase;
  readonly #verifyJwt: JwtVerifier;
  readonly #knownTenants: KnownTenants;
  readonly #verified = new LRUCache<string, JwtPrincipal>({ max: MAX_CACHED_TOKENS, ttl: MAX_CACHE_AGE_MS });

  /** @throws SluiceError `CONFIGURATION` for a JWKS URL that is none. */
  constructor(settings: JwtSettings, database: GatewayDatabase) {
    this.#database = database;
    this.#verifyJwt = createJwtVerifier(settings);
    this.#knownTenants = new KnownTenants(database);
  }

  /**
   * Who sent `header`, the value of `Authorization`. Answers without a promise where everything is remembered.
   * @throws SluiceError `UNAUTHENTICATED` with `details.reason`; `ISSUER_UNAVAILABLE` or `DATABASE_UNAVAILABLE` where the token
   * could not be checked.
   */
  authenticate(header: string | undefined): Principal | Promise<Principal> {
    const token = readBearerToken(header);
    if (isOpaqueToken(token)) return findAccessToken(this.#database, token);
    const principal = this.#verified.get(token);
    if (principal !== undefined && this.#knownTenants.isRemembered(principal.tenantId)) {
      assertNotExpired(principal);
      return principal;
    }
    return this.#authenticateJwt(token, principal);
  }

  async #authenticateJwt(token: string, remembered: JwtPrincipal | undefined): Promise<Principal> {
    const principal = remembered ?? (await this.#verifyJwt(token));
    assertNotExpired(principal);
    if (!(await this.#knownTenants.isKnown(principal.tenantId))) {
      throw unauthenticated('unknown_tenant', `The token's tenant "${principal.tenantId}" does not exist.`);
    }
    this.#verified.set(token, principal);
    return principal;
  }
}

function assertNotExpired({ expiresAtMs }: JwtPrincipal): void {
  if (Date.now() < expiresAtMs + CLOCK_TOLERANCE_SECONDS * 1000) return;
  throw unauthenticated(
    'expired',
    `The token expired at ${new Date(expiresAtMs).toISOString()}. Get a new one.`,
  );
}
