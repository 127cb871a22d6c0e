import { SluiceError } from '../../errors/sluice-error.js';
import type { Rollup } from '../model/dataset.js';
import type { TimeRange } from '../question/analytic-question.js';
import { intersectRanges, isoFromMicroseconds } from '../question/time-range.js';
import { archivedTime } from './archived-time.js';
import { BUCKET_US, isWholeBuckets } from './bucket.js';
import { compareMissing } from './missing-before.js';
import { missingClause } from './plan-reason.js';
import { containsRange, cutRanges, isEmptyRange, subtractRanges, type RangeSet } from './range-set.js';
import { rollupGap } from './rollup-gap.js';
import type { PlanningContext, Rejection, SourcePlan } from './source-plan.js';
import { rollupRowsIn } from './weigh.js';
import { zoneStretch } from './zone-stretch.js';

interface Candidate {
  readonly rollup: Rollup;
  readonly range: TimeRange;
  readonly missing: RangeSet;
  readonly stretch: TimeRange;
  readonly rows: number;
}

/**
 * Plans an answer from the materialized state alone: what the smallest rollup that covers the need was last folded to, and nothing of the
 * base table.
 * @throws SluiceError `BAD_USER_INPUT` where no rollup can give all of it; it says why not, and which range would do.
 */
export function planMaterialized(context: PlanningContext): SourcePlan {
  const { dataset, need, states, assumptions } = context;
  const candidates: Candidate[] = [];
  const rejected: Rejection[] = [];
  const cut: Rollup[] = [];
  const archived = archivedTime(dataset, states, assumptions.archivedUntilUs);
  for (const rollup of dataset.rollups) {
    const state = states.get(rollup.view);
    const reject = (reason: string): number => rejected.push({ rollup: rollup.view, reason });
    const gap = rollupGap(rollup, context);
    const zoned = gap === null ? zoneStretch(rollup, context, state!) : { reason: gap };
    if ('reason' in zoned) {
      reject(zoned.reason);
    } else if (!isWholeBuckets(need.range, BUCKET_US[rollup.grain])) {
      reject(`the range cuts a UTC ${rollup.grain}`);
      cut.push(rollup);
    } else {
      const range = intersectRanges(need.range, { sinceUs: state!.completeSinceUs, untilUs: null });
      const lacking = subtractRanges(need.range, isEmptyRange(range) ? [] : [range]);
      candidates.push({
        rollup,
        range,
        missing: cutRanges(lacking, archived),
        stretch: zoned.stretch,
        rows: rollupRowsIn(rollup, range, state!),
      });
    }
  }
  candidates.sort((a, b) => compareMissing(a.missing, b.missing) || a.rows - b.rows);
  const best = candidates[0];
  if (best === undefined) throw noRollupFits(need.range, rejected, cut);
  const { rollup, range, missing, stretch } = best;
  for (const other of candidates.slice(1)) {
    rejected.push({
      rollup: other.rollup.view,
      reason: `it covers the question, but ${rollup.view} reads less`,
    });
  }
  return {
    rollup,
    range,
    edges: [],
    missing,
    guard: containsRange(stretch, need.range) ? null : stretch,
    reason: ['the materialized state was asked for', missingClause(missing)]
      .filter((clause) => clause !== null)
      .join('; '),
    rejected,
    estimatedRows: Math.round(best.rows),
  };
}

function noRollupFits(range: TimeRange, rejected: readonly Rejection[], cut: readonly Rollup[]): SluiceError {
  const reasons = rejected.map(({ rollup, reason }) => `${rollup}: ${reason}`).join('; ');
  const nearest = cut.find(({ grain }) => grain === 'hour') ?? cut[0];
  const fix =
    nearest === undefined
      ? 'Leave "freshness" out, and the base table gives what the rollups lack.'
      : `Ask for whole UTC ${nearest.grain}s, ${alignedRange(range, BUCKET_US[nearest.grain])}, or leave "freshness" out.`;
  return new SluiceError(
    'BAD_USER_INPUT',
    `"freshness: REFRESHED" reads rollups alone, and none can answer this (${reasons || 'there is none'}). ${fix}`,
  );
}

/** The nearest range that cuts no bucket, as it would be written. */
function alignedRange({ sinceUs, untilUs }: TimeRange, bucketUs: number): string {
  const since = sinceUs === null ? null : Math.round(sinceUs / bucketUs) * bucketUs;
  let until = untilUs === null ? null : Math.round(untilUs / bucketUs) * bucketUs;
  if (since !== null && until !== null && until <= since) until = since + bucketUs;
  return [
    ...(since === null ? [] : [`since: "${isoSeconds(since)}"`]),
    ...(until === null ? [] : [`until: "${isoSeconds(until)}"`]),
  ].join(', ');
}

function isoSeconds(us: number): string {
  return isoFromMicroseconds(us).replace('.000000', '');
}
