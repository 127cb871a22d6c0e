import { SignJWT } from 'jose';
import type { Scope } from '../tenancy/scope.js';

export interface JwtClaims {
  readonly tenantId: string;
  readonly subject: string;
  readonly scopes: readonly Scope[];
  readonly lifetimeSeconds: number;
}

/** Signs a JWT as the demo and the tests need it; in production an identity provider does. */
export function issueJwt(
  { tenantId, subject, scopes, lifetimeSeconds }: JwtClaims,
  signer: { readonly secret: string; readonly issuer: string; readonly audience: string },
): Promise<string> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  return new SignJWT({ tenant_id: tenantId, scope: scopes.join(' ') })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(signer.issuer)
    .setAudience(signer.audience)
    .setSubject(subject)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + lifetimeSeconds)
    .sign(new TextEncoder().encode(signer.secret));
}
