import { join } from 'node:path';
import { SQL_ROOT, type SqlFolder } from './sql-file.js';

/** The databases that Sluice knows, each with its own SQL. Any of them may lie on a server of its own. */
export const DATABASE_KINDS = ['analytics', 'oltp', 'content', 'queue'] as const;

/** One of {@link DATABASE_KINDS}. */
export type DatabaseKind = (typeof DATABASE_KINDS)[number];

/**
 * The folders that hold the `migrations`, `functions` and so on of a database of this kind, below an `sql` folder; any of them may be missing.
 * What every database has lies in `shared`; what is of `analytics` alone in the folder itself, and of the others in `common`, and in a folder of their own.
 */
export function sqlRootsOf(kind: DatabaseKind, root: string = SQL_ROOT): readonly string[] {
  const shared = join(root, 'shared');
  return kind === 'analytics' ? [shared, root] : [shared, join(root, 'common'), join(root, kind)];
}

/** The folders of definitions, in the order in which they are applied: triggers before the rollups that rely on them. */
export const DEFINITION_ORDER = [
  'functions',
  'datasets',
  'search',
  'rollups',
] as const satisfies readonly SqlFolder[];

const PARTITIONS = ['partitions', 'select sluice.ensure_upcoming_partitions()'] as const;
const PRIVILEGES = ['privileges', 'select sluice.secure_database()'] as const;

/** What `migrate` sees to at the end of every run: time goes by, and a restored or cloned database has lost its privileges. */
export const FINISHING_STEPS: Readonly<
  Record<DatabaseKind, readonly (readonly [step: string, statement: string])[]>
> = {
  analytics: [PARTITIONS, ['partition watch', 'select sluice.watch_partitions()'], PRIVILEGES],
  oltp: [PARTITIONS, PRIVILEGES],
  content: [PARTITIONS, PRIVILEGES],
  queue: [PARTITIONS, ['partitions of jobs', 'select queue.ensure_upcoming_partitions()'], PRIVILEGES],
};
