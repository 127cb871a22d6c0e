import { literal } from '../model/sql-text.js';
import type { RollupShape } from './rollup-shape.js';

/** As a sub-select it is evaluated once, not per row; `nullif` makes a setting left over from an earlier transaction harmless. */
const TENANT = `(select nullif(current_setting('app.current_tenant_id', true), '')::uuid)`;

/** What the gateway reads: the newest layer that has a bucket, of the current tenant's rows. */
export function defineBarrierView(shape: RollupShape): string {
  const { dataset, rollup, view, materializedView, delta, archive, columns } = shape;
  const bucket = rollup.timeColumn;
  const select = ['select', ...columns.map((column, i) => `  ${column}${i < columns.length - 1 ? ',' : ''}`)];
  return [
    "-- The newest layer that has a bucket wins. The barrier keeps a caller's own expressions away from other tenants' rows: an",
    '-- error in one would tell of them.',
    `create view ${view} with (security_barrier) as`,
    ...select,
    `from ${materializedView}`,
    `where tenant_id = ${TENANT}`,
    `  and ${bucket} >= (select d.archived_until from sluice.datasets as d where d.name = ${literal(dataset.table)})`,
    `  and ${rollup.grain === 'day' ? bucket : dayOf(bucket)} not in (`,
    '    select f.bucket',
    '    from sluice.folded_buckets as f',
    `    where f.rollup = ${literal(view)}`,
    `      and f.tenant_id = ${TENANT}`,
    '  )',
    'union all',
    ...select,
    `from ${delta}`,
    `where tenant_id = ${TENANT}`,
    'union all',
    ...select,
    `from ${archive}`,
    `where tenant_id = ${TENANT};`,
    '',
    `comment on view ${view} is ${literal(`${rollup.description} One tenant's rows.`)};`,
    ...columnComments(shape).map(
      ([column, comment]) => `comment on column ${view}.${column} is ${literal(comment)};`,
    ),
    '',
    `grant select on ${view} to sluice_gateway;`,
    `-- Nothing on ${materializedView}, on which row-level security does not work, nor on the tables beside it.`,
  ].join('\n');
}

/**
 * The UTC day of an hour, asked for each row that is read. `date_trunc` with a zone takes 0.3 µs, which made a question to 2,600 rows 1.55
 * times as slow as without the condition; this makes it 1.17 times. The origin lies before all data: early minor releases of PostgreSQL
 * put an instant before it, exactly at the start of a day, into the day before.
 */
function dayOf(bucket: string): string {
  return `date_bin('1 day', ${bucket}, '0001-01-01Z')`;
}

/** The data dictionary in the words of the dataset, which are those of the GraphQL schema. */
function columnComments({ dataset, rollup }: RollupShape): readonly (readonly [string, string])[] {
  return [
    ['tenant_id', 'The tenant.'],
    [rollup.timeColumn, `Start of the UTC ${rollup.grain} that ${dataset.time.column} lies in.`],
    ...[...rollup.dimensions].map(
      ([name, column]) => [column, dataset.dimensions.get(name)!.description] as const,
    ),
    ...[...rollup.columns].map(([column, part]) => [column, part.description] as const),
  ];
}
