import pg from 'pg';
import type PgBoss from 'pg-boss';
import { SluiceError } from '../errors/sluice-error.js';
import { leavesSession, sqlStateOf } from '../errors/sql-state.js';
import { queryUntilAborted } from '../maintenance/query-until-aborted.js';
import { isOutage } from './is-outage.js';

/** How soon PostgreSQL notices that a worker was killed in the middle of a statement, and rolls it back. */
const CONNECTION_CHECK_MS = 1000;

/** How long connections in use have to end by themselves when the worker stops. */
const CLOSE_PATIENCE_MS = 2000;

export interface WorkerDatabaseOptions {
  /** The maintainer's URL. */
  readonly url: string;
  readonly maxConnections: number;
}

/** Runs one statement of a transaction, and returns its rows. */
export type Ask = <Row extends pg.QueryResultRow>(
  text: string,
  values?: readonly unknown[],
) => Promise<Row[]>;

/** A worker's connections, kept between its jobs: a fold every few seconds should not have to connect. */
export class WorkerDatabase implements PgBoss.Db {
  readonly #pool: pg.Pool;
  readonly #busy = new Set<pg.PoolClient>();

  constructor({ url, maxConnections }: WorkerDatabaseOptions) {
    this.#pool = new pg.Pool({
      connectionString: url,
      max: maxConnections,
      application_name: 'sluice-worker',
      connectionTimeoutMillis: 10_000,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      onConnect: prepareSession,
    });
    // An idle connection that is lost is replaced when it is needed, and one in use makes its statement fail: that says it all.
    this.#pool.on('error', () => undefined);
  }

  /**
   * Runs one statement without a time limit.
   * @param signal aborting it cancels the statement in the server.
   * @returns its rows.
   * @throws SluiceError `DATABASE_UNAVAILABLE`, or `CANCELLED` where the signal was aborted; other database errors as they are.
   */
  async query<Row extends pg.QueryResultRow>(
    text: string,
    values: readonly unknown[] = [],
    signal?: AbortSignal,
  ): Promise<Row[]> {
    return this.#told(signal, () => this.#run<Row>(text, values, signal));
  }

  /**
   * Does the work in one transaction of this tenant: committed when it succeeds, else rolled back. Row-level security shows it the tenant's
   * rows alone.
   * @param signal aborting it cancels what `ask` runs in the server.
   * @throws as {@link query}; what `work` throws.
   */
  async tenantTransaction<Result>(
    tenantId: string,
    work: (ask: Ask) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> {
    let isRolledBack = false;
    const perform = async (client: pg.ClientBase): Promise<Result> => {
      const ask: Ask = (text, values = []) => queryUntilAborted(client, text, values, signal);
      await client.query('begin');
      try {
        await client.query(`select pg_catalog.set_config('app.current_tenant_id', $1, true)`, [tenantId]);
        const result = await work(ask);
        await client.query('commit');
        return result;
      } catch (error) {
        isRolledBack = await client.query('rollback').then(
          () => true,
          () => false,
        );
        throw error;
      }
    };
    return this.#told(signal, () => this.#withClient(signal, perform, () => isRolledBack));
  }

  /** Lends a connection to work that takes its own transactions. @throws as {@link query}; what `work` throws. */
  async lend<Result>(
    work: (client: pg.ClientBase) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> {
    return this.#told(signal, () => this.#withClient(signal, work, () => false));
  }

  /** For pg-boss. @throws what `pg` throws. */
  async executeSql(text: string, values?: readonly unknown[]): Promise<{ rows: unknown[] }> {
    return { rows: await this.#run(text, values, undefined) };
  }

  /** Ends all connections; those that are still busy after two seconds are cut. */
  async close(): Promise<void> {
    const cut = setTimeout(() => {
      for (const client of this.#busy) streamOf(client).destroy();
    }, CLOSE_PATIENCE_MS);
    await this.#pool.end();
    clearTimeout(cut);
  }

  #run<Row extends pg.QueryResultRow>(
    text: string,
    values: readonly unknown[] | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Row[]> {
    return this.#withClient(
      signal,
      (client) => queryUntilAborted<Row>(client, text, values, signal),
      // Several statements at once may have begun a transaction.
      (failure) => values !== undefined && leavesSession(failure),
    );
  }

  /** Puts an error into our words where it has any. */
  async #told<Result>(signal: AbortSignal | undefined, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (cause) {
      if (signal?.aborted)
        throw new SluiceError('CANCELLED', 'The job was stopped before its end.', { cause });
      if (isOutage(cause)) {
        throw new SluiceError('DATABASE_UNAVAILABLE', 'PostgreSQL cannot be reached.', { cause });
      }
      throw cause;
    }
  }

  /** @param isReusable whether the work's failure leaves the connection as it was. */
  async #withClient<Result>(
    signal: AbortSignal | undefined,
    work: (client: pg.PoolClient) => Promise<Result>,
    isReusable: (failure: unknown) => boolean,
  ): Promise<Result> {
    const client = await this.#pool.connect();
    this.#busy.add(client);
    let failure: unknown = null;
    // Without a listener a connection that is lost in use would end the process as well.
    const ignore = (): void => undefined;
    client.on('error', ignore);
    try {
      if (signal?.aborted) throw new SluiceError('CANCELLED', 'The job was stopped before it began.');
      return await work(client);
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      this.#busy.delete(client);
      client.removeListener('error', ignore);
      client.release(failure !== null && !isReusable(failure));
    }
  }
}

interface Destroyable {
  destroy(): void;
}

function streamOf(client: pg.PoolClient): Destroyable {
  return (client as unknown as { connection: { stream: Destroyable } }).connection.stream;
}

/** A killed worker's connection is closed, and a statement that runs for minutes does not look. Some systems cannot tell. */
async function prepareSession(client: pg.ClientBase): Promise<void> {
  await client
    .query(`select set_config('client_connection_check_interval', '${CONNECTION_CHECK_MS}', false)`)
    .catch((error: unknown) => {
      if (sqlStateOf(error) === null) throw error;
    });
}
