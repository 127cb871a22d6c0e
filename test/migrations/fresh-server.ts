import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { embeddedBinaries } from '../../src/embedded/postgres-binaries.js';
import { startPostgresServer, SUPERUSER } from '../../src/embedded/postgres-server.js';
import { serverAccount } from '../../src/embedded/server-account.js';
import { installedPostgres, majorVersion } from '../setup/installed-postgres.js';

/** A server of its own, on which no role of Sluice exists: roles belong to a server, and the tests' own has them. */
export interface FreshServer {
  /** Connection URL of the superuser, or of a role whose password is its name. */
  url(database: string, role?: string): string;
  /** Runs statements as the superuser in the database `postgres`. */
  asSuperuser(sql: string): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

/** Starts an empty server of one of the versions that the tests run on. */
export async function startFreshServer(version: number): Promise<FreshServer> {
  const embedded = await embeddedBinaries();
  const binaries = majorVersion(embedded.postgres) === version ? embedded : installedPostgres().get(version);
  if (binaries === undefined) throw new Error(`PostgreSQL ${version} is not installed.`);
  const folder = mkdtempSync(join(tmpdir(), 'sluice-fresh-'));
  chmodSync(folder, 0o711);
  const server = await startPostgresServer({
    binaries,
    dataFolder: join(folder, 'data'),
    account: await serverAccount(),
    superuserPassword: SUPERUSER,
    logFile: join(folder, 'log'),
    settings: { fsync: 'off', shared_buffers: '32MB' },
    initdbArguments: ['--locale=C', '--no-sync'],
  });
  const url = (database: string, role = SUPERUSER): string => server.url(role, role, database);
  return {
    url,
    asSuperuser: (sql) => queryOnce(url('postgres'), sql),
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Connects, runs one statement or several separated by `;`, and disconnects. @returns the rows of the last one. */
export async function queryOnce(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const result = await client.query<Record<string, unknown>>(sql);
    return ((Array.isArray(result) ? result.at(-1) : result) as pg.QueryResult<Record<string, unknown>>).rows;
  } finally {
    await client.end();
  }
}
