import pg from 'pg';
import { SluiceError } from '../errors/sluice-error.js';
import { SQL_STATE, sqlStateOf } from '../errors/sql-state.js';

const CONNECT_TIMEOUT_MS = 10_000;
/** Exists on every server unless somebody dropped it; `createdb` relies on it in the same way. */
const MAINTENANCE_DATABASE = 'postgres';

/**
 * Connects to the database that is to be migrated.
 *
 * @returns null where the database does not exist; the caller ends the client.
 * @throws SluiceError `CONFIGURATION` or `DATABASE_UNAVAILABLE` that says what is wrong with the URL.
 */
export async function connectMigrator(url: string): Promise<pg.Client | null> {
  const client = createClient({ connectionString: url });
  try {
    await client.connect();
    return client;
  } catch (cause) {
    if (sqlStateOf(cause) === SQL_STATE.undefinedDatabase) return null;
    throw refused(client, cause);
  }
}

/**
 * Creates the database that `url` names, in UTF-8.
 * @throws SluiceError `CONFIGURATION` where the role may not.
 */
export async function createDatabase(url: string): Promise<void> {
  const target = createClient({ connectionString: url });
  const database = target.database ?? '';
  const server = createClient({
    host: target.host,
    port: target.port,
    user: target.user ?? '',
    password: target.password ?? '',
    ssl: target.ssl,
    database: MAINTENANCE_DATABASE,
  });
  try {
    await server.connect();
    await server.query(
      `create database ${server.escapeIdentifier(database)} encoding 'UTF8' template template0`,
    );
  } catch (cause) {
    if (sqlStateOf(cause) === DUPLICATE_DATABASE) return;
    throw new SluiceError(
      'CONFIGURATION',
      `The database "${database}" does not exist, and the role ${target.user} could not create it: ` +
        `${(cause as Error).message}. Create it with: createdb --owner ${target.user} ${database}`,
      { cause },
    );
  } finally {
    await server.end();
  }
}

const DUPLICATE_DATABASE = '42P04';

function createClient(config: pg.ClientConfig): pg.Client {
  const client = new pg.Client({
    ...config,
    application_name: 'sluice-migrate',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  // Without a listener a connection lost between two statements would end the process; the next statement reports it.
  client.on('error', () => undefined);
  return client;
}

function refused(client: pg.Client, cause: unknown): SluiceError {
  const where = `${client.host}:${client.port}`;
  const state = sqlStateOf(cause);
  if (state === SQL_STATE.invalidPassword || state === SQL_STATE.invalidAuthorization) {
    return new SluiceError(
      'CONFIGURATION',
      `PostgreSQL at ${where} refused the login of ${client.user}: check user and password in OWNER_DATABASE_URL ` +
        '(or DATABASE_URL).',
      { cause },
    );
  }
  return new SluiceError(
    'DATABASE_UNAVAILABLE',
    `PostgreSQL at ${where} cannot be reached (${(cause as Error).message || String(cause)}): check host and port in ` +
      'OWNER_DATABASE_URL (or DATABASE_URL), and that the server runs.',
    { cause },
  );
}
