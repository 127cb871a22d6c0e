import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SluiceError } from '../errors/sluice-error.js';

/** The account that the server runs under when this process is root, which PostgreSQL refuses to run as. */
export interface ServerAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** In order of preference; `nobody` exists on every Unix, and no account needs to be added to the machine. */
const ACCOUNT_NAMES = ['postgres', '_postgres', 'nobody'];

/**
 * Which account PostgreSQL is to run as: null for an ordinary user, who runs it under the own account.
 * @throws SluiceError `CONFIGURATION` when this is root and the machine has no unprivileged account.
 */
export async function serverAccount(): Promise<ServerAccount | null> {
  if (process.getuid?.() !== 0) return null;
  for (const name of ACCOUNT_NAMES) {
    const [uid, gid] = await Promise.all([numericId('-u', name), numericId('-g', name)]);
    if (uid !== null && gid !== null && uid !== 0) return { name, uid, gid };
  }
  throw new SluiceError(
    'CONFIGURATION',
    'PostgreSQL does not run as root, and this machine has neither an account "postgres" nor "nobody". Start Sluice as an ' +
      'ordinary user, or add one with "useradd --system postgres".',
  );
}

async function numericId(option: '-u' | '-g', name: string): Promise<number | null> {
  try {
    const { stdout } = await promisify(execFile)('id', [option, name]);
    const id = Number.parseInt(stdout, 10);
    return Number.isNaN(id) ? null : id;
  } catch {
    return null;
  }
}
