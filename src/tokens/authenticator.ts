import { LRUCache } from 'lru-cache';
import type { JwtSettings } from '../config/settings.js';
import type { GatewayDatabase } from '../tenancy/gateway-database.js';
import type { Principal } from '../tenancy/principal.js';
import { isScope } from '../tenancy/scope.js';
import { hashAccessToken, isAccessToken } from './access-token.js';
import { unauthenticated } from './authentication-error.js';
import { JwtVerifier } from './jwt-verifier.js';

const KNOWN_TENANT_TTL_MS = 30_000;
const MAX_KNOWN_TENANTS = 10_000;

/** Turns the `Authorization` header into a principal. There is no other way to one. */
export class Authenticator {
  readonly #jwts: JwtVerifier;
  readonly #database: GatewayDatabase;
  readonly #knownTenants = new LRUCache<string, true>({ max: MAX_KNOWN_TENANTS, ttl: KNOWN_TENANT_TTL_MS });

  constructor(settings: JwtSettings, database: GatewayDatabase) {
    this.#jwts = new JwtVerifier(settings);
    this.#database = database;
  }

  /**
   * Who the bearer token speaks for. An opaque token is looked up each time, so that its revocation holds at once.
   * @throws SluiceError `UNAUTHENTICATED` that says what is wrong.
   */
  async authenticate(authorization: string | undefined): Promise<Principal> {
    const token = readBearerToken(authorization);
    if (isAccessToken(token)) return this.#lookUp(token);
    const principal = await this.#jwts.verify(token);
    await this.#assertTenant(principal.tenantId);
    return principal;
  }

  async #lookUp(token: string): Promise<Principal> {
    const rows = await this.#database.withoutTenant({
      name: 'sluice_find_access_token',
      text: 'select tenant_id, name, scopes, (extract(epoch from expires_at) * 1000)::float8 from sluice.find_access_token($1::bytea)',
      values: [hashAccessToken(token)],
    });
    if (rows.length === 0) throw unauthenticated('The token is unknown, expired or revoked. Get a new one.');
    const [tenantId, name, scopes, expiresAtMs] = rows[0] as [string, string, string[], number | null];
    return { tenantId, subject: name, scopes: new Set(scopes.filter(isScope)), expiresAtMs };
  }

  async #assertTenant(tenantId: string): Promise<void> {
    if (this.#knownTenants.has(tenantId)) return;
    const rows = await this.#database.withoutTenant({
      name: 'sluice_is_tenant',
      text: 'select sluice.is_tenant($1::uuid)',
      values: [tenantId],
    });
    if (rows[0]![0] !== true) throw unauthenticated('The token names a tenant that is unknown here.');
    this.#knownTenants.set(tenantId, true);
  }
}

function readBearerToken(authorization: string | undefined): string {
  if (authorization === undefined || authorization.trim() === '') {
    throw unauthenticated('A token is needed: send "Authorization: Bearer <token>".');
  }
  const match = /^Bearer +([\w.~+/=-]+) *$/i.exec(authorization);
  if (match === null) throw unauthenticated('The Authorization header must read "Bearer <token>".');
  return match[1]!;
}
