import type { AccessToken } from '../tokens/access-token-store.js';

const COLUMNS = ['id', 'tenant', 'name', 'scopes', 'status'] as const;

/** Tokens as a table for people, one a line below a heading. */
export function describeTokens(tokens: readonly AccessToken[]): string {
  if (tokens.length === 0) return 'There are no tokens. "sluice token create --help" says how to make one.';
  const lines = tokens.map((token) => [
    token.id,
    token.tenantId,
    token.name,
    token.scopes.join(' '),
    describeState(token),
  ]);
  const widths = COLUMNS.map((name, i) => Math.max(name.length, ...lines.map((line) => line[i]!.length)));
  return [COLUMNS, ...lines]
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
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
