import type { TimeRange } from '../question/analytic-question.js';

const HOUR_SECONDS = 3_600;
const HOUR_US = HOUR_SECONDS * 1_000_000;

/** From `sinceUs` on, the zone is this far from UTC. */
export interface ZoneOffset {
  readonly sinceUs: number;
  readonly offsetSeconds: number;
}

/**
 * How a zone's clocks stand to UTC over time, as PostgreSQL's own time-zone data says: what decides whether UTC hours or days
 * can be put together into its calendar buckets exactly (D6).
 */
export class ZoneProfile {
  readonly #offsets: readonly ZoneOffset[];
  readonly #known: TimeRange;

  /**
   * @param offsets every change of offset in the known range, oldest first; the first is the offset at its start.
   * @param known the range that was looked at; of what lies outside nothing is claimed.
   */
  constructor(offsets: readonly ZoneOffset[], known: TimeRange) {
    this.#offsets = offsets;
    this.#known = known;
  }

  /** Whether no UTC hour of the range straddles a calendar bucket: whole-hour offsets, changed at whole hours only. */
  isWholeHours(range: TimeRange): boolean {
    return (
      this.#isKnown(range) &&
      this.#within(range).every(
        ({ sinceUs, offsetSeconds }, index) =>
          offsetSeconds % HOUR_SECONDS === 0 && (index === 0 || sinceUs % HOUR_US === 0),
      )
    );
  }

  /** Whether the zone's days are UTC's days throughout the range. */
  isUtc(range: TimeRange): boolean {
    return this.#isKnown(range) && this.#within(range).every(({ offsetSeconds }) => offsetSeconds === 0);
  }

  #isKnown({ sinceUs, untilUs }: TimeRange): boolean {
    return (
      (sinceUs ?? -Infinity) >= (this.#known.sinceUs ?? -Infinity) &&
      (untilUs ?? Infinity) <= (this.#known.untilUs ?? Infinity)
    );
  }

  /** The offset in force at the range's start, and every change inside it. */
  #within({ sinceUs, untilUs }: TimeRange): readonly ZoneOffset[] {
    return this.#offsets.filter((offset, index) => {
      const nextUs = this.#offsets[index + 1]?.sinceUs ?? Infinity;
      return nextUs > (sinceUs ?? -Infinity) && (index === 0 || offset.sinceUs < (untilUs ?? Infinity));
    });
  }
}
