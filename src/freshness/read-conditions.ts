import type { Rows, Statement } from '../tenancy/statement.js';
import type { Conditions } from './conditions.js';

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;

// The transaction's own time is that of its begin, which is before its snapshot: what had been committed by then is in it.
const TEXT = `
select to_char(transaction_timestamp() at time zone 'UTC', ${ISO}),
  (select json_agg(json_build_array(d.dataset, d.epoch || '.' || d.version,
     (extract(epoch from nullif(d.archived_until, '-infinity')) * 1000000)::bigint))
   from sluice.dataset_conditions as d where d.dataset = any($1::text[])),
  (select json_agg(json_build_array(r.rollup, to_char(r.folded_at at time zone 'UTC', ${ISO}), r.pending,
     array(select (extract(epoch from s) * 1000000)::bigint from unnest(r.stale) as s)))
   from sluice.rollup_conditions as r where r.rollup = any($2::text[]))`;

type DatasetTuple = readonly [dataset: string, dataVersion: string, archivedUntilUs: number | null];
type RollupTuple = readonly [
  rollup: string,
  foldedAt: string,
  pending: number,
  staleDaysUs: readonly number[],
];

/** Asks, under a transaction's snapshot, for the conditions of these tables and views, both by qualified name. */
export function conditionsStatement(datasets: readonly string[], rollups: readonly string[]): Statement {
  return { name: 'sluice_conditions', text: TEXT, values: [datasets, rollups] };
}

/** Reads what {@link conditionsStatement} has returned. What the database does not know is left out. */
export function readConditions([row]: Rows): Conditions {
  const [snapshotAt, datasets, rollups] = row as readonly [
    string,
    readonly DatasetTuple[] | null,
    readonly RollupTuple[] | null,
  ];
  return {
    snapshotAt,
    datasets: new Map(
      (datasets ?? []).map(([name, dataVersion, archivedUntilUs]) => [
        name,
        { dataVersion, archivedUntilUs },
      ]),
    ),
    rollups: new Map(
      (rollups ?? []).map(([name, foldedAt, pending, staleDaysUs]) => [
        name,
        { foldedAt, pending, staleDaysUs },
      ]),
    ),
  };
}
