import type { Rollup } from '../model/dataset.js';
import type { TimeRange } from '../question/analytic-question.js';
import { intersectRanges } from '../question/time-range.js';
import { BUCKET_US, heldRange } from './bucket.js';
import type { RollupState } from './rollup-states.js';
import type { PlanningContext } from './source-plan.js';
import type { ZoneProfile } from './zone-profile.js';

/** The time in which a rollup's buckets can be put together into those of the question's zone, or why they cannot. */
export type ZoneStretch = { readonly stretch: TimeRange } | { readonly reason: string };

/** More than any change of the clocks, and whole buckets of either length. */
const MARGIN_US = 2 * BUCKET_US.day;

const EVER: TimeRange = { sinceUs: null, untilUs: null };

/**
 * Looks at the zone's clocks where the rollup is known to hold buckets, and as far around as the same is true of them: a bucket outside
 * of that stretch, of which nothing is known or which has come since, must not be read from the rollup.
 *
 * The buckets are those of all tenants. Where they reach back to times at which the clocks do not fit, the stretch is that in which these
 * do for good: what one tenant has of long ago must not take the rollup from the others.
 */
export function zoneStretch(
  rollup: Rollup,
  { dataset, need, zone }: PlanningContext,
  state: RollupState,
): ZoneStretch {
  if (!need.groupings.some((key) => key.dimension === dataset.time)) return { stretch: EVER };
  const known = intersectRanges(need.range, heldRange(rollup, state));
  const stretch = fitAround(rollup, zone, known) ?? fitForGood(rollup, zone, known);
  if (stretch !== null) return { stretch };
  return {
    reason:
      rollup.grain === 'day'
        ? `it holds UTC days, and days in ${need.timezone} begin at other times`
        : `it holds UTC hours, and the clocks of ${need.timezone} are not whole hours from UTC`,
  };
}

function fitAround({ grain }: Rollup, zone: ZoneProfile, range: TimeRange): TimeRange | null {
  return grain === 'day' ? zone.utcAround(range) : zone.wholeHoursAround(range);
}

/** From when on the clocks fit as far as they were looked at; null where they do not at the end of `known`. */
function fitForGood(rollup: Rollup, zone: ZoneProfile, { sinceUs, untilUs }: TimeRange): TimeRange | null {
  if (untilUs === null) return null;
  const newestUs = Math.max(untilUs - BUCKET_US[rollup.grain], sinceUs ?? -Infinity);
  const fit = fitAround(rollup, zone, { sinceUs: newestUs, untilUs: zone.knownUntilUs });
  if (fit === null || fit.sinceUs === null) return fit;
  // Where clocks are set back, an hour has parts on both sides of the change, and what is counted in it must not be counted in two places.
  return { sinceUs: fit.sinceUs + MARGIN_US, untilUs: fit.untilUs };
}
