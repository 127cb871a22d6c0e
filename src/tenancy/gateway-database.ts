import pg from 'pg';
import { requestDropped } from '../errors/request-dropped.js';
import { leavesSession, SQL_STATE, sqlStateOf } from '../errors/sql-state.js';
import { translateDatabaseError } from '../errors/translate-database-error.js';
import { cancelOnAbort } from './cancel-on-abort.js';
import { StatementNames } from './statement-names.js';
import type { Rows, Statement } from './statement.js';
import { isUuid } from './uuid.js';

export interface GatewayDatabaseOptions {
  /** Connection URL of the gateway's role. */
  readonly url: string;
  readonly maxConnections: number;
  /** What `pg_stat_activity` calls its connections. */
  readonly applicationName?: string;
  /** PostgreSQL's `statement_timeout` for each statement. */
  readonly statementTimeoutMs: number;
  /** How long an answer may be awaited before its connection is given up, which a network that has swallowed it never says; without it, for ever. */
  readonly answerTimeoutMs?: number;
  /** Told of errors on idle connections, which the pool replaces by itself. */
  readonly onIdleError?: (error: Error) => void;
}

export interface TransactionOptions {
  /** Aborting it cancels the running statement in the server. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Tables, by qualified name, that are locked against `truncate`, `attach` and the like before the snapshot is taken: those are not
   * transactional for whoever has a snapshot already. None unless told. Names come from the datasets' models, never from a request.
   */
  readonly locks?: readonly string[];
  /**
   * Whether the statements may write, through the narrow functions that the gateway's role has for it. Each then sees what was committed
   * before it began, so that who has waited for another writer sees what that one has written. Unless told, nothing can be written.
   */
  readonly isReadWrite?: boolean;
}

export interface HoldingOptions {
  /** Aborting it cancels the running statement in the server; the caller's own work it does not end. */
  readonly signal?: AbortSignal | undefined;
  /** How long the caller may work between two statements. After that the server ends the transaction, whoever still waits for it. */
  readonly timeoutMs?: number;
}

/** A transaction that stays open while its caller works. */
export interface HeldTransaction {
  /** The rows of the statements that it began with, in order. */
  readonly rows: readonly Rows[];
  /**
   * Runs more statements in it. Where that succeeds it is alive, and holds all that it has held from its beginning.
   * @returns the rows of each statement, in order.
   * @throws SluiceError as {@link GatewayDatabase.tenantTransaction}; nothing more can be done in it then.
   */
  run(statements: readonly Statement[]): Promise<readonly Rows[]>;
}

export interface Held<Value> {
  /** What the caller's work came to. */
  readonly value: Value;
  /**
   * Whether the transaction was alive when the work was done, and is committed. Otherwise its locks were lost at some time before that; what it wrote
   * is rolled back, or, where only the answer to the commit is lost, it may be either.
   */
  readonly isCommitted: boolean;
}

/** One snapshot for all statements of a request, so that totals and rows agree with each other. */
const BEGIN: Statement = {
  name: 'sluice_begin',
  text: 'begin isolation level repeatable read read only',
  values: [],
};
const BEGIN_READ_WRITE: Statement = {
  name: 'sluice_begin_read_write',
  text: 'begin isolation level read committed read write',
  values: [],
};
const COMMIT: Statement = { name: 'sluice_commit', text: 'commit', values: [] };
const ROLLBACK: Statement = { name: 'sluice_rollback', text: 'rollback', values: [] };
const SET_TENANT_TEXT = `select pg_catalog.set_config('app.current_tenant_id', $1, true), pg_catalog.set_config('statement_timeout', $2, true)`;

/** Long enough for a slow statement in another database, short enough for who waits for a lock. */
const DEFAULT_HOLDING_MS = 30_000;
const LIMIT_IDLE_TEXT = `select pg_catalog.set_config('idle_in_transaction_session_timeout', $1, true)`;

const QUALIFIED_NAME = /^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$/;

/**
 * The tenancy door: the only way from a request to PostgreSQL. A statement about tenants' data runs inside a transaction, read-only
 * unless it is asked for otherwise, that has set `app.current_tenant_id` for itself alone (D1), so that row-level security decides what it sees
 * and a pooled connection carries no tenant over.
 */
export class GatewayDatabase {
  readonly #pool: pg.Pool;
  readonly #statementTimeoutMs: number;
  readonly #names = new StatementNames();

  constructor(options: GatewayDatabaseOptions) {
    this.#statementTimeoutMs = options.statementTimeoutMs;
    this.#pool = new pg.Pool({
      connectionString: options.url,
      max: options.maxConnections,
      application_name: options.applicationName ?? 'sluice-gateway',
      connectionTimeoutMillis: 10_000,
      idleTimeoutMillis: 60_000,
      pipeline: true,
      keepAlive: true,
      ...(options.answerTimeoutMs === undefined ? {} : { query_timeout: options.answerTimeoutMs }),
    } as pg.PoolConfig);
    // While it closes, a server that stops at the same moment is no news.
    this.#pool.on('error', (error) => !this.#pool.ending && options.onIdleError?.(error));
    // A connection lost while it is in use also rejects what runs on it; without a listener of its own it would end the process.
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /**
   * Runs `statements` for one tenant in one transaction: read-only and under one snapshot, unless told that they write. Begin, locks, tenant, statements and commit
   * go out in a single write and come back in a single read.
   *
   * @returns the rows of each statement, in order.
   * @throws SluiceError `QUERY_TIMEOUT`, `CANCELLED`, `DATABASE_UNAVAILABLE` or `CONSTRAINT_VIOLATION`; other database errors as they are.
   */
  async tenantTransaction(
    tenantId: string,
    statements: readonly Statement[],
    options: TransactionOptions = {},
  ): Promise<readonly Rows[]> {
    if (!isUuid(tenantId)) throw new Error(`Not a tenant id: ${tenantId}`);
    const locks = lockStatements(options.locks ?? []);
    const results = await this.#pipelined(
      [
        options.isReadWrite === true ? BEGIN_READ_WRITE : BEGIN,
        // `lock` takes no snapshot, the next statement does.
        ...locks.map((statement) => this.#names.named(statement)),
        this.#setTenant(tenantId),
        ...statements.map((statement) => this.#names.named(statement)),
        COMMIT,
      ],
      options.signal,
    );
    return results.slice(2 + locks.length, -1);
  }

  /**
   * Runs `statements` for one tenant in a transaction that may write, hands their rows to `use` while the transaction stays open with its
   * locks, and commits it when `use` is done, or rolls it back when that fails. So rows here can be held while another database is written.
   * It takes a connection for all that time.
   *
   * @throws SluiceError as {@link tenantTransaction} for the statements; what `use` throws. A transaction that is lost later is
   *   told by `isCommitted`.
   */
  async holding<Value>(
    tenantId: string,
    statements: readonly Statement[],
    use: (transaction: HeldTransaction) => Promise<Value>,
    { signal, timeoutMs = DEFAULT_HOLDING_MS }: HoldingOptions = {},
  ): Promise<Held<Value>> {
    if (!isUuid(tenantId)) throw new Error(`Not a tenant id: ${tenantId}`);
    const client = await this.#connect();
    let isIntact = false;
    try {
      const run = async (asked: readonly Statement[]): Promise<readonly Rows[]> => {
        if (signal?.aborted) throw requestDropped();
        const named = asked.map((statement) => this.#names.named(statement));
        return sendTogether(client, named, signal).catch((failure: unknown) => {
          throw signal?.aborted ? requestDropped() : translateDatabaseError(failure);
        });
      };
      const limitIdle = { name: 'sluice_limit_idle', text: LIMIT_IDLE_TEXT, values: [String(timeoutMs)] };
      const opening = [BEGIN_READ_WRITE, this.#setTenant(tenantId), limitIdle];
      const rows = (await run([...opening, ...statements])).slice(opening.length);
      const value = await use({ rows, run });
      const isCommitted = await isDone(client, COMMIT);
      isIntact = isCommitted;
      return { value, isCommitted };
    } catch (error) {
      isIntact = await isDone(client, ROLLBACK);
      throw error;
    } finally {
      client.release(isIntact ? undefined : true);
    }
  }

  /**
   * Runs one statement without a tenant: row-level security shows it no tenant's rows, so it is for the catalogue and for the
   * narrow functions granted to the gateway's role (tokens, rollup states).
   */
  async withoutTenant(statement: Statement): Promise<Rows> {
    const [rows] = await this.#pipelined([statement], undefined);
    return rows!;
  }

  /** Ends the pool when the running transactions have finished. */
  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #pipelined(
    statements: readonly Statement[],
    signal: AbortSignal | undefined,
  ): Promise<readonly Rows[]> {
    const client = await this.#connect();
    if (signal?.aborted) {
      client.release();
      throw requestDropped();
    }
    try {
      const rows = await sendTogether(client, statements, signal);
      client.release();
      return rows;
    } catch (failure) {
      // After an error that leaves the session, the commit has rolled back.
      client.release(leavesSession(failure) ? undefined : (failure as Error));
      throw signal?.aborted ? requestDropped() : translateDatabaseError(failure);
    }
  }

  #setTenant(tenantId: string): Statement {
    return {
      name: 'sluice_set_tenant',
      text: SET_TENANT_TEXT,
      values: [tenantId, String(this.#statementTimeoutMs)],
    };
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }
}

/**
 * All statements in a single write, their answers in a single read.
 * @returns the rows of each, in order.
 * @throws the error that began it, as the database says it, once all have ended.
 */
async function sendTogether(
  client: pg.PoolClient,
  statements: readonly Statement[],
  signal: AbortSignal | undefined,
): Promise<readonly Rows[]> {
  const stream = (client as unknown as { connection: { stream: CorkableStream } }).connection.stream;
  stream.cork();
  const pending = statements.map((statement) =>
    client.query({ ...statement, values: statement.values as unknown[], rowMode: 'array' }),
  );
  stream.uncork();
  const settled = Promise.allSettled(pending);
  const stopCancelling = signal === undefined ? null : cancelOnAbort(client, signal, settled);
  const outcomes = await settled;
  await stopCancelling?.();
  const failure = firstFailure(outcomes);
  if (failure !== null) throw failure as Error;
  return outcomes.map((outcome) => (outcome as PromiseFulfilledResult<pg.QueryArrayResult>).value.rows);
}

/** One statement for all tables, in one order, so that two transactions never wait for each other crosswise; none for no table. */
function lockStatements(tables: readonly string[]): readonly Statement[] {
  if (tables.length === 0) return [];
  const names = [...tables].sort();
  const unsafe = names.find((name) => !QUALIFIED_NAME.test(name));
  if (unsafe !== undefined) throw new Error(`Not a qualified table name: ${unsafe}`);
  const list = names.join(', ');
  // Without a name of its own: PostgreSQL cuts names at 63 bytes, and two lists of tables could come to share one.
  return [{ text: `lock table ${list} in access share mode`, values: [] }];
}

/** Whether the end of a transaction is what was asked for: PostgreSQL answers a commit of what has failed with a rollback, and no error. */
async function isDone(client: pg.PoolClient, { name, text }: Statement): Promise<boolean> {
  try {
    const { command } = await client.query({ name: name!, text, values: [] });
    return command.toLowerCase() === text;
  } catch {
    return false;
  }
}

interface CorkableStream {
  cork(): void;
  uncork(): void;
}

/** The error that began it: what follows in a failed transaction is only its echo. */
function firstFailure(outcomes: readonly PromiseSettledResult<unknown>[]): unknown {
  const reasons = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
  );
  if (reasons.length === 0) return null;
  return reasons.find((reason) => sqlStateOf(reason) !== SQL_STATE.inFailedTransaction) ?? reasons[0];
}
