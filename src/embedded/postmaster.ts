import { execFile } from 'node:child_process';
import { readFile, readdir, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { SluiceError } from '../errors/sluice-error.js';
import { isProcessAlive, processIdentity } from './process-identity.js';

/** What a running server has written into `postmaster.pid` of its data folder. */
export interface PostmasterFile {
  readonly pid: number;
  readonly isReady: boolean;
}

const POLL_MS = 25;
const FAST_SHUTDOWN_MS = 20_000;
const IMMEDIATE_SHUTDOWN_MS = 5_000;

/** Reads `postmaster.pid`; null where there is none, or none that can be read as one. */
export async function readPostmasterFile(dataFolder: string): Promise<PostmasterFile | null> {
  let lines: string[];
  try {
    lines = (await readFile(join(dataFolder, 'postmaster.pid'), 'utf8')).split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  // A standalone backend writes its id with a minus sign.
  const pid = Math.abs(Number.parseInt(lines[0] ?? '', 10));
  return Number.isNaN(pid) || pid === 0 ? null : { pid, isReady: lines[7]?.trim() === 'ready' };
}

/**
 * Makes a data folder free for a new server after this process's predecessor was killed: a server that it left running is stopped,
 * and a `postmaster.pid` whose process id belongs to an unrelated process by now is removed (one whose process is gone is
 * PostgreSQL's own to judge: it also looks for backends that have outlived their server).
 * @throws SluiceError `CONFIGURATION` when it cannot be told whether a server still runs there.
 */
export async function releaseDataFolder(dataFolder: string): Promise<void> {
  const file = await readPostmasterFile(dataFolder);
  if (file === null || !isProcessAlive(file.pid)) return;
  const users = await processesIn(dataFolder, file.pid);
  if (users.includes(file.pid)) {
    await stopPostmaster(file.pid);
  } else if (users.length === 0) {
    await rm(join(dataFolder, 'postmaster.pid'), { force: true });
  } else {
    throw new SluiceError(
      'CONFIGURATION',
      `Processes ${users.join(', ')} still use the data folder ${dataFolder} of a server that has ended. ` +
        'Wait until they are gone, or end them, and start again.',
    );
  }
}

/**
 * Stops a server that is not (or no longer) a child of this process, and waits until it is gone: first a fast shutdown, which
 * rolls back what runs; then, if that hangs, an immediate one, which PostgreSQL recovers from at its next start.
 */
export async function stopPostmaster(pid: number): Promise<void> {
  for (const [signal, patienceMs] of [
    ['SIGINT', FAST_SHUTDOWN_MS],
    ['SIGQUIT', IMMEDIATE_SHUTDOWN_MS],
    ['SIGKILL', IMMEDIATE_SHUTDOWN_MS],
  ] as const) {
    if (!sendSignal(pid, signal)) return;
    for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += POLL_MS) {
      await sleep(POLL_MS);
      if ((await processIdentity(pid)) === null) return;
    }
  }
  throw new SluiceError('CONFIGURATION', `The PostgreSQL server with process id ${pid} does not stop.`);
}

/** Sends a signal; false where there is no such process any more. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** Every process that works in the data folder: a server and its backends change into it. */
async function processesIn(dataFolder: string, candidate: number): Promise<number[]> {
  if (process.platform !== 'linux') return (await isPostgres(candidate)) ? [candidate] : [];
  const folder = await realpath(dataFolder);
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const inside = await Promise.all(
    ids.map(async (pid) => (await readlink(`/proc/${pid}/cwd`).catch(() => null)) === folder),
  );
  return ids.filter((_, index) => inside[index]);
}

async function isPostgres(pid: number): Promise<boolean> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)]);
  return /postgres/.test(stdout);
}
