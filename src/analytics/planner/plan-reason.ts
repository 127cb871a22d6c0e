import { isoFromMicroseconds } from '../question/time-range.js';
import type { Cover } from './cover-rollup.js';
import { missingBefore } from './missing-before.js';
import type { RangeSet } from './range-set.js';
import type { Candidate } from './weigh.js';

/** Why this rollup was chosen, and what of the answer is not from it. */
export function rollupReason({ rollup, cover }: Candidate, covering: number, timezone: string): string {
  const choice =
    covering === 1
      ? 'the only rollup that covers the question'
      : 'of the rollups that cover the question it reads least';
  return [
    choice,
    cutClause(cover, rollup.grain),
    changedClause(cover),
    cover.isBeyondStretch
      ? `times for which the clocks of ${timezone} do not fit the rollup's UTC ${rollup.grain}s come from the base table`
      : null,
    missingClause(cover.missing),
  ]
    .filter((clause) => clause !== null)
    .join('; ');
}

/**
 * Why the base table was chosen.
 * @param gap what keeps every rollup from answering alike; null for nothing.
 */
export function tableReason(isCovered: boolean, gap: string | null, missing: RangeSet): string {
  const choice = isCovered
    ? 'the base table reads no more than any rollup here'
    : (gap ?? 'no rollup covers the question');
  return [choice, missingClause(missing)].filter((clause) => clause !== null).join('; ');
}

/** What an answer lacks, in words; null where it lacks nothing. Where the archive begins is not said: that is known of all tenants together. */
export function missingClause(missing: RangeSet): string | null {
  const before = missingBefore(missing);
  if (before === null) return null;
  return `what lies before ${isoFromMicroseconds(before)} is archived and can no longer be had in full like this`;
}

function cutClause({ cutEnds }: Cover, grain: string): string | null {
  if (cutEnds === 0) return null;
  return cutEnds === 1
    ? `the UTC ${grain} that the range cuts comes from the base table`
    : `the two UTC ${grain}s that the range cuts come from the base table`;
}

function changedClause({ changedDays }: Cover): string | null {
  if (changedDays === 0) return null;
  if (changedDays === 'all') return 'what is not archived changes so fast that it comes from the base table';
  return changedDays === 1
    ? 'one UTC day has changed since the rollup was last folded and comes from the base table'
    : `${changedDays} UTC days have changed since the rollup was last folded and come from the base table`;
}
