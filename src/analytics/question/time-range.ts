import { Temporal } from 'temporal-polyfill';
import { SluiceError } from '../../errors/sluice-error.js';
import type { TimeRange } from './analytic-question.js';

/** What a caller may say of a time. */
export interface TimeFilterInput {
  readonly last?: string | null;
  readonly since?: string | null;
  readonly until?: string | null;
}

const EARLIEST_US = Date.UTC(1900, 0, 1) * 1000;
const LATEST_US = Date.UTC(2200, 0, 1) * 1000;
const NANOSECONDS_PER_MICROSECOND = 1000n;

/**
 * The half-open range that a time filter describes. Values without offset are wall-clock times of `timezone`; `last` is calendar
 * arithmetic there, ending at `until` or at `now`.
 * @throws SluiceError `BAD_USER_INPUT` where the parts contradict each other or no such time exists.
 */
export function readTimeRange(
  input: TimeFilterInput,
  timezone: string,
  now: () => Date,
  field: string,
): TimeRange {
  const { last, since, until } = input;
  if (last != null && since != null) {
    throw new SluiceError('BAD_USER_INPUT', `${field}: give either "last" or "since", not both.`);
  }
  const sinceUs = since == null ? null : readInstant(since, timezone, field);
  const untilUs = until == null ? null : readInstant(until, timezone, field);
  const range =
    last == null ? { sinceUs, untilUs } : lastRange(last, untilUs ?? now().getTime() * 1000, timezone, field);
  if (range.sinceUs !== null && range.untilUs !== null && range.sinceUs > range.untilUs) {
    throw new SluiceError('BAD_USER_INPUT', `${field}: "since" (${since}) is later than "until" (${until}).`);
  }
  return range;
}

/** The range in which both hold. */
export function intersectRanges(a: TimeRange, b: TimeRange): TimeRange {
  const sinceUs =
    a.sinceUs === null ? b.sinceUs : b.sinceUs === null ? a.sinceUs : Math.max(a.sinceUs, b.sinceUs);
  const untilUs =
    a.untilUs === null ? b.untilUs : b.untilUs === null ? a.untilUs : Math.min(a.untilUs, b.untilUs);
  return { sinceUs, untilUs };
}

/** ISO 8601 text in UTC with all six decimals, as PostgreSQL reads a timestamptz. */
export function isoFromMicroseconds(us: number): string {
  const fraction = ((us % 1_000_000) + 1_000_000) % 1_000_000;
  const seconds = new Date((us - fraction) / 1000).toISOString().slice(0, 19);
  return `${seconds}.${String(fraction).padStart(6, '0')}Z`;
}

function lastRange(last: string, untilUs: number, timezone: string, field: string): TimeRange {
  const end = Temporal.Instant.fromEpochNanoseconds(BigInt(untilUs) * NANOSECONDS_PER_MICROSECOND);
  let sinceUs: number;
  try {
    const start = end.toZonedDateTimeISO(timezone).subtract(Temporal.Duration.from(last));
    sinceUs = microseconds(start.epochNanoseconds);
  } catch (cause) {
    throw new SluiceError('BAD_USER_INPUT', `${field}: the duration "${last}" reaches out of the calendar.`, {
      cause,
    });
  }
  return { sinceUs: assertInCalendar(sinceUs, last, field), untilUs };
}

/**
 * The instant that a `DateTime` names, in microseconds since the epoch; one without offset is a wall-clock time of `timezone`.
 * @throws SluiceError `BAD_USER_INPUT` where no such time exists; it names `field`.
 */
export function readInstant(text: string, timezone: string, field: string): number {
  let us: number;
  try {
    us = /(Z|[+-]\d{2}:?\d{0,2})$/i.test(text.slice(10))
      ? microseconds(Temporal.Instant.from(text).epochNanoseconds)
      : microseconds(Temporal.PlainDateTime.from(text).toZonedDateTime(timezone).epochNanoseconds);
  } catch (cause) {
    throw new SluiceError('BAD_USER_INPUT', `${field}: "${text}" is not a time of the calendar.`, { cause });
  }
  return assertInCalendar(us, text, field);
}

function assertInCalendar(us: number, given: string, field: string): number {
  if (us >= EARLIEST_US && us <= LATEST_US) return us;
  throw new SluiceError('BAD_USER_INPUT', `${field}: "${given}" lies outside the years 1900 to 2199.`);
}

function microseconds(epochNanoseconds: bigint): number {
  return Number(epochNanoseconds / NANOSECONDS_PER_MICROSECOND);
}
