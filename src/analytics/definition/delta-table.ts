import { literal } from '../model/sql-text.js';
import type { RollupShape } from './rollup-shape.js';

/** The layer over the materialized view: whole UTC days of a tenant that were recomputed since its last full refresh. */
export function defineDeltaTable({
  delta,
  materializedView,
  keys,
  rollup,
  index,
  view,
}: RollupShape): string {
  return [
    '-- Whole UTC days of a tenant, recomputed since the last full refresh; sluice.folded_buckets says which.',
    `create table ${delta} (like ${materializedView})`,
    'with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);',
    `create unique index ${index('_delta')} on ${delta} (${keys.join(', ')}) nulls not distinct;`,
    `comment on table ${delta} is ${literal(`${rollup.description} All tenants, only days that have changed since the last full refresh: read ${view} instead.`)};`,
    '',
    `alter table ${delta} enable row level security;`,
    `alter table ${delta} force row level security;`,
    `create policy all_owner on ${delta} to sluice_owner using (true) with check (true);`,
  ].join('\n');
}
