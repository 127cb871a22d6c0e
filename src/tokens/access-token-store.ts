import pg from 'pg';
import { SluiceError } from '../errors/sluice-error.js';
import { translateDatabaseError } from '../errors/translate-database-error.js';
import type { Scope } from '../tenancy/scope.js';
import { createAccessToken, hashAccessToken } from './access-token.js';

/** A token as the operator sees it; the secret is not among it. */
export interface AccessToken {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
}

export interface NewAccessToken {
  readonly tenantId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Null for a token without end. */
  readonly lifetimeSeconds: number | null;
}

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS"Z"'`;
const COLUMNS = `id, tenant_id as "tenantId", name, scopes, to_char(created_at at time zone 'UTC', ${ISO}) as "createdAt",
  to_char(expires_at at time zone 'UTC', ${ISO}) as "expiresAt", to_char(revoked_at at time zone 'UTC', ${ISO}) as "revokedAt"`;

/** Makes, lists and revokes opaque tokens, as the maintainer. */
export class AccessTokenStore {
  readonly #url: string;

  constructor(maintainerUrl: string) {
    this.#url = maintainerUrl;
  }

  /**
   * Makes a token and returns its secret, which is kept nowhere.
   * @throws SluiceError `NOT_FOUND` for an unknown tenant.
   */
  async create(token: NewAccessToken): Promise<{ readonly secret: string; readonly token: AccessToken }> {
    const secret = createAccessToken();
    const rows = await this.#query(
      `insert into sluice.access_tokens (tenant_id, name, token_hash, scopes, expires_at)
       select t.id, $2, $3, $4, now() + $5::float8 * interval '1 second' from sluice.tenants t where t.id = $1::uuid
       returning ${COLUMNS}`,
      [token.tenantId, token.name, hashAccessToken(secret), token.scopes, token.lifetimeSeconds],
    );
    if (rows[0] === undefined) {
      throw new SluiceError('NOT_FOUND', `There is no tenant ${token.tenantId}.`);
    }
    return { secret, token: rows[0] };
  }

  /** All tokens, newest first, of one tenant or of all. */
  list(tenantId: string | null): Promise<readonly AccessToken[]> {
    return this.#query(
      `select ${COLUMNS} from sluice.access_tokens where $1::uuid is null or tenant_id = $1::uuid order by created_at desc, id`,
      [tenantId],
    );
  }

  /**
   * Takes a token back, from this moment on; a second time changes nothing.
   * @throws SluiceError `NOT_FOUND` for an unknown id.
   */
  async revoke(id: string): Promise<AccessToken> {
    const rows = await this.#query(
      `update sluice.access_tokens set revoked_at = coalesce(revoked_at, now()) where id = $1::uuid returning ${COLUMNS}`,
      [id],
    );
    if (rows[0] === undefined)
      throw new SluiceError('NOT_FOUND', `There is no token ${id}. "sluice token list" shows all ids.`);
    return rows[0];
  }

  async #query(text: string, values: unknown[]): Promise<AccessToken[]> {
    const client = new pg.Client({ connectionString: this.#url, application_name: 'sluice-token' });
    try {
      await client.connect();
      return (await client.query<AccessToken>(text, values)).rows;
    } catch (error) {
      throw translateDatabaseError(error);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
