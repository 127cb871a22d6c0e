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

  /** @param offsets every change of offset, oldest first; the first also stands for all time before it. */
  constructor(offsets: readonly ZoneOffset[]) {
    this.#offsets = offsets;
  }

  /** Whether no UTC hour of the range straddles a calendar bucket: whole-hour offsets, changed at whole hours only. */
  isWholeHours(range: TimeRange): boolean {
    return this.#within(range).every(
      ({ sinceUs, offsetSeconds }, index) =>
        offsetSeconds % HOUR_SECONDS === 0 && (index === 0 || sinceUs % HOUR_US === 0),
    );
  }

  /** Whether the zone's days are UTC's days throughout the range. */
  isUtc(range: TimeRange): boolean {
    return this.#within(range).every(({ offsetSeconds }) => offsetSeconds === 0);
  }

  /** The offset in force at the range's start, and every change inside it. */
  #within({ sinceUs, untilUs }: TimeRange): readonly ZoneOffset[] {
    return this.#offsets.filter((offset, index) => {
      const nextUs = this.#offsets[index + 1]?.sinceUs ?? Infinity;
      return nextUs > (sinceUs ?? -Infinity) && (index === 0 || offset.sinceUs < (untilUs ?? Infinity));
    });
  }
}
