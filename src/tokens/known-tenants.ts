import { LRUCache } from 'lru-cache';
import type { GatewayDatabase } from '../tenancy/gateway-database.js';

const MAX_TENANTS = 10_000;
const TTL_MS = 60_000;

/**
 * Tells whether tenants exist. A "yes" is remembered for a minute; a "no" never is, so that a tenant can be used as soon as it
 * has been made. Concurrent questions about one tenant are asked once.
 */
export class KnownTenants {
  readonly #cache: LRUCache<string, true>;

  constructor(database: GatewayDatabase) {
    this.#cache = new LRUCache<string, true>({
      max: MAX_TENANTS,
      ttl: TTL_MS,
      fetchMethod: async (tenantId) => ((await isTenant(database, tenantId)) ? true : undefined),
    });
  }

  /** True when the tenant is known to exist without asking the database. */
  isRemembered(tenantId: string): boolean {
    return this.#cache.get(tenantId) === true;
  }

  /** Whether the tenant exists, asking the database where that is not remembered. */
  async isKnown(tenantId: string): Promise<boolean> {
    return (await this.#cache.fetch(tenantId)) === true;
  }
}

async function isTenant(database: GatewayDatabase, tenantId: string): Promise<boolean> {
  const rows = await database.withoutTenant({
    name: 'sluice_is_tenant',
    text: 'select sluice.is_tenant($1::uuid)',
    values: [tenantId],
  });
  return rows[0]?.[0] === true;
}
