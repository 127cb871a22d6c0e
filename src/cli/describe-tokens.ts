import type { AccessToken } from '../tokens/access-token-store.js';
import { textTable } from './text-table.js';

/** Tokens as a table for people, one a line below a heading. */
export function describeTokens(tokens: readonly AccessToken[]): string {
  if (tokens.length === 0) return 'There are no tokens. "sluice token create --help" says how to make one.';
  return textTable(
    ['id', 'tenant', 'name', 'scopes', 'status'],
    tokens.map((token) => [
      token.id,
      token.tenantId,
      token.name,
      token.scopes.join(' '),
      describeState(token),
    ]),
  );
}

function describeState({ status, expiresAt, revokedAt }: AccessToken): string {
  switch (status) {
    case 'revoked':
      return `revoked ${revokedAt}`;
    case 'expired':
      return `expired ${expiresAt}`;
    case 'live':
      return expiresAt === null ? 'live, without end' : `live until ${expiresAt}`;
  }
}
