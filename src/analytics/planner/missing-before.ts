import type { RangeSet } from './range-set.js';

/** The instant, in microseconds since the epoch, before which an answer lacks something of its range; null where it lacks nothing. */
export function missingBefore(missing: RangeSet): number | null {
  return missing.at(-1)?.untilUs ?? null;
}

/** Negative where `a` lacks less time than `b`; of two that lack time without end, where it has more of what is recent. */
export function compareMissing(a: RangeSet, b: RangeSet): number {
  const [lengthA, lengthB] = [lengthOf(a), lengthOf(b)];
  if (lengthA !== lengthB) return lengthA < lengthB ? -1 : 1;
  return (missingBefore(a) ?? -Infinity) - (missingBefore(b) ?? -Infinity) || 0;
}

function lengthOf(ranges: RangeSet): number {
  return ranges.reduce(
    (sum, { sinceUs, untilUs }) => sum + ((untilUs ?? Infinity) - (sinceUs ?? -Infinity)),
    0,
  );
}
