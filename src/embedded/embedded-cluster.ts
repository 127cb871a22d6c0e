import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, realpath, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SluiceError } from '../errors/sluice-error.js';
import { readOrCreateSecrets, readSecrets, type ClusterSecrets } from './cluster-secrets.js';
import { lockFolder } from './folder-lock.js';
import { embeddedBinaries } from './postgres-binaries.js';
import { startPostgresServer, SUPERUSER, type PostgresServer } from './postgres-server.js';
import { releaseDataFolder } from './postmaster.js';
import { canEnter, publicFolder } from './reachable-by.js';
import { reachableBinaries } from './reachable-binaries.js';
import { serverAccount, type ServerAccount } from './server-account.js';

export interface EmbeddedClusterOptions {
  /** Where data, secrets, lock and log are kept; made where it is missing. One cluster per folder. */
  readonly folder: string;
  /** Throw away what is there and begin anew. */
  readonly isReset: boolean;
  /** Told of each step in the words of a progress display, before it begins. */
  readonly onProgress: (step: string) => void;
}

/** A PostgreSQL of Sluice's own, which lives as long as this process. */
export interface EmbeddedCluster {
  readonly folder: string;
  /** Lies elsewhere than in `folder` where the server's account could not enter that. */
  readonly dataFolder: string;
  readonly logFile: string;
  readonly secrets: ClusterSecrets;
  /** A connection URL to one of its databases, by default `analytics`, for a role. Whoever migrates makes the database. */
  url(role: string, password: string, database?: string): string;
  /** To the database `analytics` for the superuser. */
  readonly superuserUrl: string;
  /** Resolves when the server has ended, whether it was stopped or has crashed. */
  readonly ended: Promise<void>;
  /** Stops the server and gives the folder back. */
  stop(): Promise<void>;
}

const DATABASE = 'analytics';

/**
 * A server for one machine and one user. Commits are not waited for: a crash of the operating system may lose the last moments
 * and damages nothing. Nothing replicates from it, so the log of a table's first load can be left out.
 */
const SETTINGS = {
  shared_buffers: '256MB',
  work_mem: '32MB',
  maintenance_work_mem: '256MB',
  effective_cache_size: '1GB',
  random_page_cost: '1.1',
  max_connections: '60',
  max_wal_senders: '0',
  wal_level: 'minimal',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  synchronous_commit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** Characters are ordered by code point, and upper and lower case are known for all of Unicode, on every operating system alike. */
const INITDB_ARGUMENTS = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];

/**
 * Starts the embedded PostgreSQL over a folder, on a free port of the loopback interface, with random passwords. What a killed
 * predecessor has left, a running server included, is cleared away first.
 *
 * @throws SluiceError `CONFIGURATION` where another process has the folder, the folder cannot be used, or the server does not start.
 */
export async function startEmbeddedCluster(options: EmbeddedClusterOptions): Promise<EmbeddedCluster> {
  const account = await serverAccount();
  const folder = await openFolder(options.folder, account);
  const releaseLock = await lockFolder(folder);
  try {
    const dataFolder = await chooseDataFolder(folder, account);
    await assertOwned(dataFolder, account);
    await releaseDataFolder(dataFolder);
    const logFile = join(folder, 'postgres.log');
    const secretsFile = join(folder, 'secrets.json');
    // Data that lie elsewhere outlive their folder; without its passwords they are of no use to anybody.
    if (options.isReset || (await readSecrets(secretsFile)) === null) {
      if (existsSync(dataFolder)) options.onProgress('Removing the old data');
      await Promise.all([dataFolder, secretsFile].map((path) => rm(path, { recursive: true, force: true })));
    }
    options.onProgress('Starting PostgreSQL');
    const secrets = await readOrCreateSecrets(secretsFile);
    const server: PostgresServer = await startPostgresServer({
      binaries: await reachableBinaries(account, await embeddedBinaries()),
      dataFolder,
      account,
      superuserPassword: secrets.superuserPassword,
      logFile,
      settings: SETTINGS,
      initdbArguments: INITDB_ARGUMENTS,
    });
    const url = (role: string, password: string, database = DATABASE): string =>
      server.url(role, password, database);
    return {
      folder,
      dataFolder,
      logFile,
      secrets,
      url,
      superuserUrl: url(SUPERUSER, secrets.superuserPassword),
      ended: server.ended,
      stop: async () => {
        await server.stop();
        await releaseLock();
      },
    };
  } catch (error) {
    await releaseLock();
    throw error;
  }
}

/** Root's folder can be entered by the server's account, which owns the data in it, but not listed; the files in it are private. */
async function openFolder(path: string, account: ServerAccount | null): Promise<string> {
  try {
    // The mode is for this folder alone, not for those above it that are missing.
    await mkdir(path, { recursive: true });
    await chmod(path, account === null ? 0o700 : 0o711);
    return await realpath(path);
  } catch (error) {
    throw new SluiceError(
      'CONFIGURATION',
      `The folder ${path} cannot be used (${(error as Error).message}). Name one that is yours with --folder.`,
      { cause: error },
    );
  }
}

async function chooseDataFolder(folder: string, account: ServerAccount | null): Promise<string> {
  if (account === null || (await canEnter(account, dirname(folder)))) return join(folder, 'postgres');
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  return join(await publicFolder(account), `data-${name}`);
}

/** PostgreSQL insists on owning its data: a folder filled by another user's demo is theirs. */
async function assertOwned(dataFolder: string, account: ServerAccount | null): Promise<void> {
  const uid = account?.uid ?? process.getuid?.();
  const facts = await stat(dataFolder).catch(() => null);
  if (facts !== null && uid !== undefined && facts.uid !== uid) {
    throw new SluiceError(
      'CONFIGURATION',
      `The data in ${dataFolder} was made under another account (user id ${facts.uid}). Start Sluice as that user, or name ` +
        'another folder with --folder.',
    );
  }
}
