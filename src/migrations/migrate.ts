import type pg from 'pg';
import { createOperatorRun, type OperatorRun } from '../audit/operator-run.js';
import { databaseVariable } from '../config/database-variable.js';
import { installJobQueues } from '../jobs/install-job-queues.js';
import { applyChange } from './apply-change.js';
import { assertMigratable } from './assert-migratable.js';
import { connectMigrator, createDatabase } from './connect-migrator.js';
import { FINISHING_STEPS, sqlRootsOf, type DatabaseKind } from './database-kind.js';
import { inMigrationTransaction } from './in-migration-transaction.js';
import { indexExistingRows } from './index-existing-rows.js';
import { ensureLoginPassword, type LoginRole } from './login-password.js';
import { migrationFailure } from './migration-failure.js';
import { MigrationTrail } from './migration-trail.js';
import { NewPasswords } from './new-passwords.js';
import { definitionName, pendingChanges } from './pending-changes.js';

export interface MigrateOptions {
  /** URL of a superuser, or of a role with CREATEROLE that owns the database. The database is created where it is missing. */
  readonly url: string;
  /** What the database is for; `analytics` unless told. */
  readonly database?: DatabaseKind;
  /** Told of each step in the words of a progress display, before it begins. */
  readonly onProgress?: (step: string) => void;
  /** Password for `sluice_gateway`; without one, a password is made where the role has none yet. */
  readonly gatewayPassword?: string;
  /** Password for `sluice_maintainer`; without one, a password is made where the role has none yet. */
  readonly maintainerPassword?: string;
  /** Make new passwords even for logins that have one. */
  readonly rotatePasswords?: boolean;
  /** Where passwords that are made come from: those of a run over several databases of one server must be the same. */
  readonly newPasswords?: NewPasswords;
  /** Who migrates, for the audit trail; Sluice itself unless told. */
  readonly run?: OperatorRun;
  /** Folder with `migrations`, `functions`, `datasets`, `search` and `rollups`; by default the package's own. */
  readonly sqlRoot?: string;
}

export interface MigrationResult {
  /** What was done, in order, as `migrations/0001_roles_and_schemas`; empty when the database was up to date. */
  readonly applied: string[];
  /** The gateway's URL where its password is known, because it was given or made just now; else null. */
  readonly gatewayUrl: string | null;
  /** The maintainer's URL, under the same condition. */
  readonly maintainerUrl: string | null;
}

/**
 * Brings a database up to date: migrations by number, then functions, datasets, searches and rollups whose file has changed, then partitions, the
 * database's own privileges, the job queues and the passwords of the two logins, then the search documents of rows that have none. Each
 * file is one transaction. Safe to run twice, and twice at once.
 *
 * @throws SluiceError `CONFIGURATION` or `DATABASE_UNAVAILABLE` that says what stands in the way and how to remove it.
 */
export async function migrate(options: MigrateOptions): Promise<MigrationResult> {
  const { database = 'analytics', onProgress = () => undefined, newPasswords = new NewPasswords() } = options;
  const client = await connectOrCreate(options.url, onProgress);
  const trail = new MigrationTrail(client, database, options.run ?? createOperatorRun());
  const applied: string[] = [];
  try {
    await assertMigratable(client, databaseVariable(database, 'OWNER'));
    const pending = await pendingChanges(client, sqlRootsOf(database, options.sqlRoot));
    await trail.start(pending.map(definitionName));
    for (const change of pending) {
      const name = definitionName(change);
      onProgress(name);
      if (await applyChange(client, change)) applied.push(name);
    }
    for (const [step, statement] of FINISHING_STEPS[database]) {
      onProgress(step);
      // In turns with other runs: making all partitions of a new database takes longer than they would wait for each.
      await inMigrationTransaction(client, () => client.query(statement)).catch((error: unknown) => {
        throw migrationFailure(step, error);
      });
    }
    if (database === 'analytics') {
      onProgress('job queues');
      await inMigrationTransaction(client, () => installJobQueues(client)).catch((error: unknown) => {
        throw migrationFailure('job queues', error);
      });
    }
    onProgress('logins');
    const login = (role: LoginRole, password: string | undefined): Promise<string | null> =>
      ensureLoginPassword(client, {
        role,
        url: options.url,
        password: password ?? null,
        newPassword: newPasswords.of(role),
        isRotated: options.rotatePasswords ?? false,
      });
    const gatewayUrl = await login('sluice_gateway', options.gatewayPassword);
    const maintainerUrl = await login('sluice_maintainer', options.maintainerPassword);
    // Last, for it may take a while, and all else works meanwhile.
    if (database === 'analytics') await indexExistingRows(client, onProgress);
    await trail.succeed(applied, [
      ...(gatewayUrl === null ? [] : ['sluice_gateway']),
      ...(maintainerUrl === null ? [] : ['sluice_maintainer']),
    ]);
    return { applied, gatewayUrl, maintainerUrl };
  } catch (error) {
    await trail.fail(applied, error);
    throw error;
  } finally {
    await client.end();
  }
}

async function connectOrCreate(url: string, onProgress: (step: string) => void): Promise<pg.Client> {
  const existing = await connectMigrator(url);
  if (existing !== null) return existing;
  onProgress('create database');
  await createDatabase(url);
  const created = await connectMigrator(url);
  if (created === null) throw new Error('The database that was just created is missing.');
  return created;
}
