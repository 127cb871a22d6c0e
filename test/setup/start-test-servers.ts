import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { embeddedBinaries, type PostgresBinaries } from '../../src/embedded/postgres-binaries.js';
import { startPostgresServer, type PostgresServer } from '../../src/embedded/postgres-server.js';
import { releaseDataFolder, sendSignal } from '../../src/embedded/postmaster.js';
import { processIdentity } from '../../src/embedded/process-identity.js';
import { serverAccount } from '../../src/embedded/server-account.js';
import { installedPostgres, majorVersion } from './installed-postgres.js';
import { releaseRedisFolder, startRedisServer, type RedisServer } from './redis-server.js';
import type { SharedRedis } from './test-redis.js';
import {
  templateDatabase,
  TEST_PASSWORDS,
  testUrl,
  TWO_YEARS_TEMPLATE,
  type TestServer,
} from './test-servers.js';

const FOLDER_PREFIX = 'sluice-test-';
/** Linux's folder in memory. */
const MEMORY_FOLDER = '/dev/shm';
/** Almost three times what a run has needed at most. */
const MEMORY_NEEDED_BYTES = 8 * 1024 ** 3;
/** Besides the month before this one and those after it. Most tests with rows of fixed dates have them in these. */
const TEST_MONTHS = ['2025-02', '2025-03', '2025-04', '2026-01', '2026-02', '2026-03', '2026-04', '2026-05'];
const OWNER_FILE = 'owner';
const REDIS_FOLDER = 'redis';

/** Nothing of a test run needs to survive a crash. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '4GB',
  shared_buffers: '128MB',
  max_connections: '200',
  timezone: 'UTC',
};

/**
 * Starts the embedded PostgreSQL and, where they are installed, the system's for the whole run, and the system's Redis; migrates a
 * template database on each PostgreSQL; stops them all at the end, also when the run is interrupted. What a killed run left behind,
 * the next one clears away.
 */
export default async function startTestServers(project: TestProject): Promise<() => Promise<void>> {
  await clearAbandonedFolders();
  const folder = mkdtempSync(join(parentFolder(), FOLDER_PREFIX));
  chmodSync(folder, 0o711);
  writeFileSync(join(folder, OWNER_FILE), `${process.pid} ${await processIdentity(process.pid)}`);

  // What tests keep in temporary folders of their own goes with the run's.
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  chmodSync(temporary, 0o1777);
  const outerTemporary = process.env['TMPDIR'];
  process.env['TMPDIR'] = temporary;

  const installations = new Map(installedPostgres());
  const embedded = await embeddedBinaries();
  installations.set(majorVersion(embedded.postgres), embedded);

  const running: PostgresServer[] = [];
  let redis: RedisServer | null = null;
  const leaveInHaste = (): void => {
    for (const server of running) sendSignal(server.pid, 'SIGQUIT');
    if (redis !== null) sendSignal(redis.pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const dieOfSignal = (signal: NodeJS.Signals): void => {
    leaveInHaste();
    process.removeListener(signal, dieOfSignal);
    process.kill(process.pid, signal);
  };
  process.on('SIGTERM', dieOfSignal);
  process.on('SIGHUP', dieOfSignal);
  // On Ctrl-C Vitest leaves without a teardown.
  process.once('exit', leaveInHaste);

  const stop = async (): Promise<void> => {
    process.removeListener('SIGTERM', dieOfSignal);
    process.removeListener('SIGHUP', dieOfSignal);
    process.removeListener('exit', leaveInHaste);
    if (outerTemporary === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = outerTemporary;
    await Promise.all([...running.map((server) => server.stop()), redis?.kill()]);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    mkdirSync(join(folder, REDIS_FOLDER));
    // Tests without Redis run even where there is none; those with one report why.
    const shared = await startRedisServer({ folder: join(folder, REDIS_FOLDER) }).then(
      (server): SharedRedis => {
        redis = server;
        return { url: server.url, error: null };
      },
      (error: unknown): SharedRedis => ({ url: null, error: (error as Error).message }),
    );
    project.provide('sharedRedis', shared);
    const starting = [...installations].map(async ([version, binaries]): Promise<TestServer> => {
      const server = await startServer(join(folder, String(version)), binaries);
      running.push(server);
      return { version, port: server.port, templateError: await makeTemplate(server.port) };
    });
    await Promise.allSettled(starting);
    const servers = await Promise.all(starting);
    project.provide(
      'testServers',
      servers.sort((a, b) => b.version - a.version),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

async function startServer(dataFolder: string, binaries: PostgresBinaries): Promise<PostgresServer> {
  return startPostgresServer({
    binaries,
    dataFolder,
    account: await serverAccount(),
    superuserPassword: TEST_PASSWORDS.postgres,
    logFile: `${dataFolder}.log`,
    settings: SETTINGS,
    initdbArguments: ['--locale=C', '--no-sync'],
  });
}

/** Tests without a database run even where the migrations are broken; those with one report why. */
async function makeTemplate(port: number): Promise<string | null> {
  const admin = new pg.Client({ connectionString: testUrl(port, 'postgres', 'postgres') });
  try {
    await admin.connect();
    const { migrate } = await import('../../src/migrations/migrate.js');
    const { DATABASE_KINDS } = await import('../../src/migrations/database-kind.js');
    for (const database of DATABASE_KINDS) {
      const template = templateDatabase(database);
      await admin.query(`create database ${template}`);
      await migrate({
        url: testUrl(port, 'postgres', template),
        database,
        gatewayPassword: TEST_PASSWORDS.sluice_gateway,
        maintainerPassword: TEST_PASSWORDS.sluice_maintainer,
      });
      if (database === 'analytics') {
        await admin.query(`create database ${TWO_YEARS_TEMPLATE} template ${template} strategy file_copy`);
        await admin.query(`alter database ${TWO_YEARS_TEMPLATE} is_template true`);
        await keepTestMonths(testUrl(port, 'postgres', template));
      }
      await admin.query(`alter database ${template} is_template true`);
    }
    return null;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    await admin.end();
  }
}

/**
 * A new database begins with partitions for two years. With those alone that the tests' rows are in it is cloned in half the time, and
 * what it asks is planned in less; rows of other months wait in the default partition.
 */
async function keepTestMonths(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const months = TEST_MONTHS.map((month) => `'${month}-01'`).join(', ');
    await client.query(
      `do $$
       declare
         c_months constant timestamptz[] := array[${months}];
         v_table regclass;
         v_partition regclass;
         v_month timestamptz;
       begin
         for v_table in
           select partrelid from pg_partitioned_table
           where partstrat = 'r' and exists (
             select from sluice.partition_bounds(partrelid::regclass) as b where b.until_at <= date_trunc('month', now()))
         loop
           for v_partition in
             select b.partition from sluice.partition_bounds(v_table) as b
             where b.until_at < date_trunc('month', now()) and b.from_at <> all (c_months)
           loop
             perform sluice.detach_partition(v_partition);
             execute format('drop table %s', v_partition);
           end loop;
           foreach v_month in array c_months loop
             continue when exists (select from sluice.partition_bounds(v_table) as b where b.from_at = v_month);
             perform sluice.create_monthly_partition(v_table, v_month::date);
           end loop;
         end loop;
       end
       $$`,
    );
  } finally {
    await client.end();
  }
}

/** In memory where there is room: each test file clones databases of thousands of files, which a disk takes several times as long for. */
function parentFolder(): string {
  if (!existsSync(MEMORY_FOLDER) || !runsPrograms(MEMORY_FOLDER)) return tmpdir();
  const { bavail, bsize } = statfsSync(MEMORY_FOLDER);
  return bavail * bsize >= MEMORY_NEEDED_BYTES ? MEMORY_FOLDER : tmpdir();
}

/** Containers often mount it without, and some tests copy programs to where they run them. */
function runsPrograms(mountPoint: string): boolean {
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '));
  const [, , , options = ''] = mounts.findLast(([, point]) => point === mountPoint) ?? [];
  return !options.split(',').includes('noexec');
}

async function clearAbandonedFolders(): Promise<void> {
  for (const parent of [tmpdir(), MEMORY_FOLDER]) {
    if (existsSync(parent)) await clearAbandonedFoldersIn(parent);
  }
}

async function clearAbandonedFoldersIn(parent: string): Promise<void> {
  for (const name of readdirSync(parent).filter((entry) => entry.startsWith(FOLDER_PREFIX))) {
    const folder = join(parent, name);
    try {
      const [pid, ...identity] = readFileSync(join(folder, OWNER_FILE), 'utf8').split(' ');
      if ((await processIdentity(Number(pid))) === identity.join(' ')) continue;
      for (const entry of readdirSync(folder).filter((data) =>
        existsSync(join(folder, data, 'postmaster.pid')),
      )) {
        await releaseDataFolder(join(folder, entry));
      }
      await releaseRedisFolder(join(folder, REDIS_FOLDER));
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    } catch {
      // Another account's, or just being made by another run.
    }
  }
}
