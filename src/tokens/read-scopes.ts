import { isScope, type Scope } from '../tenancy/scope.js';

/** The scopes among `names` that Sluice knows. Others are the issuer's business with somebody else. */
export function readScopes(names: Iterable<string>): ReadonlySet<Scope> {
  return new Set([...names].filter(isScope));
}
