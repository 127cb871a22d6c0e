import type pg from 'pg';
import { SluiceError } from '../errors/sluice-error.js';
import { loginUrl } from './login-url.js';
import { retryRoleChange } from './retry-role-change.js';
import { scramVerifier } from './scram-verifier.js';

/** The two roles that log in. */
export type LoginRole = 'sluice_gateway' | 'sluice_maintainer';

export interface LoginPasswordOptions {
  readonly role: LoginRole;
  /** The URL that migrates; the login's differs from it by user and password alone. */
  readonly url: string;
  /** The password to set; null sets `newPassword` where the role has none yet. */
  readonly password: string | null;
  /** The password where one has to be made. */
  readonly newPassword: string;
  /** Set `newPassword` even where the role has a password. */
  readonly isRotated: boolean;
}

/** How a role's comment ends until `sluice migrate` has set its password: PostgreSQL tells only a superuser whether there is one. */
const WAITING = ' Waits for its password.';

/**
 * Sees to it that a role can log in.
 *
 * @returns its URL with the password, or null where the role keeps a password that was set before: nobody can read that again.
 */
export async function ensureLoginPassword(
  client: pg.ClientBase,
  options: LoginPasswordOptions,
): Promise<string | null> {
  const { rows } = await client.query<{ comment: string | null }>(
    `select shobj_description(oid, 'pg_authid') as comment from pg_roles where rolname = $1`,
    [options.role],
  );
  const comment = rows[0]?.comment ?? '';
  if (options.password === null && !options.isRotated && !comment.endsWith(WAITING)) return null;
  const password = options.password ?? options.newPassword;
  const role = client.escapeIdentifier(options.role);
  const described = comment.endsWith(WAITING) ? comment.slice(0, -WAITING.length) : comment;
  try {
    // One implicit transaction: a role never has a password and a comment that says it has none.
    await retryRoleChange(() =>
      client.query(
        `alter role ${role} password ${client.escapeLiteral(scramVerifier(password))};
         comment on role ${role} is ${client.escapeLiteral(described)}`,
      ),
    );
  } catch (cause) {
    throw new SluiceError(
      'CONFIGURATION',
      `The password of the role ${options.role} could not be set: ${(cause as Error).message}. ` +
        'Connect as the role that made it, or as a superuser.',
      { cause },
    );
  }
  return loginUrl(options.url, options.role, password);
}
