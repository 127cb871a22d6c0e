import type { Rows, Statement } from '../../tenancy/statement.js';

/** For each rollup, by its view's name, the starts of the UTC days that its delta holds for the tenant, in microseconds since the epoch. */
export type FoldedDays = ReadonlyMap<string, readonly number[]>;

/** Asks which days of the tenant are in the deltas of these rollups. */
export function foldedDaysStatement(rollups: readonly string[]): Statement {
  return {
    name: 'sluice_folded_days',
    text: `select rollup, array_agg((extract(epoch from bucket) * 1000000)::float8)
             from sluice.folded_buckets_of_tenant where rollup = any($1::text[]) group by 1`,
    values: [rollups],
  };
}

/** Reads what {@link foldedDaysStatement} has returned. */
export function readFoldedDays(rows: Rows): FoldedDays {
  return new Map(rows.map(([rollup, days]) => [rollup as string, days as readonly number[]]));
}
