import { Temporal } from 'temporal-polyfill';
import type { TimeParts } from '../mapping/time-format.js';
import { utcMsOf } from './instant.js';

/** The instants that a wall-clock time stands for, in milliseconds since the epoch: equal unless it is ambiguous or in a gap. */
export interface WallClockInstants {
  readonly earlierMs: number;
  readonly laterMs: number;
  /** Whether the clock never showed this time; `laterMs` is then the time moved on by the gap. */
  readonly isGap: boolean;
}

const HOUR_MS = 60 * 60 * 1000;
const MAX_CACHED_HOURS = 100_000;

/**
 * Turns one IANA zone's wall-clock times into instants. An hour's offset is looked up once; only an hour in which the clocks
 * change is looked at time by time.
 */
export class ZoneClock {
  readonly #zone: string;
  /** Offset in milliseconds of each wall-clock hour, or null where it changes within the hour. */
  readonly #offsetOfHour = new Map<number, number | null>();

  constructor(zone: string) {
    this.#zone = zone;
  }

  instantsOf(parts: TimeParts): WallClockInstants {
    const { year, month, day, hour, minute, second } = parts;
    const wallMs = utcMsOf(parts);
    const hourStart = wallMs - (minute * 60 + second) * 1000;
    const offset = this.#offset(hourStart);
    if (offset !== null) return { earlierMs: wallMs - offset, laterMs: wallMs - offset, isGap: false };
    const wall = new Temporal.PlainDateTime(year, month, day, hour, minute, second);
    const earlier = wall.toZonedDateTime(this.#zone, { disambiguation: 'earlier' });
    const later = wall.toZonedDateTime(this.#zone, { disambiguation: 'later' });
    return {
      earlierMs: earlier.epochMilliseconds,
      laterMs: later.epochMilliseconds,
      isGap: !later.toPlainDateTime().equals(wall),
    };
  }

  #offset(hourStart: number): number | null {
    let offset = this.#offsetOfHour.get(hourStart);
    if (offset === undefined) {
      offset = this.#lookUp(hourStart);
      if (this.#offsetOfHour.size >= MAX_CACHED_HOURS) this.#offsetOfHour.clear();
      this.#offsetOfHour.set(hourStart, offset);
    }
    return offset;
  }

  #lookUp(hourStart: number): number | null {
    let common: number | null = null;
    for (const wallMs of [hourStart, hourStart + HOUR_MS - 1000]) {
      const at = new Date(wallMs);
      const wall = new Temporal.PlainDateTime(
        at.getUTCFullYear(),
        at.getUTCMonth() + 1,
        at.getUTCDate(),
        at.getUTCHours(),
        at.getUTCMinutes(),
        at.getUTCSeconds(),
      );
      for (const disambiguation of ['earlier', 'later'] as const) {
        const offset = wallMs - wall.toZonedDateTime(this.#zone, { disambiguation }).epochMilliseconds;
        if (common !== null && offset !== common) return null;
        common = offset;
      }
    }
    return common;
  }
}
