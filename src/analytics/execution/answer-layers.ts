import { BUCKET_US } from '../planner/bucket.js';
import { cutRanges, subtractRanges, uniteRanges } from '../planner/range-set.js';
import type { SourcePlan } from '../planner/source-plan.js';

/** What a rollup and its table are made of, oldest first in what they know. */
export type AnswerLayer = 'ARCHIVE' | 'MATERIALIZED_VIEW' | 'DELTA' | 'TABLE';

/**
 * The layers that hold the times a plan reads.
 * @param foldedDaysUs starts of the UTC days that the delta holds for the tenant, in microseconds since the epoch.
 */
export function answerLayers(
  plan: SourcePlan,
  archivedUntilUs: number | null,
  foldedDaysUs: readonly number[],
): readonly AnswerLayer[] {
  if (plan.rollup === null) return ['TABLE'];
  const rolled = subtractRanges(plan.range, plan.edges);
  const archived = { sinceUs: null, untilUs: archivedUntilUs ?? -Infinity };
  const kept = cutRanges(rolled, { sinceUs: archivedUntilUs, untilUs: null });
  const folded = uniteRanges(foldedDaysUs.map((day) => ({ sinceUs: day, untilUs: day + BUCKET_US.day })));
  const layers: AnswerLayer[] = [];
  if (cutRanges(rolled, archived).length > 0) layers.push('ARCHIVE');
  if (kept.some((range) => subtractRanges(range, folded).length > 0)) layers.push('MATERIALIZED_VIEW');
  if (kept.some((range) => cutRanges(folded, range).length > 0)) layers.push('DELTA');
  if (plan.edges.length > 0) layers.push('TABLE');
  return layers;
}
