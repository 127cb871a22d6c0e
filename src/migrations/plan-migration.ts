import { databaseVariable } from '../config/database-variable.js';
import { assertMigratable } from './assert-migratable.js';
import { connectMigrator } from './connect-migrator.js';
import { definitionName, pendingChanges } from './pending-changes.js';
import { sqlRootsOf, type DatabaseKind } from './database-kind.js';

/** What `migrate` would do. */
export interface MigrationPlan {
  /** Whether the database itself would be created first. */
  readonly createsDatabase: boolean;
  /** The files that would be run, in order, as `migrations/0001_roles_and_schemas`. */
  readonly pending: string[];
}

/**
 * Looks at what `migrate` would do with the database at `url`, and changes nothing.
 * @throws SluiceError as `migrate` does.
 */
export async function planMigration(
  url: string,
  database: DatabaseKind = 'analytics',
): Promise<MigrationPlan> {
  const client = await connectMigrator(url);
  try {
    if (client !== null) await assertMigratable(client, databaseVariable(database, 'OWNER'));
    const changes = await pendingChanges(client, sqlRootsOf(database));
    return { createsDatabase: client === null, pending: changes.map(definitionName) };
  } finally {
    await client?.end();
  }
}
