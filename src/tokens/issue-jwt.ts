import { SignJWT } from 'jose';
import type { JwtSettings } from '../config/settings.js';
import { SluiceError } from '../errors/sluice-error.js';
import type { Scope } from '../tenancy/scope.js';

export interface JwtRequest {
  readonly tenantId: string;
  readonly subject: string;
  readonly scopes: readonly Scope[];
  readonly lifetimeSeconds: number;
}

/**
 * Signs a JWT with the shared secret (HS256), as this server itself accepts it: for the demo, for tests and for installations
 * without an identity provider.
 * @throws SluiceError `CONFIGURATION` without a secret.
 */
export async function issueJwt(settings: JwtSettings, request: JwtRequest): Promise<string> {
  if (settings.secret === null) {
    throw new SluiceError('CONFIGURATION', 'JWTs can be issued only where SLUICE_JWT_SECRET is set.');
  }
  const nowSeconds = Math.floor(Date.now() / 1000);
  return new SignJWT({ tenant_id: request.tenantId, scope: request.scopes.join(' ') })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(settings.issuer)
    .setAudience(settings.audience)
    .setSubject(request.subject)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + request.lifetimeSeconds)
    .sign(new TextEncoder().encode(settings.secret));
}
