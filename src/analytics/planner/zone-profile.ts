import type { TimeRange } from '../question/analytic-question.js';
import { containsRange } from './range-set.js';

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

  /** Until when the zone was looked at; null for ever. */
  get knownUntilUs(): number | null {
    return this.#known.untilUs;
  }

  /**
   * The longest stretch around `range` in which no UTC hour straddles a calendar bucket: whole-hour offsets, changed at whole hours only.
   * Null where the range itself is none.
   */
  wholeHoursAround(range: TimeRange): TimeRange | null {
    return this.#stretchAround(
      range,
      ({ offsetSeconds }) => offsetSeconds % HOUR_SECONDS === 0,
      ({ sinceUs }) => sinceUs % HOUR_US === 0,
    );
  }

  /** The longest stretch around `range` in which the zone's days are UTC's days; null where the range itself is none. */
  utcAround(range: TimeRange): TimeRange | null {
    return this.#stretchAround(
      range,
      ({ offsetSeconds }) => offsetSeconds === 0,
      () => true,
    );
  }

  #stretchAround(
    range: TimeRange,
    isFit: (offset: ZoneOffset) => boolean,
    isFitChange: (offset: ZoneOffset) => boolean,
  ): TimeRange | null {
    if (!containsRange(this.#known, range)) return null;
    let from = this.#indexAt(range.sinceUs);
    if (!isFit(this.#offsets[from]!)) return null;
    let to = from;
    const joins = (later: number): boolean =>
      isFit(this.#offsets[later - 1]!) && isFit(this.#offsets[later]!) && isFitChange(this.#offsets[later]!);
    while (from > 0 && joins(from)) from--;
    while (to < this.#offsets.length - 1 && joins(to + 1)) to++;
    const stretch: TimeRange = {
      sinceUs: from === 0 ? this.#known.sinceUs : this.#offsets[from]!.sinceUs,
      untilUs: this.#offsets[to + 1]?.sinceUs ?? this.#known.untilUs,
    };
    return containsRange(stretch, range) ? stretch : null;
  }

  /** Which offset is in force at an instant; at the beginning of time the first. */
  #indexAt(us: number | null): number {
    return Math.max(
      0,
      this.#offsets.findLastIndex(({ sinceUs }) => sinceUs <= (us ?? -Infinity)),
    );
  }
}
