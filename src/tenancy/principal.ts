import { SluiceError } from '../errors/sluice-error.js';
import type { Scope } from './scope.js';

/** Who asks, as a verified token says it. Nothing in a request's body or arguments can change it. */
export interface Principal {
  /** The tenant's uuid, lower case. */
  readonly tenantId: string;
  /** The token's subject, for logs and audit. */
  readonly subject: string;
  /** Which token, for audit: an access token's id, or a JWT's claim `jti`; null for a JWT without one. */
  readonly tokenId: string | null;
  readonly scopes: ReadonlySet<Scope>;
  /** When the token ends, in milliseconds since the epoch; null for an opaque token without expiry. */
  readonly expiresAtMs: number | null;
}

/**
 * Passes where the principal holds `scope`.
 * @throws SluiceError `FORBIDDEN` that names the missing scope, with `details.scope`.
 */
export function assertScope(principal: Principal, scope: Scope, what: string): void {
  if (!principal.scopes.has(scope)) throw missingScope(scope, what);
}

/** The error for `what` being out of reach of a token without `scope`. */
export function missingScope(scope: Scope, what: string): SluiceError {
  return new SluiceError('FORBIDDEN', `${what} needs the scope "${scope}", which this token does not have.`, {
    details: { scope },
  });
}
