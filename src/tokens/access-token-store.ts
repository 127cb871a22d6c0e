import pg from 'pg';
import { SluiceError } from '../errors/sluice-error.js';
import { SQL_STATE, sqlStateOf } from '../errors/sql-state.js';
import { translateDatabaseError } from '../errors/translate-database-error.js';
import type { Scope } from '../tenancy/scope.js';
import { createOpaqueToken, hashOpaqueToken } from './opaque-token.js';

/** What is known of an access token. The token itself is not: only its hash is kept. */
export interface AccessToken {
  /** A uuid that names the token in lists; no secret. */
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  /** Null: never. */
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly status: 'live' | 'expired' | 'revoked';
}

export interface AccessTokenRequest {
  readonly tenantId: string;
  /** Who will hold it, for the people who read the list. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Null for a token that never expires. */
  readonly expiresAt: Date | null;
}

const CONNECT_TIMEOUT_MS = 10_000;
const COLUMNS = `id::text, tenant_id::text as "tenantId", name, scopes, created_at as "createdAt", expires_at as "expiresAt",
  revoked_at as "revokedAt",
  case when revoked_at is not null then 'revoked' when expires_at <= now() then 'expired' else 'live' end as status`;

/** The access tokens of all tenants, for operators: works as the maintainer's role. */
export class AccessTokenStore {
  readonly #client: pg.Client;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  /**
   * Connects as the maintainer.
   * @throws SluiceError `DATABASE_UNAVAILABLE`, or `CONFIGURATION` for a refused login.
   */
  static async open(maintainerUrl: string): Promise<AccessTokenStore> {
    const client = new pg.Client({
      connectionString: maintainerUrl,
      application_name: 'sluice-token',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
    // Without a listener a lost connection would end the process; the next statement reports it.
    client.on('error', () => undefined);
    try {
      await client.connect();
    } catch (error) {
      const state = sqlStateOf(error);
      if (state === SQL_STATE.invalidPassword || state === SQL_STATE.invalidAuthorization) {
        throw new SluiceError(
          'CONFIGURATION',
          'PostgreSQL refused the login of MAINTAINER_DATABASE_URL: check its user and password.',
          { cause: error },
        );
      }
      throw translateDatabaseError(error);
    }
    return new AccessTokenStore(client);
  }

  /**
   * Issues an access token. This is the only time that the token itself is seen.
   * @throws SluiceError `NOT_FOUND` where the tenant does not exist.
   */
  async create(
    request: AccessTokenRequest,
  ): Promise<{ readonly token: string; readonly accessToken: AccessToken }> {
    const token = createOpaqueToken();
    try {
      const { rows } = await this.#client.query<AccessToken>(
        `insert into sluice.access_tokens (tenant_id, name, token_hash, scopes, expires_at)
         values ($1::uuid, $2::text, $3::bytea, $4::text[], $5::timestamptz)
         returning ${COLUMNS}`,
        [request.tenantId, request.name, hashOpaqueToken(token), request.scopes, request.expiresAt],
      );
      return { token, accessToken: rows[0]! };
    } catch (error) {
      if (sqlStateOf(error) === SQL_STATE.foreignKeyViolation) {
        throw new SluiceError('NOT_FOUND', `There is no tenant "${request.tenantId}".`, { cause: error });
      }
      throw translateDatabaseError(error);
    }
  }

  /** The access tokens of one tenant, or of all (null), oldest first; expired and revoked ones included. */
  async list(tenantId: string | null): Promise<readonly AccessToken[]> {
    const { rows } = await this.#query(
      `select ${COLUMNS} from sluice.access_tokens
       where $1::uuid is null or tenant_id = $1::uuid
       order by created_at, id`,
      [tenantId],
    );
    return rows;
  }

  /**
   * Takes an access token back; the next request with it is refused. One already revoked stays as it is.
   * @throws SluiceError `NOT_FOUND` where no token has that id.
   */
  async revoke(id: string): Promise<AccessToken> {
    const { rows } = await this.#query(
      `update sluice.access_tokens set revoked_at = coalesce(revoked_at, now())
       where id = $1::uuid
       returning ${COLUMNS}`,
      [id],
    );
    const revoked = rows[0];
    if (revoked === undefined) {
      throw new SluiceError('NOT_FOUND', `There is no access token "${id}". See: sluice token list`);
    }
    return revoked;
  }

  /** Ends the connection. */
  async close(): Promise<void> {
    await this.#client.end();
  }

  async #query(text: string, values: readonly unknown[]): Promise<pg.QueryResult<AccessToken>> {
    try {
      return await this.#client.query<AccessToken>(text, [...values]);
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }
}
