import type pg from 'pg';
import { SluiceError } from '../errors/sluice-error.js';
import { hasMigrationBook } from './has-migration-book.js';
import { DEFINITION_ORDER } from './database-kind.js';
import { readSqlFiles, type SqlFile, type SqlFolder } from './sql-file.js';

/** A file that this database still lacks, or holds in an older form. */
export interface PendingChange {
  readonly folder: SqlFolder;
  readonly file: SqlFile;
}

/**
 * What a database's SQL holds and the database lacks, in the order in which it is applied: migrations by number, then functions,
 * then datasets, whose triggers the rollups rely on, then what is searched, then rollups.
 *
 * @param client null stands for a database that does not exist yet.
 * @param roots as `sqlRootsOf` gives them.
 * @throws SluiceError `CONFIGURATION` where a released migration was edited or is missing from this version of Sluice.
 */
export async function pendingChanges(
  client: pg.ClientBase | null,
  roots: readonly string[],
): Promise<readonly PendingChange[]> {
  const migrations = await readFolder(roots, 'migrations');
  const applied = client === null ? NOTHING : await appliedChecksums(client);
  assertUnchanged(migrations, applied.migrations);

  const pending: PendingChange[] = migrations
    .filter((file) => !applied.migrations.has(file.name))
    .map((file) => ({ folder: 'migrations', file }));
  for (const folder of DEFINITION_ORDER) {
    for (const file of await readFolder(roots, folder)) {
      if (applied.definitions.get(definitionName({ folder, file })) !== file.checksum)
        pending.push({ folder, file });
    }
  }
  return pending;
}

/** A function's, dataset's, search source's or rollup's key in `sluice.definitions`, which is also how progress and results name it. */
export function definitionName(change: PendingChange): string {
  return `${change.folder}/${change.file.name}`;
}

/** The files of all roots together, in the order of their names. */
async function readFolder(roots: readonly string[], folder: SqlFolder): Promise<readonly SqlFile[]> {
  const files = (await Promise.all(roots.map((root) => readSqlFiles(root, folder)))).flat();
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface AppliedChecksums {
  readonly migrations: ReadonlyMap<string, string>;
  readonly definitions: ReadonlyMap<string, string>;
}

const NOTHING: AppliedChecksums = { migrations: new Map(), definitions: new Map() };

async function appliedChecksums(client: pg.ClientBase): Promise<AppliedChecksums> {
  if (!(await hasMigrationBook(client))) return NOTHING;
  const read = async (table: 'migrations' | 'definitions'): Promise<ReadonlyMap<string, string>> => {
    const result = await client.query<{ name: string; checksum: string }>(
      `select name, checksum from sluice.${table}`,
    );
    return new Map(result.rows.map((row) => [row.name, row.checksum]));
  };
  return { migrations: await read('migrations'), definitions: await read('definitions') };
}

const OTHER_DATABASE = "Or the URL is that of another one of Sluice's databases.";

function assertUnchanged(files: readonly SqlFile[], applied: ReadonlyMap<string, string>): void {
  const checksums = new Map(files.map((file) => [file.name, file.checksum]));
  for (const [name, checksum] of applied) {
    const current = checksums.get(name);
    if (current === undefined) {
      throw new SluiceError(
        'CONFIGURATION',
        `The database holds the migration "${name}", which this version of Sluice does not know. ` +
          `It was migrated by a newer version: use that one. ${OTHER_DATABASE}`,
      );
    }
    if (current !== checksum) {
      throw new SluiceError(
        'CONFIGURATION',
        `The migration "${name}" was edited after it was applied to this database. ` +
          `Restore the released file and put the change into a new migration. ${OTHER_DATABASE}`,
      );
    }
  }
}
