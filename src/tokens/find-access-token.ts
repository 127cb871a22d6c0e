import type { GatewayDatabase } from '../tenancy/gateway-database.js';
import type { Principal } from '../tenancy/principal.js';
import type { Statement } from '../tenancy/statement.js';
import { hashOpaqueToken, isWellFormedOpaqueToken } from './opaque-token.js';
import { readScopes } from './read-scopes.js';
import { unauthenticated } from './unauthenticated.js';

const FIND: Omit<Statement, 'values'> = {
  name: 'sluice_find_access_token',
  text: `select tenant_id::text, name, scopes, (extract(epoch from expires_at) * 1000)::float8, id::text
         from sluice.find_access_token($1::bytea)`,
};

type Row = readonly [
  tenantId: string,
  name: string,
  scopes: readonly string[],
  expiresAtMs: number | null,
  id: string,
];

/**
 * Who an opaque token stands for. The database is asked every time, so that a revocation counts from the next request on.
 * @throws SluiceError `UNAUTHENTICATED` for a token that was never issued, has expired or was revoked: which of them is nobody's
 * business who does not hold a good one.
 */
export async function findAccessToken(database: GatewayDatabase, token: string): Promise<Principal> {
  if (!isWellFormedOpaqueToken(token)) {
    throw unauthenticated(
      'malformed',
      'The access token is cut off or mistyped: "slc_" and 43 characters are expected.',
    );
  }
  const rows = await database.withoutTenant({ ...FIND, values: [hashOpaqueToken(token)] });
  const row = rows[0] as Row | undefined;
  if (row === undefined) {
    throw unauthenticated(
      'unknown_token',
      'The access token is unknown, has expired or was revoked. Ask for a new one.',
    );
  }
  const [tenantId, name, scopes, expiresAtMs, tokenId] = row;
  return { tenantId, subject: name, tokenId, scopes: readScopes(scopes), expiresAtMs };
}
