import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cutRanges,
  limitRanges,
  subtractRanges,
  uniteRanges,
  type RangeSet,
} from '../../../src/analytics/planner/range-set.js';
import type { TimeRange } from '../../../src/analytics/question/analytic-question.js';

const instant = fc.option(fc.integer({ min: 0, max: 20 }), { freq: 6 });
const range: fc.Arbitrary<TimeRange> = fc.record({ sinceUs: instant, untilUs: instant });
const ranges = fc.array(range, { maxLength: 6 });

/** Half instants too, so that a boundary that is off by one shows; and both ends of time. */
const PROBES = [-1e18, ...Array.from({ length: 45 }, (_, index) => index / 2 - 1), 1e18];

const holds = (set: readonly TimeRange[], at: number): boolean =>
  set.some(({ sinceUs, untilUs }) => (sinceUs ?? -Infinity) <= at && at < (untilUs ?? Infinity));

function expectSet(set: RangeSet): void {
  for (const [index, each] of set.entries()) {
    expect(each.sinceUs ?? -Infinity).toBeLessThan(each.untilUs ?? Infinity);
    if (index > 0) expect(set[index - 1]!.untilUs ?? Infinity).toBeLessThan(each.sinceUs ?? -Infinity);
  }
}

describe('sets of ranges', () => {
  test('unite, cut and subtract as sets of instants do', () => {
    fc.assert(
      fc.property(ranges, range, (some, one) => {
        const united = uniteRanges(some);
        const cut = cutRanges(united, one);
        const left = subtractRanges(one, united);
        for (const set of [united, cut, left]) expectSet(set);
        for (const at of PROBES) {
          expect(holds(united, at)).toBe(holds(some, at));
          expect(holds(cut, at)).toBe(holds(some, at) && holds([one], at));
          expect(holds(left, at)).toBe(holds([one], at) && !holds(some, at));
        }
      }),
    );
  });

  test('are limited by closing the shortest gaps', () => {
    const at = (...bounds: [number, number][]): RangeSet =>
      bounds.map(([sinceUs, untilUs]) => ({ sinceUs, untilUs }));
    const set = at([0, 1], [5, 6], [7, 8], [20, 21]);
    expect(limitRanges(set, 4)).toEqual(set);
    expect(limitRanges(set, 3)).toEqual(at([0, 1], [5, 8], [20, 21]));
    expect(limitRanges(set, 2)).toEqual(at([0, 8], [20, 21]));
    expect(limitRanges(set, 1)).toEqual(at([0, 21]));
  });
});
