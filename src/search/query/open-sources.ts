import { SluiceError } from '../../errors/sluice-error.js';
import { assertScope, missingScope, type Principal } from '../../tenancy/principal.js';
import { searchSources } from '../model/register-search-source.js';
import type { SearchSource, SearchVariant } from '../model/search-source.js';
import { variantFor } from '../model/variant-for.js';

/** A source, and which of its documents a caller's scopes open. */
export interface OpenSource {
  readonly source: SearchSource;
  readonly variant: SearchVariant;
}

/**
 * The sources of these types, each once and in the order of their declaration; without types all that the caller's scopes open.
 * @param what the field that asks, for the error's text.
 * @throws SluiceError `FORBIDDEN`, naming the scope that a type needs, or where no source is open at all; `BAD_USER_INPUT` for an empty list.
 */
export function openSources(
  principal: Principal,
  types: readonly string[] | null,
  what: string,
): readonly OpenSource[] {
  if (types?.length === 0) {
    throw new SluiceError('BAD_USER_INPUT', '"types" is empty: name a type, or leave it out for all.');
  }
  const wanted = types === null ? null : new Set(types);
  const asked = searchSources().filter(({ type }) => wanted?.has(type) ?? true);
  const open = asked.flatMap((source) => {
    const variant = variantFor(source, principal.scopes);
    if (variant !== null) return [{ source, variant }];
    if (wanted !== null) assertOpen(principal, source, what);
    return [];
  });
  if (open.length === 0 && asked.length > 0) {
    const [scope] = asked[0]!.scopes.filter((each) => !principal.scopes.has(each));
    throw missingScope(scope!, what);
  }
  return open;
}

function assertOpen(principal: Principal, { scopes, type }: SearchSource, what: string): void {
  for (const scope of scopes) assertScope(principal, scope, `${what} for the type ${type}`);
}
