import { randomBytes } from 'node:crypto';
import type { LoginRole } from './login-password.js';

const PASSWORD_BYTES = 24;

/**
 * The passwords that one run of `sluice migrate` makes: one for each login. The logins belong to the server, so that a password made anew for
 * the next database of the same server would lock them out of the one before.
 */
export class NewPasswords {
  readonly #passwords = new Map<LoginRole, string>();

  /** The same for a role each time. */
  of(role: LoginRole): string {
    const password = this.#passwords.get(role) ?? randomBytes(PASSWORD_BYTES).toString('base64url');
    this.#passwords.set(role, password);
    return password;
  }
}
