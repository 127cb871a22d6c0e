import type { Dataset, Rollup } from '../model/dataset.js';
import type { TimeRange } from '../question/analytic-question.js';
import { heldRange } from './bucket.js';
import type { Cover } from './cover-rollup.js';
import { subtractRanges } from './range-set.js';
import type { RollupState } from './rollup-states.js';

/** A row of the base table is wider and less well packed than one of a rollup. */
export const TABLE_ROW_COST = 2;

/** A rollup that covers a question, and what reading it would cost. */
export interface Candidate {
  readonly rollup: Rollup;
  readonly cover: Cover;
  /** Rows of all tenants. */
  readonly rows: number;
  /** In rows of a rollup. */
  readonly cost: number;
}

/** What it costs to answer from the rollup, with the base table for the edges. */
export function weigh(rollup: Rollup, cover: Cover, state: RollupState): Candidate {
  const rollupRows = sum(subtractRanges(cover.range, cover.edges), (range) =>
    rollupRowsIn(rollup, range, state),
  );
  const edgeRows = sum(cover.edges, (edge) => state.tableRows * shareOfRange(edge, state, rollup));
  return { rollup, cover, rows: rollupRows + edgeRows, cost: rollupRows + edgeRows * TABLE_ROW_COST };
}

/** The rows of a rollup in a range, as if they were spread evenly over its time. */
export function rollupRowsIn(rollup: Rollup, range: TimeRange, state: RollupState): number {
  return (state.rowCount + state.deltaRows) * shareOfRange(range, state, rollup);
}

/** The rows of the base table in a range, as the first rollup that knows them has counted. */
export function tableRowsIn(
  dataset: Dataset,
  range: TimeRange,
  states: ReadonlyMap<string, RollupState>,
): number {
  for (const rollup of dataset.rollups) {
    const state = states.get(rollup.view);
    if (state !== undefined) return state.tableRows * shareOfRange(range, state, rollup);
  }
  return 0;
}

/** The share of the rollup's span of time that the range covers, as if rows were spread evenly; 0 to 1. */
function shareOfRange(range: TimeRange, state: RollupState, rollup: Rollup): number {
  const { sinceUs: first, untilUs: end } = heldRange(rollup, state);
  if (first === null || end === null) return 1;
  const covered = Math.min(range.untilUs ?? end, end) - Math.max(range.sinceUs ?? first, first);
  return Math.max(0, covered) / (end - first);
}

function sum(ranges: readonly TimeRange[], rowsIn: (range: TimeRange) => number): number {
  return ranges.reduce((rows, range) => rows + rowsIn(range), 0);
}
