import type { Dataset } from '../model/dataset.js';
import { intersectRanges } from '../question/time-range.js';
import { coverRollup } from './cover-rollup.js';
import { compareMissing } from './missing-before.js';
import { rollupReason, tableReason } from './plan-reason.js';
import { cutRanges, isEmptyRange } from './range-set.js';
import type { RollupState } from './rollup-states.js';
import type { Assumptions, Need, Rejection, SourcePlan } from './source-plan.js';
import { TABLE_ROW_COST, tableRowsIn, weigh, type Candidate } from './weigh.js';
import type { ZoneProfile } from './zone-profile.js';

/**
 * Picks what answers the need exactly: that which has the most of it (archived months are in rollups alone), then that which reads
 * least. Says why, and why none of the others.
 */
export function planSource(
  dataset: Dataset,
  need: Need,
  zone: ZoneProfile,
  states: ReadonlyMap<string, RollupState>,
  assumptions: Assumptions,
): SourcePlan {
  const candidates: Candidate[] = [];
  const rejected: Rejection[] = [];
  for (const rollup of dataset.rollups) {
    const state = states.get(rollup.view);
    const coverage = coverRollup(dataset, rollup, need, zone, state, assumptions);
    if (coverage.isCovered) candidates.push(weigh(rollup, coverage, state!));
    else rejected.push({ rollup: rollup.view, reason: coverage.reason });
  }
  candidates.sort(
    (a, b) =>
      compareMissing(a.cover.missing, b.cover.missing) ||
      a.cost - b.cost ||
      a.rollup.dimensions.size - b.rollup.dimensions.size,
  );
  const table = tablePlan(dataset, need, states, assumptions, candidates, rejected);
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
  dataset: Dataset,
  need: Need,
  states: ReadonlyMap<string, RollupState>,
  { archivedUntilUs }: Assumptions,
  covering: readonly Candidate[],
  rejected: readonly Rejection[],
): SourcePlan {
  const range = intersectRanges(need.range, { sinceUs: archivedUntilUs, untilUs: null });
  const missing =
    archivedUntilUs === null || isEmptyRange(need.range)
      ? []
      : cutRanges([need.range], { sinceUs: null, untilUs: archivedUntilUs });
  return {
    rollup: null,
    range,
    edges: [],
    missing,
    guard: null,
    reason: tableReason(covering.length > 0, missing),
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
