import type { Rows, Statement } from '../../tenancy/statement.js';
import type { AnalyticPart } from './analytic-part.js';

/** The value of a `Freshness`. */
export interface FreshnessValue {
  readonly asOf: string;
  readonly pendingChanges: number | null;
  readonly refreshedAt: string | null;
}

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;

/** Reads, under the answer's own snapshot, when the given rollups were last refreshed, and the snapshot's own time. */
export function freshnessStatement(parts: readonly AnalyticPart[]): Statement {
  return {
    name: 'sluice_freshness',
    text: `select to_char(transaction_timestamp() at time zone 'UTC', ${ISO}), to_char(min(refreshed_at) at time zone 'UTC', ${ISO})
             from sluice.rollup_states() where view_name = any($1::text[])`,
    values: [rollupsOf(parts)],
  };
}

/** An answer is as old as the oldest rollup in it, or as its snapshot where it is from base tables alone. */
export function readFreshness([row]: Rows): FreshnessValue {
  const [snapshotAt, refreshedAt] = row as readonly [string, string | null];
  return { asOf: refreshedAt ?? snapshotAt, pendingChanges: null, refreshedAt };
}

function rollupsOf(parts: readonly AnalyticPart[]): string[] {
  return parts.flatMap((part) =>
    part.kind === 'question' && part.planned.plan.rollup !== null ? [part.planned.plan.rollup.view] : [],
  );
}
