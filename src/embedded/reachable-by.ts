import { lstat, mkdir, realpath, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SluiceError } from '../errors/sluice-error.js';
import type { ServerAccount } from './server-account.js';

const READ_AND_ENTER = 0o5;
const ENTER = 0o1;

/** Whether an account may read `path` and enter every folder on the way there, as the permission bits say. */
export async function isReachableBy(account: ServerAccount, path: string): Promise<boolean> {
  const target = await realpath(path);
  if (!(await isAllowed(account, target, READ_AND_ENTER))) return false;
  return canEnter(account, dirname(target));
}

/** Whether an account may enter `folder` and every folder above it. */
export async function canEnter(account: ServerAccount, folder: string): Promise<boolean> {
  for (let ancestor = await realpath(folder); ; ancestor = dirname(ancestor)) {
    if (!(await isAllowed(account, ancestor, ENTER))) return false;
    if (ancestor === dirname(ancestor)) return true;
  }
}

async function isAllowed(account: ServerAccount, path: string, bits: number): Promise<boolean> {
  const { mode, uid, gid } = await stat(path);
  const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
  return ((mode >> shift) & bits) === bits;
}

/**
 * A folder of root's that every account can enter: for what the server's account cannot reach where it is, such as a checkout
 * below /root. Survives a restart of the machine where /var/lib can be written.
 */
export async function publicFolder(account: ServerAccount): Promise<string> {
  for (const folder of ['/var/lib/sluice', join(tmpdir(), 'sluice-root')]) {
    try {
      await mkdir(folder, { recursive: true, mode: 0o755 });
      const facts = await lstat(folder);
      // In a folder that everybody writes to, somebody else may have been there first.
      if (
        facts.isDirectory() &&
        facts.uid === 0 &&
        (facts.mode & 0o022) === 0 &&
        (await canEnter(account, folder))
      )
        return folder;
    } catch {
      // Read-only, for example: the next one.
    }
  }
  throw new SluiceError(
    'CONFIGURATION',
    `PostgreSQL cannot run as root, and the account "${account.name}" cannot enter ${process.cwd()}. Start Sluice in a folder ` +
      'that every account can enter, or as an ordinary user.',
  );
}
