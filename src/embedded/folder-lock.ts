import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SluiceError } from '../errors/sluice-error.js';
import { processIdentity } from './process-identity.js';

interface Holder {
  readonly pid: number;
  /** What {@link processIdentity} said, so that a later process with the same id is not taken for the holder. */
  readonly identity: string | null;
}

/** Gives the folder back. */
export type ReleaseLock = () => Promise<void>;

/**
 * Takes a folder for this process alone, until it is released or the process ends, however it ends.
 * @throws SluiceError `CONFIGURATION` that names the process that has it.
 */
export async function lockFolder(folder: string): Promise<ReleaseLock> {
  const path = join(folder, 'lock.json');
  const own: Holder = { pid: process.pid, identity: await processIdentity(process.pid) };
  while (!(await create(path, own))) {
    const text = await read(path);
    if (text === null) continue;
    const holder = parse(text);
    if (holder !== null && (await isRunning(holder))) {
      throw new SluiceError(
        'CONFIGURATION',
        `Sluice already runs over ${folder} (process ${holder.pid}). End it with "kill ${holder.pid}", or name another ` +
          'folder with --folder.',
      );
    }
    await removeStale(path, text);
  }
  return async () => {
    const holder = parse((await read(path)) ?? '');
    if (holder?.pid === own.pid && holder.identity === own.identity) await rm(path, { force: true });
  };
}

async function create(path: string, holder: Holder): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(holder), { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Two that find the same stale lock must not remove each other's fresh one: what was moved away is looked at again. */
async function removeStale(path: string, stale: string): Promise<void> {
  const aside = `${path}.${process.pid}.stale`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await read(aside)) === stale) await rm(aside, { force: true });
  else await rename(aside, path);
}

async function isRunning(holder: Holder): Promise<boolean> {
  const identity = await processIdentity(holder.pid);
  return identity !== null && identity === holder.identity;
}

async function read(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Null for what a kill in the middle of writing has left. */
function parse(text: string): Holder | null {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return null;
  }
}
