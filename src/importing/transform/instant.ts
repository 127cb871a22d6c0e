import type { TimeParts } from '../mapping/time-format.js';

/** Milliseconds since the epoch of a time at an offset from UTC, its fraction of a second left out. */
export function instantMsOf(parts: TimeParts, offsetMinutes: number): number {
  return utcMsOf(parts) - offsetMinutes * 60_000;
}

/** The same, taking the clock to show UTC. Unlike `Date.UTC` it does not take the years 0 to 99 for 1900 to 1999. */
export function utcMsOf({ year, month, day, hour, minute, second }: TimeParts): number {
  return new Date(0).setUTCFullYear(year, month - 1, day) + ((hour * 60 + minute) * 60 + second) * 1000;
}

/**
 * Writes an instant as PostgreSQL reads it, whatever its DateStyle: `2015-05-11 07:56:00.25+00`, a year before 1 with `BC`.
 * @param fraction digits behind the decimal point of the seconds, or ''.
 */
export function formatInstant(instantMs: number, fraction: string): string {
  const at = new Date(instantMs);
  const year = at.getUTCFullYear();
  const date = `${pad(year > 0 ? year : 1 - year, 4)}-${pad(at.getUTCMonth() + 1, 2)}-${pad(at.getUTCDate(), 2)}`;
  const time = `${pad(at.getUTCHours(), 2)}:${pad(at.getUTCMinutes(), 2)}:${pad(at.getUTCSeconds(), 2)}`;
  return `${date} ${time}${fraction === '' ? '' : `.${fraction}`}+00${year > 0 ? '' : ' BC'}`;
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, '0');
}
