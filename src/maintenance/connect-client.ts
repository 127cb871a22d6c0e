import pg from 'pg';
import { SluiceError } from '../errors/sluice-error.js';
import { SQL_STATE, sqlStateOf } from '../errors/sql-state.js';

/**
 * Opens a connection for maintenance, whose statements may take as long as they need. The caller ends it.
 * @throws SluiceError `CONFIGURATION` for a refused login, `DATABASE_UNAVAILABLE`.
 */
export async function connectClient(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'sluice-maintenance',
    connectionTimeoutMillis: 10_000,
    statement_timeout: 0,
  });
  // A connection that is lost makes its statement fail; nobody else needs to know.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (cause) {
    await client.end().catch(() => undefined);
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
      { cause },
    );
  }
}
