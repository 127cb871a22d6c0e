import { literal } from '../model/sql-text.js';
import { ordinals, rollupSelect } from './rollup-select.js';
import type { RollupShape } from './rollup-shape.js';

/** The bulk of a rollup: a materialized view in plain SQL, filled at once, and the unique index that a concurrent refresh needs. */
export function defineMaterializedView(shape: RollupShape): string {
  const { rollup, materializedView, keys } = shape;
  const isCovering = rollup.covering.length > 0;
  return [
    `create materialized view ${materializedView}`,
    'with (autovacuum_vacuum_insert_threshold = 100, autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_vacuum_scale_factor = 0.05)',
    'as',
    ...rollupSelect(shape),
    // In this order a tenant's rows lie together: a question reads few pages.
    `order by ${ordinals(keys.length)};`,
    '',
    isCovering
      ? '-- Unique, so that it can be refreshed concurrently; with what it includes it answers the most frequent question alone.'
      : '-- Unique, so that it can be refreshed concurrently.',
    `create unique index ${shape.index('')} on ${materializedView} (${keys.join(', ')})`,
    ...(isCovering ? [`  include (${rollup.covering.join(', ')})`] : []),
    '  nulls not distinct;',
    `comment on materialized view ${materializedView} is ${literal(`${rollup.description} All tenants, as of the last full refresh: read ${shape.view} instead.`)};`,
  ].join('\n');
}
