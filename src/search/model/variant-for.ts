import type { Scope } from '../../tenancy/scope.js';
import type { SearchSource, SearchVariant } from './search-source.js';

/** The documents that a caller with these scopes searches: the variant with most fields; null where a scope of the source is missing. */
export function variantFor(source: SearchSource, scopes: ReadonlySet<Scope>): SearchVariant | null {
  if (!source.scopes.every((scope) => scopes.has(scope))) return null;
  return source.variants.findLast(({ scope }) => scope === null || scopes.has(scope)) ?? null;
}
