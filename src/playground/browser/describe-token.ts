/** What a token says of itself. Read for display only: whether it is true, the server decides. */
export interface TokenDescription {
  readonly kind: 'none' | 'jwt' | 'opaque';
  readonly tenantId: string | null;
  readonly scopes: readonly string[];
  readonly isExpired: boolean;
  /** In words, such as `for 7 h`; null where the token does not say. */
  readonly validity: string | null;
}

const NOTHING = { tenantId: null, scopes: [], isExpired: false, validity: null } as const;

/** Describes `token` at the instant `nowMs`. Never throws: what is not a readable JWT is opaque. */
export function describeToken(token: string, nowMs: number): TokenDescription {
  if (token === '') return { kind: 'none', ...NOTHING };
  const claims = readClaims(token);
  if (claims === null) return { kind: 'opaque', ...NOTHING };
  const leftMs = typeof claims.exp === 'number' ? claims.exp * 1000 - nowMs : null;
  return {
    kind: 'jwt',
    tenantId: typeof claims.tenant_id === 'string' ? claims.tenant_id : null,
    scopes: typeof claims.scope === 'string' ? claims.scope.split(' ').filter((scope) => scope !== '') : [],
    isExpired: leftMs !== null && leftMs <= 0,
    validity: leftMs === null ? null : leftMs <= 0 ? 'expired' : `for ${describeDuration(leftMs)}`,
  };
}

function readClaims(token: string): Record<string, unknown> | null {
  try {
    const payload = token.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function describeDuration(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 72 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
