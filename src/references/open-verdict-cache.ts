import { byTenant } from '../tenancy/by-tenant.js';
import type { VerdictCache } from './cross-database-validator.js';
import { ReferenceFeed, type ReferenceFeedOptions } from './reference-feed.js';
import type { VerdictStore } from './verdict-store.js';

export interface VerdictCacheOptions extends Omit<ReferenceFeedOptions, 'onChanges'> {
  readonly store: VerdictStore;
}

/**
 * A store of verdicts and a feed that takes out of it what changes. Nothing relies on that: a verdict that could not be taken out, or was put back
 * by somebody slow, is refused by the feed all the same. Who opens it closes the feed before the store.
 */
export function openVerdictCache({ store, ...options }: VerdictCacheOptions): VerdictCache {
  const feed = new ReferenceFeed({
    ...options,
    onChanges: (changes) => {
      for (const [tenantId, ofTenant] of byTenant(changes, (change) => change.tenantId)) {
        void store.forget(
          tenantId,
          ofTenant.map(({ reference }) => reference),
        );
      }
    },
  });
  return { store, feed };
}
