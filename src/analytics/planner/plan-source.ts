import type { TimeRange } from '../question/analytic-question.js';
import { intersectRanges } from '../question/time-range.js';
import { archivedTime } from './archived-time.js';
import { coverRollup } from './cover-rollup.js';
import { compareMissing } from './missing-before.js';
import { rollupReason, tableReason } from './plan-reason.js';
import { cutRanges } from './range-set.js';
import { textGap } from './rollup-gap.js';
import type { PlanningContext, Rejection, SourcePlan } from './source-plan.js';
import { TABLE_ROW_COST, tableRowsIn, weigh, type Candidate } from './weigh.js';

/**
 * Picks what answers the need exactly: that which has the most of it (archived months are in rollups alone), then that which reads
 * least. Says why, and why none of the others.
 */
export function planSource(context: PlanningContext): SourcePlan {
  const { dataset, need, states, assumptions } = context;
  const archived = archivedTime(dataset, states, assumptions.archivedUntilUs);
  const candidates: Candidate[] = [];
  const rejected: Rejection[] = [];
  for (const rollup of dataset.rollups) {
    const coverage = coverRollup(rollup, context, archived);
    if (coverage.isCovered) candidates.push(weigh(rollup, coverage, states.get(rollup.view)!));
    else rejected.push({ rollup: rollup.view, reason: coverage.reason });
  }
  candidates.sort(
    (a, b) =>
      compareMissing(a.cover.missing, b.cover.missing) ||
      a.cost - b.cost ||
      a.rollup.dimensions.size - b.rollup.dimensions.size,
  );
  const table = tablePlan(context, archived, candidates, rejected);
  const best = candidates[0];
  if (best === undefined) return table;
  const order = compareMissing(best.cover.missing, table.missing);
  if (order > 0 || (order === 0 && best.cost > table.estimatedRows! * TABLE_ROW_COST)) return table;
  for (const other of candidates.slice(1)) {
    const isFuller = compareMissing(best.cover.missing, other.cover.missing) < 0;
    rejected.push({
      rollup: other.rollup.view,
      reason: `it covers the question, but ${best.rollup.view} ${isFuller ? 'holds more of what is archived' : 'reads less'}`,
    });
  }
  const { range, edges, missing } = best.cover;
  return {
    rollup: best.rollup,
    range,
    edges,
    missing,
    guard: null,
    reason: rollupReason(best, candidates.length, need.timezone),
    rejected,
    estimatedRows: Math.round(best.rows),
  };
}

function tablePlan(
  { dataset, need, states, assumptions }: PlanningContext,
  archived: TimeRange,
  covering: readonly Candidate[],
  rejected: readonly Rejection[],
): SourcePlan {
  const range = intersectRanges(need.range, { sinceUs: assumptions.archivedUntilUs, untilUs: null });
  const missing = cutRanges([need.range], archived);
  return {
    rollup: null,
    range,
    edges: [],
    missing,
    guard: null,
    reason: tableReason(covering.length > 0, textGap(need), missing),
    rejected: [
      ...rejected,
      ...covering.map(({ rollup }) => ({
        rollup: rollup.view,
        reason: 'it covers the question, but reads no less than the base table',
      })),
    ],
    estimatedRows: Math.round(tableRowsIn(dataset, range, states)),
  };
}
