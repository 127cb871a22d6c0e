import type { VerdictCache } from './cross-database-validator.js';
import type { ReferenceChange } from './read-reference-changes.js';
import { ReferenceFeed, type ReferenceFeedOptions } from './reference-feed.js';
import type { Reference } from './reference.js';
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
      for (const [tenantId, references] of byTenant(changes)) void store.forget(tenantId, references);
    },
  });
  return { store, feed };
}

function byTenant(changes: readonly ReferenceChange[]): ReadonlyMap<string, readonly Reference[]> {
  const tenants = new Map<string, Reference[]>();
  for (const { tenantId, reference } of changes) {
    const references = tenants.get(tenantId);
    if (references === undefined) tenants.set(tenantId, [reference]);
    else references.push(reference);
  }
  return tenants;
}
