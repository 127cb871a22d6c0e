import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { inject } from 'vitest';
import type { DatabaseKind } from '../../src/migrations/database-kind.js';
import {
  templateDatabase,
  TEST_PASSWORDS,
  testUrl,
  TWO_YEARS_TEMPLATE,
  type TestRole,
  type TestServer,
} from './test-servers.js';

/** Every PostgreSQL version at hand, newest first: `describe.each(postgresVersions)('… on PostgreSQL $version', (server) => …)`. */
export const postgresVersions: readonly TestServer[] = inject('testServers');

/** A row as `pg` gives it: one property per column; int8 and numeric as text. */
export type TestRow = Record<string, unknown>;

/** A database of its own for one test file. Statements with several commands separated by `;` may have no parameters. */
export interface TestDatabase {
  readonly name: string;
  readonly server: TestServer;
  /** Superuser. */
  readonly adminUrl: string;
  readonly gatewayUrl: string;
  readonly maintainerUrl: string;
  /** As the superuser, past row-level security. */
  asAdmin(sql: string, values?: readonly unknown[]): Promise<TestRow[]>;
  /** As the owner of tables and views (`set role sluice_owner`), who sees all tenants by a policy of its own. */
  asOwner(sql: string, values?: readonly unknown[]): Promise<TestRow[]>;
  /** As the gateway, inside a transaction of this tenant. */
  asTenant(tenantId: string, sql: string, values?: readonly unknown[]): Promise<TestRow[]>;
  /** As the gateway, with no tenant set. */
  asNobody(sql: string, values?: readonly unknown[]): Promise<TestRow[]>;
  /** As the maintainer, for this tenant; null for none. */
  asMaintainer(tenantId: string | null, sql: string, values?: readonly unknown[]): Promise<TestRow[]>;
  /**
   * Drops it now instead of at the end of the file.
   * @param patienceMs how long others have to disconnect.
   * @throws Error when somebody else is still connected.
   */
  drop(patienceMs?: number): Promise<void>;
  /** Another one with the same rows. Nobody else may be connected to this one meanwhile; its own connections end. */
  copy(): Promise<TestDatabase>;
  /** Leaves it, under this name, to the rest of the run as a template for clones; it is no test's own any more. As for {@link copy}. */
  keepAs(template: string): Promise<void>;
}

const undropped = new Set<TestDatabase>();

/**
 * A clone of the migrated template of one kind (by default the analytics database) on one server (by default the newest). It is dropped
 * at the end of the file, which fails when a connection to it was left open.
 */
export async function createTestDatabase(
  server: TestServer = newestServer(),
  kind: DatabaseKind = 'analytics',
): Promise<TestDatabase> {
  return cloneMigrated(server, templateDatabase(kind));
}

/** An analytics database with partitions for two years, as `sluice migrate` makes it; others have few of the past, for speed. */
export async function createTwoYearDatabase(server: TestServer = newestServer()): Promise<TestDatabase> {
  return cloneMigrated(server, TWO_YEARS_TEMPLATE);
}

/**
 * A clone of an analytics database that is filled once in a run: for rows that many files begin with.
 * @param name what it holds, the same for the same `fill`.
 */
export async function createFilledDatabase(
  name: string,
  fill: (database: TestDatabase) => Promise<void>,
  server: TestServer = newestServer(),
): Promise<TestDatabase> {
  const template = `${templateDatabase('analytics')}_${name}`;
  const client = await connect(testUrl(server.port, 'postgres', 'postgres'));
  try {
    // Whoever comes second waits for the first.
    await client.query('select pg_advisory_lock(hashtext($1))', [template]);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [template]);
    if (rowCount === 0) {
      const database = await createTestDatabase(server);
      await fill(database);
      await database.keepAs(template);
    }
  } finally {
    await client.end();
  }
  return cloneMigrated(server, template);
}

/** A database with nothing in it, for tests of the migrations themselves. The roles of the server do exist. */
export async function createEmptyDatabase(server: TestServer = newestServer()): Promise<TestDatabase> {
  return createDatabase(server, 'template template0');
}

/** Drops what the file has not dropped itself. @throws Error of the first that was still in use. */
export async function dropTestDatabases(): Promise<void> {
  const outcomes = await Promise.allSettled([...undropped].map((database) => database.drop()));
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}

/** The passwords of the logins, for tests that make connection URLs of their own. */
export { TEST_PASSWORDS };

function newestServer(): TestServer {
  const [newest] = postgresVersions;
  if (newest === undefined) throw new Error('No test server has been started.');
  return newest;
}

async function cloneMigrated(server: TestServer, template: string): Promise<TestDatabase> {
  if (server.templateError !== null) {
    throw new Error(`The migrations failed on PostgreSQL ${server.version}:\n${server.templateError}`);
  }
  return cloneDatabase(server, template);
}

async function cloneDatabase(server: TestServer, template: string): Promise<TestDatabase> {
  const database = await createDatabase(server, `template ${template} strategy file_copy`);
  // The privileges of a database are not cloned with it.
  await database.asAdmin('select sluice.secure_database()');
  return database;
}

async function createDatabase(server: TestServer, source: string): Promise<TestDatabase> {
  const name = `test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await administer(server, `create database ${name} ${source}`);
  const sessions = new Sessions(server, name);
  const database: TestDatabase = {
    name,
    server,
    adminUrl: testUrl(server.port, 'postgres', name),
    gatewayUrl: testUrl(server.port, 'sluice_gateway', name),
    maintainerUrl: testUrl(server.port, 'sluice_maintainer', name),
    asAdmin: (sql, values) => sessions.run('postgres', null, sql, values),
    asOwner: (sql, values) => sessions.run('postgres', 'set local role sluice_owner', sql, values),
    asTenant: (tenantId, sql, values) => sessions.run('sluice_gateway', setTenant(tenantId), sql, values),
    asNobody: (sql, values) => sessions.run('sluice_gateway', null, sql, values),
    asMaintainer: (tenantId, sql, values) =>
      sessions.run('sluice_maintainer', tenantId === null ? null : setTenant(tenantId), sql, values),
    drop: async (patienceMs = LEAK_PATIENCE_MS) => {
      if (!undropped.delete(database)) return;
      await sessions.close();
      const leaked = await leakedConnections(server, name, patienceMs);
      await administer(server, `drop database ${name} with (force)`);
      if (leaked.length > 0)
        throw new Error(`Connections to the test database were left open:\n${leaked.join('\n')}`);
    },
    copy: async () => {
      await sessions.close();
      return cloneDatabase(server, name);
    },
    keepAs: async (template) => {
      await sessions.close();
      await administer(server, `alter database ${name} rename to ${template}`);
      undropped.delete(database);
    },
  };
  undropped.add(database);
  return database;
}

function setTenant(tenantId: string): string {
  return `select set_config('app.current_tenant_id', ${pg.escapeLiteral(tenantId)}, true)`;
}

/** One connection per login, opened when it is first needed; its uses queue up. */
class Sessions {
  readonly #server: TestServer;
  readonly #database: string;
  readonly #clients = new Map<TestRole, Promise<pg.Client>>();
  readonly #turns = new Map<TestRole, Promise<unknown>>();

  constructor(server: TestServer, database: string) {
    this.#server = server;
    this.#database = database;
  }

  run(role: TestRole, prelude: string | null, sql: string, values?: readonly unknown[]): Promise<TestRow[]> {
    const turn = (this.#turns.get(role) ?? Promise.resolve()).then(() =>
      this.#perform(role, prelude, sql, values),
    );
    this.#turns.set(
      role,
      turn.catch(() => undefined),
    );
    return turn;
  }

  /** Ends the connections; another use opens them again. */
  async close(): Promise<void> {
    await Promise.all(this.#turns.values());
    const clients = [...this.#clients.values()];
    this.#clients.clear();
    await Promise.all(clients.map(async (client) => (await client).end()));
  }

  async #perform(
    role: TestRole,
    prelude: string | null,
    sql: string,
    values: readonly unknown[] | undefined,
  ): Promise<TestRow[]> {
    const client = await this.#client(role);
    const send = async (): Promise<TestRow[]> => {
      const result = await (values === undefined ? client.query(sql) : client.query(sql, [...values]));
      const last = (Array.isArray(result) ? result.at(-1) : result) as pg.QueryResult<TestRow>;
      return last.rows;
    };
    if (prelude === null) return send();
    await client.query('begin');
    try {
      await client.query(prelude);
      const rows = await send();
      await client.query('commit');
      return rows;
    } catch (error) {
      await client.query('rollback');
      throw error;
    }
  }

  #client(role: TestRole): Promise<pg.Client> {
    let client = this.#clients.get(role);
    if (client === undefined) {
      client = connect(testUrl(this.#server.port, role, this.#database));
      this.#clients.set(role, client);
    }
    return client;
  }
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, application_name: 'sluice-test' });
  await client.connect();
  return client;
}

async function administer(server: TestServer, sql: string): Promise<TestRow[]> {
  const client = await connect(testUrl(server.port, 'postgres', 'postgres'));
  try {
    return (await client.query<TestRow>(sql)).rows;
  } finally {
    await client.end();
  }
}

const LEAK_PATIENCE_MS = 5_000;
const LEAK_POLL_MS = 50;

/** A closed connection takes a moment to vanish from the server's view. */
async function leakedConnections(server: TestServer, name: string, patienceMs: number): Promise<string[]> {
  for (let waitedMs = 0; ; waitedMs += LEAK_POLL_MS) {
    const rows = await administer(
      server,
      `select format('%s (%s): %s', application_name, usename, query) as connection
         from pg_stat_activity where datname = '${name}' and backend_type = 'client backend'`,
    );
    if (rows.length === 0 || waitedMs >= patienceMs) return rows.map((row) => String(row['connection']));
    await sleep(LEAK_POLL_MS);
  }
}
