import type { Dataset, Rollup } from '../model/dataset.js';
import type { TimeRange } from '../question/analytic-question.js';
import { BUCKET_US, coverRollup } from './cover-rollup.js';
import type { RollupState } from './rollup-states.js';
import type { Need, Rejection, SourcePlan } from './source-plan.js';
import type { ZoneProfile } from './zone-profile.js';

/** A row of the base table is wider and less well packed than one of a rollup. */
const TABLE_ROW_COST = 2;

interface Candidate {
  readonly rollup: Rollup;
  readonly range: TimeRange;
  readonly edges: readonly TimeRange[];
  readonly rows: number;
  readonly cost: number;
}

/** Picks the cheapest rollup that covers the need, or the base table, and says why and why none of the others. */
export function planSource(
  dataset: Dataset,
  need: Need,
  zone: ZoneProfile,
  states: ReadonlyMap<string, RollupState>,
): SourcePlan {
  const candidates: Candidate[] = [];
  const rejected: Rejection[] = [];
  for (const rollup of dataset.rollups) {
    const state = states.get(rollup.view);
    const coverage = coverRollup(dataset, rollup, need, zone, state);
    if (coverage.isCovered) candidates.push(weigh(rollup, coverage.range, coverage.edges, state!));
    else rejected.push({ rollup: rollup.view, reason: coverage.reason });
  }
  candidates.sort((a, b) => a.cost - b.cost || a.rollup.dimensions.size - b.rollup.dimensions.size);
  const best = candidates[0];
  const tableRows = tableRowsIn(dataset, need.range, states);
  if (best === undefined || best.cost > tableRows * TABLE_ROW_COST) {
    return tablePlan(need, tableRows, rejected, candidates);
  }
  for (const other of candidates.slice(1)) {
    rejected.push({
      rollup: other.rollup.view,
      reason: `it covers the question, but ${best.rollup.view} reads less`,
    });
  }
  return {
    rollup: best.rollup,
    range: best.range,
    edges: best.edges,
    reason: rollupReason(best, candidates.length),
    rejected,
    estimatedRows: Math.round(best.rows),
  };
}

function tablePlan(
  need: Need,
  tableRows: number,
  rejected: Rejection[],
  covering: readonly Candidate[],
): SourcePlan {
  for (const { rollup } of covering) {
    rejected.push({
      rollup: rollup.view,
      reason: 'it covers the question, but reads no less than the base table',
    });
  }
  return {
    rollup: null,
    range: need.range,
    edges: [],
    reason:
      covering.length === 0
        ? 'no rollup covers the question'
        : 'the base table reads no more than any rollup here',
    rejected,
    estimatedRows: Math.round(tableRows),
  };
}

function weigh(rollup: Rollup, range: TimeRange, edges: readonly TimeRange[], state: RollupState): Candidate {
  const rollupRows = state.rowCount * shareOfRange(range, state, rollup);
  const edgeRows = edges.reduce(
    (rows, edge) => rows + state.tableRows * shareOfRange(edge, state, rollup),
    0,
  );
  return { rollup, range, edges, rows: rollupRows + edgeRows, cost: rollupRows + edgeRows * TABLE_ROW_COST };
}

function tableRowsIn(dataset: Dataset, range: TimeRange, states: ReadonlyMap<string, RollupState>): number {
  for (const rollup of dataset.rollups) {
    const state = states.get(rollup.view);
    if (state !== undefined) return state.tableRows * shareOfRange(range, state, rollup);
  }
  return 0;
}

/** The share of the rollup's span of time that the range covers, as if rows were spread evenly; 0 to 1. */
function shareOfRange(range: TimeRange, state: RollupState, rollup: Rollup): number {
  if (state.firstBucketUs === null || state.lastBucketUs === null) return 1;
  const first = state.firstBucketUs;
  const end = state.lastBucketUs + BUCKET_US[rollup.grain];
  const covered = Math.min(range.untilUs ?? end, end) - Math.max(range.sinceUs ?? first, first);
  return Math.max(0, covered) / (end - first);
}

function rollupReason({ rollup, edges }: Candidate, covering: number): string {
  const choice =
    covering === 1
      ? 'the only rollup that covers the question'
      : 'of the rollups that cover the question it reads least';
  if (edges.length === 0) return choice;
  return `${choice}; the ${edges.length === 1 ? 'UTC' : 'two UTC'} ${rollup.grain}${edges.length === 1 ? '' : 's'} that the range cuts come from the base table`;
}
