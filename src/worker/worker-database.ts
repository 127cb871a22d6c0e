import pg from 'pg';
import type PgBoss from 'pg-boss';
import { SluiceError } from '../errors/sluice-error.js';
import { sqlStateOf } from '../errors/sql-state.js';
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
    try {
      return await this.#run<Row>(text, values, signal);
    } catch (cause) {
      if (signal?.aborted)
        throw new SluiceError('CANCELLED', 'The job was stopped before its end.', { cause });
      if (isOutage(cause)) {
        throw new SluiceError('DATABASE_UNAVAILABLE', 'PostgreSQL cannot be reached.', { cause });
      }
      throw cause;
    }
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

  async #run<Row extends pg.QueryResultRow>(
    text: string,
    values: readonly unknown[] | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Row[]> {
    const client = await this.#pool.connect();
    this.#busy.add(client);
    let failure: unknown = null;
    // Without a listener a connection that is lost in use would end the process as well.
    const ignore = (): void => undefined;
    client.on('error', ignore);
    try {
      if (signal?.aborted) throw new SluiceError('CANCELLED', 'The job was stopped before it began.');
      return await queryUntilAborted<Row>(client, text, values, signal);
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      this.#busy.delete(client);
      client.removeListener('error', ignore);
      client.release(failure !== null && !isReusableAfter(failure, values));
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

/** A lost connection, a server that stops. */
const ENDS_SESSION = /^(08|57P)/;

/** A statement that PostgreSQL refused leaves its connection as it was. Not so several at once, which may have begun a transaction. */
function isReusableAfter(failure: unknown, values: readonly unknown[] | undefined): boolean {
  const state = sqlStateOf(failure);
  return values !== undefined && state !== null && !ENDS_SESSION.test(state);
}
