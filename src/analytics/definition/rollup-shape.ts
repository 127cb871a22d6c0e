import { identifier } from '../model/sql-text.js';
import type { Dataset, Rollup } from '../model/dataset.js';

/** Longer names PostgreSQL would cut off, and two could become one. */
const MAX_NAME_LENGTH = 63;

/** A rollup with the names of all that belongs to it, and its columns in the order of the tables. */
export interface RollupShape {
  readonly dataset: Dataset;
  readonly rollup: Rollup;
  /** `helpdesk.dashboard_stats`, the barrier view that the gateway reads. */
  readonly view: string;
  /** `helpdesk_rollup.dashboard_stats`. */
  readonly materializedView: string;
  readonly delta: string;
  readonly archive: string;
  readonly foldFunction: string;
  readonly archiveFunction: string;
  /** `idx_dashboard_stats_bucket` for no suffix; for `_delta` and `_archive` that of those tables. */
  index(suffix: '' | '_delta' | '_archive'): string;
  /** What rows are grouped by: the tenant, the bucket, the dimensions. */
  readonly keys: readonly string[];
  /** `keys`, then the parts. */
  readonly columns: readonly string[];
}

/**
 * The names and columns behind a rollup.
 * @throws Error where a name would be too long for PostgreSQL.
 */
export function shapeOf(dataset: Dataset, rollup: Rollup): RollupShape {
  const [schema, name] = rollup.view.split('.') as [string, string];
  const within = (made: string): string => `${schema}_rollup.${checked(made)}`;
  const index = (suffix: string): string => checked(`idx_${name}${suffix}_bucket`);
  index('_archive');
  checked(`${schema}_rollup`);
  const keys = ['tenant_id', rollup.timeColumn, ...rollup.dimensions.values()];
  return {
    dataset,
    rollup,
    view: rollup.view,
    materializedView: within(name),
    delta: within(`${name}_delta`),
    archive: within(`${name}_archive`),
    foldFunction: within(`fold_${name}`),
    archiveFunction: within(`archive_${name}`),
    index,
    keys,
    columns: [...keys, ...rollup.columns.keys()],
  };
}

function checked(name: string): string {
  if (name.length > MAX_NAME_LENGTH)
    throw new Error(
      `The rollup's name is too long: "${name}" has ${name.length} characters, PostgreSQL takes ${MAX_NAME_LENGTH}`,
    );
  return identifier(name);
}
