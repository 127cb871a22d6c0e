import type { Rows, Statement } from '../tenancy/statement.js';
import type { Conditions } from './conditions.js';

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;

// The transaction's own time is that of its begin, which is before its snapshot: what had been committed by then is in it.
// Compared with one value each: for an array PostgreSQL would plan anew every time, which takes four times as long as the rest.
const TEXT = `
select to_char(transaction_timestamp() at time zone 'UTC', ${ISO}),
  (select json_build_array(d.dataset, d.epoch || '.' || d.version,
     (extract(epoch from nullif(d.archived_until, '-infinity')) * 1000000)::bigint)
   from sluice.dataset_conditions as d where d.dataset = $1::text),
  (select json_build_array(r.rollup, to_char(r.folded_at at time zone 'UTC', ${ISO}), r.pending,
     array(select (extract(epoch from s) * 1000000)::bigint from unnest(r.stale) as s))
   from sluice.rollup_conditions as r where r.rollup = $2::text)`;

type DatasetTuple = readonly [dataset: string, dataVersion: string, archivedUntilUs: number | null];
type RollupTuple = readonly [
  rollup: string,
  foldedAt: string,
  pending: number,
  staleDaysUs: readonly number[],
];
type Row = readonly [snapshotAt: string, dataset: DatasetTuple | null, rollup: RollupTuple | null];

/**
 * Asks, under a transaction's snapshot, for the conditions of these tables and views, both by qualified name. One statement tells of a table
 * and of a rollup; mostly that is all there is to ask.
 */
export function conditionStatements(datasets: readonly string[], rollups: readonly string[]): Statement[] {
  return Array.from({ length: Math.max(datasets.length, rollups.length) }, (_, i) => ({
    name: 'sluice_conditions',
    text: TEXT,
    values: [datasets[i] ?? null, rollups[i] ?? null],
  }));
}

/** Reads what {@link conditionStatements} have returned, one or more. What the database does not know is left out. */
export function readConditions(results: readonly Rows[]): Conditions {
  const rows = results.map(([row]) => row as Row);
  return {
    snapshotAt: rows[0]![0],
    datasets: new Map(
      rows.flatMap(([, dataset]) => {
        if (dataset === null) return [];
        const [name, dataVersion, archivedUntilUs] = dataset;
        return [[name, { dataVersion, archivedUntilUs }]];
      }),
    ),
    rollups: new Map(
      rows.flatMap(([, , rollup]) => {
        if (rollup === null) return [];
        const [name, foldedAt, pending, staleDaysUs] = rollup;
        return [[name, { foldedAt, pending, staleDaysUs }]];
      }),
    ),
  };
}
