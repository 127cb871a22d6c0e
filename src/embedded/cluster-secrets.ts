import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { writePrivateFile } from './private-file.js';

/** What must survive a restart of an embedded cluster: the passwords of its logins, and the key that signs tokens. */
export interface ClusterSecrets {
  readonly superuserPassword: string;
  readonly ownerPassword: string;
  readonly maintainerPassword: string;
  readonly gatewayPassword: string;
  readonly jwtSecret: string;
}

const NAMES = [
  'superuserPassword',
  'ownerPassword',
  'maintainerPassword',
  'gatewayPassword',
  'jwtSecret',
] as const;

const SECRET_BYTES = 32;

/** Reads the secrets, or makes random ones in a file that its owner alone may read. A file that is not whole counts as none. */
export async function readOrCreateSecrets(path: string): Promise<ClusterSecrets> {
  const present = await readSecrets(path);
  if (present !== null) return present;
  const made = Object.fromEntries(
    NAMES.map((name) => [name, randomBytes(SECRET_BYTES).toString('base64url')]),
  );
  await writePrivateFile(path, `${JSON.stringify(made, null, 2)}\n`);
  return made as unknown as ClusterSecrets;
}

/** Null where there is no file, or none that holds every secret. */
export async function readSecrets(path: string): Promise<ClusterSecrets | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    const secrets = JSON.parse(text) as Partial<Record<keyof ClusterSecrets, unknown>>;
    return NAMES.every((name) => typeof secrets[name] === 'string') ? (secrets as ClusterSecrets) : null;
  } catch {
    return null;
  }
}
