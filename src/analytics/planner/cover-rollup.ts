import type { Rollup } from '../model/dataset.js';
import type { TimeRange } from '../question/analytic-question.js';
import { intersectRanges } from '../question/time-range.js';
import { BUCKET_US, wholeBuckets } from './bucket.js';
import {
  containsRange,
  cutRanges,
  isEmptyRange,
  limitRanges,
  subtractRanges,
  uniteRanges,
  type RangeSet,
} from './range-set.js';
import { rollupGap } from './rollup-gap.js';
import { MAX_EDGES, type PlanningContext } from './source-plan.js';
import { zoneStretch } from './zone-stretch.js';

/** What of a question's range comes from where. */
export interface Cover {
  /** From the first to the last bucket that the rollup gives. */
  readonly range: TimeRange;
  /** What the base table gives. */
  readonly edges: RangeSet;
  /** What nobody has any more. */
  readonly missing: RangeSet;
  /** How many ends of the range cut a bucket that the table gives. */
  readonly cutEnds: number;
  /** UTC days of the range that have changed since the rollup was folded; `all` where every day counts as changed. */
  readonly changedDays: number | 'all';
  /** Whether some of the range lies where the zone's clocks do not fit the rollup. */
  readonly isBeyondStretch: boolean;
}

/** How a rollup can answer a question exactly, or why it cannot. */
export type Coverage =
  ({ readonly isCovered: true } & Cover) | { readonly isCovered: false; readonly reason: string };

/**
 * How `rollup`, with the base table for what it lacks, gives an exact answer, if it does.
 * @param archived the time whose rows are archived.
 */
export function coverRollup(rollup: Rollup, context: PlanningContext, archived: TimeRange): Coverage {
  const gap = rollupGap(rollup, context);
  if (gap !== null) return { isCovered: false, reason: gap };
  const state = context.states.get(rollup.view)!;
  const zoned = zoneStretch(rollup, context, state);
  if ('reason' in zoned) return { isCovered: false, reason: zoned.reason };
  return coverRange(rollup, context, zoned.stretch, state.completeSinceUs, archived);
}

function coverRange(
  rollup: Rollup,
  { need: { range }, assumptions: { archivedUntilUs, staleDaysUs } }: PlanningContext,
  stretch: TimeRange,
  completeSinceUs: number | null,
  archived: TimeRange,
): Coverage {
  const bucketUs = BUCKET_US[rollup.grain];
  const fitting = wholeBuckets(intersectRanges(range, stretch), bucketUs);
  if (isEmptyRange(fitting)) {
    return { isCovered: false, reason: `the range holds no whole UTC ${rollup.grain}` };
  }
  const whole = intersectRanges(fitting, { sinceUs: completeSinceUs, untilUs: null });
  const lacking = subtractRanges(
    range,
    [whole].filter((each) => !isEmptyRange(each)),
  );
  const stale = staleDaysUs(rollup.view);
  const changed =
    stale === 'all'
      ? [range]
      : stale
          .map((day) => intersectRanges({ sinceUs: day, untilUs: day + BUCKET_US.day }, whole))
          .filter((day) => !isEmptyRange(day));
  // The table is never asked for what is archived: whether its rows are still there must not matter.
  const fromTable = cutRanges(uniteRanges([...lacking, ...changed]), {
    sinceUs: archivedUntilUs,
    untilUs: null,
  });
  const edges = limitRanges(fromTable, MAX_EDGES);
  const rolled = subtractRanges(whole, edges);
  if (rolled.length === 0) {
    const reason = isEmptyRange(whole)
      ? 'the range was archived before it was made'
      : `every whole UTC ${rollup.grain} of the range has changed since it was last folded`;
    return { isCovered: false, reason };
  }
  return {
    isCovered: true,
    range: { sinceUs: rolled[0]!.sinceUs, untilUs: rolled.at(-1)!.untilUs },
    edges,
    missing: cutRanges(lacking, archived),
    cutEnds: cutEnds(range, bucketUs, archivedUntilUs),
    changedDays: stale === 'all' ? 'all' : changed.length,
    isBeyondStretch: !containsRange(stretch, range),
  };
}

function cutEnds(range: TimeRange, bucketUs: number, archivedUntilUs: number | null): number {
  return [range.sinceUs, range.untilUs].filter(
    (end) => end !== null && end % bucketUs !== 0 && end > (archivedUntilUs ?? -Infinity),
  ).length;
}
