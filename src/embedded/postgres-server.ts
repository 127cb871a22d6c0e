import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chown, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { SluiceError } from '../errors/sluice-error.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { readPostmasterFile, sendSignal, stopPostmaster } from './postmaster.js';
import type { ServerAccount } from './server-account.js';

export interface PostgresServerOptions {
  readonly binaries: PostgresBinaries;
  /** Made by `initdb` where it does not exist; its parent folder does exist. */
  readonly dataFolder: string;
  /** Whom the server runs as; null for this process's own account. */
  readonly account: ServerAccount | null;
  /** Password of the superuser {@link SUPERUSER}; used when the data folder is made. */
  readonly superuserPassword: string;
  readonly logFile: string;
  /** Server settings, as in postgresql.conf. */
  readonly settings: Readonly<Record<string, string>>;
  /** Further arguments for `initdb`. */
  readonly initdbArguments?: readonly string[];
}

/** A PostgreSQL server that runs as a child of this process, on the loopback interface only. */
export interface PostgresServer {
  readonly pid: number;
  readonly port: number;
  /** A connection URL for a role, with its password, in a database of this server. */
  url(role: string, password: string, database: string): string;
  /** Resolves when the server has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends it in an orderly way and waits for that. */
  stop(): Promise<void>;
}

/** The superuser that `initdb` makes. */
export const SUPERUSER = 'postgres';

const HOST = '127.0.0.1';
const PORT_ATTEMPTS = 5;
const START_POLL_MS = 20;
/** The processes of a server that was killed end by themselves, each when it next looks for its parent. */
const LEFTOVER_ATTEMPTS = 50;
const LEFTOVER_POLL_MS = 200;
/** Recovery after a crash replays the log first, which takes its time. */
const START_PATIENCE_MS = 120_000;

/**
 * Starts PostgreSQL over `dataFolder`, which is made where it is missing, and waits until it accepts connections. The server is
 * no member of this process's group, so that Ctrl-C reaches Sluice alone, which ends it last; should this process exit
 * without doing so, the server is told to shut down.
 * @throws SluiceError `CONFIGURATION` with the end of the server's log when it does not come up.
 */
export async function startPostgresServer(options: PostgresServerOptions): Promise<PostgresServer> {
  if (!(await exists(join(options.dataFolder, 'PG_VERSION')))) await makeDataFolder(options);
  for (let attempt = 1; ; attempt++) {
    const port = await findFreePort();
    const server = await launch(options, port);
    if (server !== null) return server;
    const log = await endOfLog(options.logFile);
    // Another program may have taken the port between the search and the server's start.
    if (attempt < PORT_ATTEMPTS && /could not bind|Address already in use/.test(log)) continue;
    if (attempt < LEFTOVER_ATTEMPTS && /pre-existing shared memory block/.test(log)) {
      await sleep(LEFTOVER_POLL_MS);
      continue;
    }
    throw new SluiceError(
      'CONFIGURATION',
      `PostgreSQL did not start over ${options.dataFolder}. Its log, ${options.logFile}, ends with:\n${log}`,
    );
  }
}

/** `initdb` works beside the final place, so that a kill in the middle leaves nothing that looks like a data folder. */
async function makeDataFolder({
  account,
  binaries,
  dataFolder,
  ...options
}: PostgresServerOptions): Promise<void> {
  const draft = `${dataFolder}.new`;
  const passwordFile = `${dataFolder}.password`;
  await rm(draft, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  try {
    await mkdir(draft, { mode: 0o700 });
    await writeFile(passwordFile, `${options.superuserPassword}\n`, { mode: 0o600, flag: 'wx' });
    if (account !== null) {
      await Promise.all([draft, passwordFile].map((path) => chown(path, account.uid, account.gid)));
    }
    await promisify(execFile)(
      binaries.initdb,
      [
        `--pgdata=${draft}`,
        `--username=${SUPERUSER}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--lc-messages=C',
        ...(options.initdbArguments ?? []),
      ],
      { ...runAs(account), cwd: dirname(dataFolder) },
    );
    await rename(draft, dataFolder);
  } catch (error) {
    throw initdbFailure(dataFolder, error as { stderr?: string; message: string });
  } finally {
    await rm(passwordFile, { force: true });
    await rm(draft, { recursive: true, force: true });
  }
}

function initdbFailure(
  dataFolder: string,
  error: { readonly stderr?: string; readonly message: string },
): SluiceError {
  const reason = error.stderr?.trim() || error.message;
  // Containers are often run under a number that no account has.
  const fix = reason.includes('could not look up effective user ID')
    ? '\nPostgreSQL wants every account to have a name: start as a user that is in /etc/passwd, or as root.'
    : '';
  return new SluiceError(
    'CONFIGURATION',
    `PostgreSQL could not make its data folder ${dataFolder}: ${reason}${fix}`,
  );
}

/** Null when the server ended before it was ready. */
async function launch(options: PostgresServerOptions, port: number): Promise<PostgresServer | null> {
  const settings = {
    ...options.settings,
    listen_addresses: HOST,
    port: String(port),
    unix_socket_directories: '',
    logging_collector: 'off',
    lc_messages: 'C',
  };
  // A file, not a pipe: a server that outlives this process must not fail at its next line of log.
  const log = await open(options.logFile, 'w', 0o600);
  let child: ChildProcess;
  try {
    child = spawn(
      options.binaries.postgres,
      [
        '-D',
        options.dataFolder,
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      {
        ...runAs(options.account),
        cwd: dirname(options.dataFolder),
        stdio: ['ignore', log.fd, log.fd],
        detached: true,
      },
    );
  } finally {
    await log.close();
  }
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    const settle = (): void => {
      hasEnded = true;
      resolve();
    };
    child.once('exit', settle);
    child.once('error', settle);
  });
  const { pid } = child;
  if (pid === undefined) return null;
  const shutDownOnExit = (): void => void sendSignal(pid, 'SIGINT');
  process.once('exit', shutDownOnExit);
  void ended.then(() => process.removeListener('exit', shutDownOnExit));

  const isReady = await waitUntilReady(options.dataFolder, pid, () => hasEnded);
  if (!isReady) {
    if (!hasEnded) await stopPostmaster(pid);
    return null;
  }
  return {
    pid,
    port,
    ended,
    url: (role, password, database) =>
      `postgresql://${encodeURIComponent(role)}:${encodeURIComponent(password)}@${HOST}:${port}/${encodeURIComponent(database)}`,
    stop: async () => {
      if (!hasEnded) await stopPostmaster(pid);
      await ended;
    },
  };
}

async function waitUntilReady(dataFolder: string, pid: number, hasEnded: () => boolean): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < START_PATIENCE_MS; waitedMs += START_POLL_MS) {
    if (hasEnded()) return false;
    const file = await readPostmasterFile(dataFolder);
    if (file !== null && file.pid === pid && file.isReady) return true;
    await sleep(START_POLL_MS);
  }
  return false;
}

function runAs(account: ServerAccount | null): { uid?: number; gid?: number } {
  return account === null ? {} : { uid: account.uid, gid: account.gid };
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, HOST, () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

async function endOfLog(logFile: string): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-10).join('\n') || '(it is empty)';
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
