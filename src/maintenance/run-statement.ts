import pg from 'pg';
import { SluiceError } from '../errors/sluice-error.js';
import { SQL_STATE, sqlStateOf } from '../errors/sql-state.js';
import { queryUntilAborted } from './query-until-aborted.js';

/** A row as `pg` parses it: int8 as text. */
export type MaintenanceRow = Readonly<Record<string, unknown>>;

/**
 * Runs one statement without a time limit on a connection of its own; refreshes and partitions are rare, and long.
 *
 * @param signal aborting it cancels the statement in the server.
 * @throws SluiceError `CANCELLED`, `CONFIGURATION` for a refused login, `DATABASE_UNAVAILABLE`; other database errors as they are, for
 *   whoever operates Sluice.
 */
export async function runStatement(
  url: string,
  text: string,
  values: readonly unknown[] = [],
  signal?: AbortSignal,
): Promise<MaintenanceRow[]> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'sluice-maintenance',
    connectionTimeoutMillis: 10_000,
    statement_timeout: 0,
  });
  // A connection that is lost makes its statement fail; nobody else needs to know.
  client.on('error', () => undefined);
  try {
    await connect(client);
    if (signal?.aborted) throw cancelled();
    return await queryUntilAborted<MaintenanceRow>(client, text, values, signal);
  } catch (error) {
    throw signal?.aborted ? cancelled(error) : error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function connect(client: pg.Client): Promise<void> {
  try {
    await client.connect();
  } catch (cause) {
    const state = sqlStateOf(cause);
    if (state === SQL_STATE.invalidPassword || state === SQL_STATE.invalidAuthorization) {
      throw new SluiceError(
        'CONFIGURATION',
        `PostgreSQL refused the login of ${client.user}. Check the user and the password in its URL.`,
        { cause },
      );
    }
    throw new SluiceError(
      'DATABASE_UNAVAILABLE',
      `PostgreSQL at ${client.host}:${client.port} cannot be reached.`,
      {
        cause,
      },
    );
  }
}

function cancelled(cause?: unknown): SluiceError {
  return new SluiceError('CANCELLED', 'The maintenance was stopped before its end.', { cause });
}
