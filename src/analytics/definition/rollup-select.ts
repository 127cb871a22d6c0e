import { aggregateSql, type Aggregate } from '../model/aggregate.js';
import type { RollupShape } from './rollup-shape.js';

/**
 * The rollup's rows, computed from the dataset's table: the one place that says how. Materialized view, fold and archive are all
 * this select, so that it cannot matter which of them has a bucket.
 *
 * @param conditions which rows of the table count; all where there is none.
 * @returns the statement's lines, without `order by`.
 */
export function rollupSelect(shape: RollupShape, conditions: readonly string[] = []): readonly string[] {
  const { dataset, rollup, keys } = shape;
  const items = [
    'tenant_id',
    `${bucketOf(dataset.time.column, rollup.grain)} as ${rollup.timeColumn}`,
    ...rollup.dimensions.values(),
    ...[...rollup.columns].map(([column, part]) => `${storedSql(part)} as ${column}`),
  ];
  return [
    'select',
    ...items.map((item, i) => `  ${item}${i < items.length - 1 ? ',' : ''}`),
    `from ${dataset.table}`,
    ...conditions.map((condition, i) => (i === 0 ? `where ${condition}` : `  and ${condition}`)),
    `group by ${ordinals(keys.length)}`,
  ];
}

/** `1, 2, 3`: the select's grouping columns, which come first. */
export function ordinals(count: number): string {
  return Array.from({ length: count }, (_, i) => i + 1).join(', ');
}

/** Start of the UTC hour or day that a timestamptz lies in, whatever the session's zone. */
export function bucketOf(column: string, grain: 'hour' | 'day'): string {
  return `date_trunc('${grain}', ${column}, 'UTC')`;
}

/** PostgreSQL's sum of bigints is numeric, whose comparisons may not use an index behind a barrier; our sums fit a bigint. */
function storedSql(part: Aggregate): string {
  const sql = aggregateSql(part);
  return part.fn === 'sum' && part.expression?.kind === 'integer' ? `${sql}::bigint` : sql;
}
