import type { TimeRange } from '../question/analytic-question.js';
import { intersectRanges } from '../question/time-range.js';

/** Half-open ranges that neither overlap nor touch, earliest first, none of them empty. */
export type RangeSet = readonly TimeRange[];

/** The instants as numbers, with infinities for what is unbounded. */
const startOf = ({ sinceUs }: TimeRange): number => sinceUs ?? -Infinity;
const endOf = ({ untilUs }: TimeRange): number => untilUs ?? Infinity;

/** Whether no instant lies in the range. */
export function isEmptyRange(range: TimeRange): boolean {
  return startOf(range) >= endOf(range);
}

/** Whether every instant of `inner` lies in `outer`. */
export function containsRange(outer: TimeRange, inner: TimeRange): boolean {
  return isEmptyRange(inner) || (startOf(outer) <= startOf(inner) && endOf(outer) >= endOf(inner));
}

/** All instants that lie in any of the ranges. */
export function uniteRanges(ranges: readonly TimeRange[]): RangeSet {
  const united: TimeRange[] = [];
  for (const range of ranges.filter((each) => !isEmptyRange(each)).sort((a, b) => startOf(a) - startOf(b))) {
    const last = united.at(-1);
    if (last === undefined || startOf(range) > endOf(last)) united.push(range);
    else if (endOf(range) > endOf(last)) united[united.length - 1] = { ...last, untilUs: range.untilUs };
  }
  return united;
}

/** What of the ranges lies in `within`. */
export function cutRanges(ranges: RangeSet, within: TimeRange): RangeSet {
  return ranges.map((range) => intersectRanges(range, within)).filter((range) => !isEmptyRange(range));
}

/** What of `range` lies in none of the ranges taken away. */
export function subtractRanges(range: TimeRange, away: RangeSet): RangeSet {
  const left: TimeRange[] = [];
  let from = startOf(range);
  for (const each of away) {
    left.push(rangeOf(from, Math.min(startOf(each), endOf(range))));
    from = Math.max(from, endOf(each));
  }
  left.push(rangeOf(from, endOf(range)));
  return left.filter((each) => !isEmptyRange(each));
}

/** At most `max` ranges that hold all of these: the nearest neighbours become one, with what is between them. */
export function limitRanges(ranges: RangeSet, max: number): RangeSet {
  const limited = [...ranges];
  while (limited.length > max) {
    let nearest = 1;
    for (let index = 2; index < limited.length; index++) {
      if (gapBefore(limited, index) < gapBefore(limited, nearest)) nearest = index;
    }
    const [one, other] = [limited[nearest - 1]!, limited[nearest]!];
    limited.splice(nearest - 1, 2, { sinceUs: one.sinceUs, untilUs: other.untilUs });
  }
  return limited;
}

function gapBefore(ranges: RangeSet, index: number): number {
  return startOf(ranges[index]!) - endOf(ranges[index - 1]!);
}

/** An end at infinity is no bound, but a range that lies at infinity is empty. */
function rangeOf(start: number, end: number): TimeRange {
  if (start >= end) return { sinceUs: 0, untilUs: 0 };
  return { sinceUs: start === -Infinity ? null : start, untilUs: end === Infinity ? null : end };
}
