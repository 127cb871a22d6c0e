import type pg from 'pg';
import { SluiceError } from '../../errors/sluice-error.js';
import { SQL_STATE, sqlStateOf } from '../../errors/sql-state.js';
import { connectClient } from '../connect-client.js';
import { queryUntilAborted } from '../query-until-aborted.js';
import type { MaintenanceRow } from '../run-statement.js';

/** A connection that acts as `sluice_owner`. */
export interface OwnerSession {
  /**
   * Runs one statement without a time limit.
   * @throws SluiceError `CANCELLED`; other database errors as they are.
   */
  query(text: string, values?: readonly unknown[]): Promise<MaintenanceRow[]>;
  /** As {@link OwnerSession.query}, and even after the signal was aborted: for what must not be left behind. */
  queryInAnyCase(text: string): Promise<MaintenanceRow[]>;
  /** Runs one statement as the role that connected, which may be allowed more. @throws as {@link OwnerSession.query}. */
  queryAsLogin(text: string): Promise<MaintenanceRow[]>;
}

const INVALID_ROLE = '22023';

/**
 * Does something as the owner of Sluice's tables.
 * @param url of the role that migrates.
 * @throws SluiceError `CONFIGURATION` that names the fix, `DATABASE_UNAVAILABLE`, `CANCELLED`.
 */
export async function withOwner<T>(
  url: string,
  signal: AbortSignal | undefined,
  work: (session: OwnerSession) => Promise<T>,
): Promise<T> {
  const client = await connectClient(url);
  try {
    await becomeOwner(client);
    const query: OwnerSession['query'] = async (text, values = []) => {
      if (signal?.aborted) throw cancelled();
      try {
        return await queryUntilAborted<MaintenanceRow>(client, text, values, signal);
      } catch (error) {
        throw signal?.aborted ? cancelled(error) : error;
      }
    };
    return await work({
      query,
      queryAsLogin: async (text) => {
        await client.query('reset role');
        try {
          return await query(text);
        } finally {
          await client.query('set role sluice_owner');
        }
      },
      queryInAnyCase: async (text) => (await client.query<MaintenanceRow>(text)).rows,
    });
  } catch (error) {
    throw explain(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function becomeOwner(client: pg.Client): Promise<void> {
  try {
    await client.query('set role sluice_owner');
    await client.query('set search_path = pg_catalog');
    await client.query('set lock_timeout = 0');
  } catch (cause) {
    const state = sqlStateOf(cause);
    if (state === SQL_STATE.insufficientPrivilege) {
      throw new SluiceError(
        'CONFIGURATION',
        `The role "${client.user}" may not act as sluice_owner, which owns the tables of this database. ` +
          'Set OWNER_DATABASE_URL to the URL that "sluice migrate" connects with.',
        { cause },
      );
    }
    if (state === INVALID_ROLE) throw notMigrated(cause);
    throw cause;
  }
}

const UNDEFINED_FUNCTION = '42883';

function explain(error: unknown): unknown {
  const state = sqlStateOf(error) ?? '';
  if (error instanceof SluiceError) return error;
  const isMissing = [SQL_STATE.undefinedTable, SQL_STATE.undefinedSchema, UNDEFINED_FUNCTION].includes(state);
  return isMissing ? notMigrated(error) : error;
}

function notMigrated(cause: unknown): SluiceError {
  return new SluiceError(
    'CONFIGURATION',
    'This database lacks what searching needs. Run "sluice migrate" of this version.',
    { cause },
  );
}

function cancelled(cause?: unknown): SluiceError {
  return new SluiceError('CANCELLED', 'Stopped before its end; the same command goes on from there.', {
    cause,
  });
}
