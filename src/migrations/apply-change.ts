import type pg from 'pg';
import { hasMigrationBook } from './has-migration-book.js';
import { inMigrationTransaction } from './in-migration-transaction.js';
import { migrationFailure } from './migration-failure.js';
import { definitionName, type PendingChange } from './pending-changes.js';
import { retryRoleChange } from './retry-role-change.js';

/**
 * Runs one file in one transaction and writes it down. Whoever else is migrating waits; what it has done meanwhile is not
 * done again.
 *
 * @returns whether the file was run, which it is not where another run was faster.
 * @throws SluiceError `CONFIGURATION` that names the file and what PostgreSQL said; nothing of the file remains.
 */
export async function applyChange(client: pg.ClientBase, change: PendingChange): Promise<boolean> {
  try {
    return await retryRoleChange(() => inMigrationTransaction(client, () => applyOnce(client, change)));
  } catch (error) {
    throw migrationFailure(`sql/${definitionName(change)}.sql`, error);
  }
}

async function applyOnce(client: pg.ClientBase, change: PendingChange): Promise<boolean> {
  const started = performance.now();
  if (await isApplied(client, change)) return false;
  if (change.folder === 'migrations') {
    await client.query(change.file.text);
    await client.query('set local role sluice_owner');
    await client.query('insert into sluice.migrations (name, checksum, duration_ms) values ($1, $2, $3)', [
      change.file.name,
      change.file.checksum,
      Math.round(performance.now() - started),
    ]);
  } else {
    await client.query('set local role sluice_owner');
    if (change.folder === 'rollups') await client.query(dropRollup(client, change.file.name));
    await client.query(change.file.text);
    await client.query(
      `insert into sluice.definitions (name, checksum) values ($1, $2)
       on conflict (name) do update set checksum = excluded.checksum, applied_at = now()`,
      [definitionName(change), change.file.checksum],
    );
  }
  return true;
}

async function isApplied(client: pg.ClientBase, change: PendingChange): Promise<boolean> {
  if (!(await hasMigrationBook(client))) return false;
  const { rowCount } =
    change.folder === 'migrations'
      ? await client.query('select from sluice.migrations where name = $1', [change.file.name])
      : await client.query('select from sluice.definitions where name = $1 and checksum = $2', [
          definitionName(change),
          change.file.checksum,
        ]);
  return rowCount === 1;
}

/**
 * A rollup's file is named after its view, `helpdesk.<name>`; what is behind it lies in `helpdesk_rollup`. Its archive stays: rows of
 * months that are gone from the table cannot be computed again.
 */
function dropRollup(client: pg.ClientBase, viewName: string): string {
  const [schema = '', name = ''] = viewName.split('.');
  const behind = (made: string): string =>
    `${client.escapeIdentifier(`${schema}_rollup`)}.${client.escapeIdentifier(made)}`;
  return [
    `drop view if exists ${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)}`,
    `drop materialized view if exists ${behind(name)}`,
    `drop table if exists ${behind(`${name}_delta`)}`,
    `drop function if exists ${behind(`fold_${name}`)}(uuid[], timestamptz[])`,
    `drop function if exists ${behind(`archive_${name}`)}(timestamptz, timestamptz)`,
  ].join('; ');
}
