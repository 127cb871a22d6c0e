import pg from 'pg';
import type { AuditDetails } from '../audit/audit-details.js';
import { createOperatorRun, type OperatorRun } from '../audit/operator-run.js';
import { recordOperatorAction } from '../audit/record-operator-action.js';
import { SluiceError } from '../errors/sluice-error.js';
import { SQL_STATE, sqlStateOf } from '../errors/sql-state.js';
import { translateDatabaseError } from '../errors/translate-database-error.js';
import type { Scope } from '../tenancy/scope.js';
import { createOpaqueToken, hashOpaqueToken } from './opaque-token.js';

/** A token as the operator sees it; the secret is not among it. Instants are ISO 8601 in UTC. */
export interface AccessToken {
  /** A uuid that names the token in lists; no secret. */
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAt: string;
  /** Null: never. */
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly status: 'live' | 'expired' | 'revoked';
}

export interface NewAccessToken {
  readonly tenantId: string;
  /** Who will hold it, in words for the people who read the list. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Null for a token without end. */
  readonly lifetimeSeconds: number | null;
}

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS"Z"'`;
const COLUMNS = `id, tenant_id as "tenantId", name, scopes, to_char(created_at at time zone 'UTC', ${ISO}) as "createdAt",
  to_char(expires_at at time zone 'UTC', ${ISO}) as "expiresAt", to_char(revoked_at at time zone 'UTC', ${ISO}) as "revokedAt",
  case when revoked_at is not null then 'revoked' when expires_at <= now() then 'expired' else 'live' end as status`;

const CONNECT_TIMEOUT_MS = 10_000;

/** Makes, lists and revokes opaque tokens, as the maintainer, and writes down who does. */
export class AccessTokenStore {
  readonly #url: string;
  readonly #run: OperatorRun;

  constructor(maintainerUrl: string, run = createOperatorRun()) {
    this.#url = maintainerUrl;
    this.#run = run;
  }

  /**
   * Makes a token and returns its secret, which is kept nowhere.
   * @throws SluiceError `NOT_FOUND` for an unknown tenant.
   */
  async create(token: NewAccessToken): Promise<{ readonly secret: string; readonly token: AccessToken }> {
    const secret = createOpaqueToken();
    return this.#inTransaction(async (client) => {
      const [made] = await query(
        client,
        `insert into sluice.access_tokens (tenant_id, name, token_hash, scopes, expires_at)
         select t.id, $2, $3, $4, now() + $5::float8 * interval '1 second' from sluice.tenants t where t.id = $1::uuid
         returning ${COLUMNS}`,
        [token.tenantId, token.name, hashOpaqueToken(secret), token.scopes, token.lifetimeSeconds],
      );
      if (made === undefined) {
        throw new SluiceError('NOT_FOUND', `There is no tenant "${token.tenantId}".`);
      }
      await this.#record(client, 'token create', made, null, {
        id: made.id,
        scopes: made.scopes,
        expiresAt: made.expiresAt,
      });
      return { secret, token: made };
    });
  }

  /** All tokens, newest first, of one tenant or of all. */
  list(tenantId: string | null): Promise<readonly AccessToken[]> {
    return this.#inTransaction((client) =>
      query(
        client,
        `select ${COLUMNS} from sluice.access_tokens where $1::uuid is null or tenant_id = $1::uuid order by created_at desc, id`,
        [tenantId],
      ),
    );
  }

  /**
   * Takes a token back, from this moment on; a second time changes nothing.
   * @throws SluiceError `NOT_FOUND` for an unknown id.
   */
  async revoke(id: string): Promise<AccessToken> {
    return this.#inTransaction(async (client) => {
      const [before] = await query(
        client,
        `select ${COLUMNS} from sluice.access_tokens where id = $1::uuid for update`,
        [id],
      );
      if (before === undefined)
        throw new SluiceError(
          'NOT_FOUND',
          `There is no access token "${id}". "sluice token list" shows all ids.`,
        );
      if (before.revokedAt !== null) return before;
      const [revoked] = await query(
        client,
        `update sluice.access_tokens set revoked_at = now() where id = $1::uuid returning ${COLUMNS}`,
        [id],
      );
      await this.#record(
        client,
        'token revoke',
        before,
        { id, revokedAt: null },
        { id, revokedAt: revoked!.revokedAt },
      );
      return revoked!;
    });
  }

  #record(
    client: pg.Client,
    action: string,
    { tenantId }: AccessToken,
    before: AuditDetails | null,
    after: AuditDetails,
  ): Promise<void> {
    const target = 'sluice.access_tokens';
    return recordOperatorAction(client, { run: this.#run, action, target, tenantId, before, after });
  }

  async #inTransaction<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'sluice-token',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
    // Without a listener a connection lost between two steps would end the process; the next step reports it.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
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
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

async function query(client: pg.Client, text: string, values: unknown[]): Promise<AccessToken[]> {
  return (await client.query<AccessToken>(text, values)).rows;
}
