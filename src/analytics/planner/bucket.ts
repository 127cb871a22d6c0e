import type { TimeRange } from '../question/analytic-question.js';
import type { Rollup } from '../model/dataset.js';
import type { RollupState } from './rollup-states.js';

/** The lengths of a rollup's buckets, in microseconds. */
export const BUCKET_US = { hour: 3_600_000_000, day: 86_400_000_000 } as const;

/** The range without the buckets that its ends cut; empty where it holds no whole bucket. */
export function wholeBuckets({ sinceUs, untilUs }: TimeRange, bucketUs: number): TimeRange {
  return {
    sinceUs: sinceUs === null ? null : Math.ceil(sinceUs / bucketUs) * bucketUs,
    untilUs: untilUs === null ? null : Math.floor(untilUs / bucketUs) * bucketUs,
  };
}

/** Whether the range cuts no bucket. */
export function isWholeBuckets({ sinceUs, untilUs }: TimeRange, bucketUs: number): boolean {
  return (sinceUs ?? 0) % bucketUs === 0 && (untilUs ?? 0) % bucketUs === 0;
}

/** The time that a rollup's buckets spanned when its state was read; unbounded where that is not known. */
export function heldRange(
  rollup: Rollup,
  { firstBucketUs, lastBucketUs }: Pick<RollupState, 'firstBucketUs' | 'lastBucketUs'>,
): TimeRange {
  const bucketUs = BUCKET_US[rollup.grain];
  return {
    sinceUs: firstBucketUs,
    // A fold knows its days alone, so that the last bucket may be named by its day's last hour.
    untilUs: lastBucketUs === null ? null : (Math.floor(lastBucketUs / bucketUs) + 1) * bucketUs,
  };
}
