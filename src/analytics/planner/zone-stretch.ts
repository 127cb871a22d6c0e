import type { Rollup } from '../model/dataset.js';
import type { TimeRange } from '../question/analytic-question.js';
import { intersectRanges } from '../question/time-range.js';
import { heldRange } from './bucket.js';
import type { RollupState } from './rollup-states.js';
import type { PlanningContext } from './source-plan.js';

/** The time in which a rollup's buckets can be put together into those of the question's zone, or why they cannot. */
export type ZoneStretch = { readonly stretch: TimeRange } | { readonly reason: string };

const EVER: TimeRange = { sinceUs: null, untilUs: null };

/**
 * Looks at the zone's clocks where the rollup is known to hold buckets, and as far around as the same is true of them: a bucket outside
 * of that stretch, of which nothing is known or which has come since, must not be read from the rollup.
 */
export function zoneStretch(
  rollup: Rollup,
  { dataset, need, zone }: PlanningContext,
  state: RollupState,
): ZoneStretch {
  if (!need.groupings.some((key) => key.dimension === dataset.time)) return { stretch: EVER };
  const known = intersectRanges(need.range, heldRange(rollup, state));
  const stretch = rollup.grain === 'day' ? zone.utcAround(known) : zone.wholeHoursAround(known);
  if (stretch !== null) return { stretch };
  return {
    reason:
      rollup.grain === 'day'
        ? `it holds UTC days, and days in ${need.timezone} begin at other times`
        : `it holds UTC hours, and the clocks of ${need.timezone} are not whole hours from UTC`,
  };
}
