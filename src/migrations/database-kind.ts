import { join } from 'node:path';
import { SQL_ROOT, type SqlFolder } from './sql-file.js';

/** The databases that Sluice knows, each with its own SQL. Any of them may lie on a server of its own. */
export const DATABASE_KINDS = ['analytics', 'oltp', 'content', 'queue'] as const;

/** One of {@link DATABASE_KINDS}. */
export type DatabaseKind = (typeof DATABASE_KINDS)[number];

/** Where the SQL of a database is. */
export interface SqlSource {
  /** The folders that hold `migrations`, `functions` and so on; one may lack any of them. */
  readonly roots: readonly string[];
  /** Functions of the analytics database that this one has, too, by name; null for a database without such. */
  readonly shared: { readonly root: string; readonly functions: ReadonlySet<string> } | null;
}

/** What every database needs, whatever it keeps. */
const SHARED_FUNCTIONS: ReadonlySet<string> = new Set([
  'sluice.database_hole',
  'sluice.drop_unneeded_copies',
  'sluice.insert_quarantined_row',
  'sluice.isolate_partition',
  'sluice.quarantine_rows',
  'sluice.record_audit',
  'sluice.record_operator_action',
  'sluice.referencing_table',
  'sluice.referencing_tenants',
  'sluice.restore_quarantined_rows',
  'sluice.secure_database',
]);

/**
 * Where the SQL of a database of this kind is, below an `sql` folder: of `analytics` in the folder itself, of the others in `common` and
 * in a folder of their own.
 */
export function sqlSourceOf(kind: DatabaseKind, root: string = SQL_ROOT): SqlSource {
  if (kind === 'analytics') return { roots: [root], shared: null };
  return {
    roots: [join(root, 'common'), join(root, kind)],
    shared: { root, functions: SHARED_FUNCTIONS },
  };
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
