import pg from 'pg';
import { createOperatorRun, type OperatorRun } from '../audit/operator-run.js';
import type { DatabaseKind } from './database-kind.js';
import type { LoginRole } from './login-password.js';
import { loginUrl } from './login-url.js';
import { migrate, type MigrationResult } from './migrate.js';
import { NewPasswords } from './new-passwords.js';

/** One database to bring up to date. */
export interface MigrationTarget {
  readonly database: DatabaseKind;
  /** As in `MigrateOptions`. */
  readonly url: string;
}

export interface MigrateDatabasesOptions {
  readonly rotatePasswords: boolean;
  /** Who migrates, for the audit trail of each; Sluice itself unless told. */
  readonly run?: OperatorRun;
  /** Told of each step of each database before it begins. */
  readonly onProgress: (database: DatabaseKind, step: string) => void;
  /** Told of each database when it is up to date: what is known of its logins is lost if the next one fails, and nobody is told. */
  readonly onMigrated: (database: DatabaseKind, result: MigrationResult) => void;
}

/**
 * Brings several databases up to date, one after the other. A login has one password on all of them that get one in this run; its URL is
 * known for every database of a server that has got one.
 *
 * @throws SluiceError as `migrate` does, of the first database that could not be migrated; those before it are.
 */
export async function migrateDatabases(
  targets: readonly MigrationTarget[],
  { rotatePasswords, run = createOperatorRun(), onProgress, onMigrated }: MigrateDatabasesOptions,
): Promise<void> {
  const newPasswords = new NewPasswords();
  const withPassword = new Set<string>();
  for (const { database, url } of targets) {
    const { applied, ...urls } = await migrate({
      url,
      database,
      rotatePasswords,
      newPasswords,
      run,
      onProgress: (step) => onProgress(database, step),
    });
    const known = (role: LoginRole, urlOfNow: string | null): string | null => {
      const login = `${serverOf(url)} ${role}`;
      if (urlOfNow !== null) withPassword.add(login);
      return urlOfNow ?? (withPassword.has(login) ? loginUrl(url, role, newPasswords.of(role)) : null);
    };
    onMigrated(database, {
      applied,
      gatewayUrl: known('sluice_gateway', urls.gatewayUrl),
      maintainerUrl: known('sluice_maintainer', urls.maintainerUrl),
    });
  }
}

/** Two names of one server count as two: then a URL is not told, and none is told that does not work. */
function serverOf(connectionString: string): string {
  const { host, port } = new pg.Client({ connectionString });
  return `${host}:${port}`;
}
