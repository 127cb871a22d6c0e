import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folders below `sql/` whose files make up a database. */
export type SqlFolder = 'migrations' | 'functions' | 'datasets' | 'search' | 'rollups';

/** One file below `sql/`. */
export interface SqlFile {
  /** The file's name without its ending, such as `0001_roles_and_schemas` or `helpdesk.dashboard_stats`. */
  readonly name: string;
  readonly text: string;
  /** SHA-256 of the text in hexadecimal; line ends count as `\n`, so a checkout on Windows has the same one. */
  readonly checksum: string;
}

/** The package's own `sql` folder. `src/migrations` and `dist/migrations` lie equally deep, so one path serves both. */
export const SQL_ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'sql');

/**
 * Reads the `.sql` files of a folder, in the order of their names; none where there is no such folder.
 *
 * @param root the folder that holds `migrations`, `functions`, `datasets`, `search` and `rollups`.
 */
export async function readSqlFiles(root: string, folder: SqlFolder): Promise<readonly SqlFile[]> {
  const entries = await readdir(join(root, folder)).catch((error: unknown) => {
    // Not every database has datasets, searches and rollups.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  const names = entries.filter((entry) => entry.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (entry) => {
      const text = (await readFile(join(root, folder, entry), 'utf8')).replaceAll('\r\n', '\n');
      return {
        name: entry.slice(0, -'.sql'.length),
        text,
        checksum: createHash('sha256').update(text).digest('hex'),
      };
    }),
  );
}
