/** What a wall-clock time means that occurs twice, when clocks are set back. */
export type AmbiguousTime = 'earlier' | 'later' | 'reject';

/** What a wall-clock time means that does not occur, when clocks are set forward: refused, or moved on by the gap. */
export type NonexistentTime = 'reject' | 'shift';

/** How a time is written in the source. */
export interface TimeFormat {
  readonly format: string;
  /** IANA zone of a wall-clock time; null where the format itself tells the instant (an offset, or seconds since 1970). */
  readonly zone: string | null;
  readonly ambiguous: AmbiguousTime;
  readonly nonexistent: NonexistentTime;
}

/** The parts of a time as they were written; `offsetMinutes` null: a wall-clock time. */
export interface TimeParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Digits behind the decimal point of the seconds, at most 6. */
  readonly fraction: string;
  readonly offsetMinutes: number | null;
}

/** Reads a text of one format; null where the text is not of it, or names a day or hour that no calendar has. */
export type TimeReader = (text: string) => TimeParts | null;

interface Token {
  readonly pattern: string;
  readonly part: string;
}

/** The letters of Unicode's date format patterns (UTS 35) that are read. */
const TOKENS: Readonly<Record<string, Token>> = {
  yyyy: { pattern: '\\d{4}', part: 'year' },
  MM: { pattern: '\\d{2}', part: 'month' },
  M: { pattern: '\\d{1,2}', part: 'month' },
  dd: { pattern: '\\d{2}', part: 'day' },
  d: { pattern: '\\d{1,2}', part: 'day' },
  HH: { pattern: '\\d{2}', part: 'hour' },
  H: { pattern: '\\d{1,2}', part: 'hour' },
  hh: { pattern: '\\d{2}', part: 'hour12' },
  h: { pattern: '\\d{1,2}', part: 'hour12' },
  mm: { pattern: '\\d{2}', part: 'minute' },
  m: { pattern: '\\d{1,2}', part: 'minute' },
  ss: { pattern: '\\d{2}', part: 'second' },
  s: { pattern: '\\d{1,2}', part: 'second' },
  S: { pattern: '\\d{1,6}', part: 'fraction' },
  a: { pattern: '[AaPp]\\.?[Mm]\\.?', part: 'half' },
  XXX: { pattern: 'Z|[+-]\\d{2}:?\\d{2}', part: 'offset' },
};

const ISO =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ](?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,6})\d*)?)?)?\s?(?<offset>Z|[+-]\d{2}(?::?\d{2})?)?$/i;

/** Reads ISO 8601 as PostgreSQL and JavaScript write it: a date, or a date and time, with an offset or without. */
export const readIsoTime: TimeReader = (text) => toParts(ISO.exec(text)?.groups);

/**
 * Makes the reader of a format: `iso`, `unix_seconds`, `unix_milliseconds`, or a pattern of Unicode's letters such as
 * `MM/dd/yyyy hh:mm:ss a` (`yyyy M d H h m s S a XXX`, doubled for leading zeros; other letters in single quotes).
 * @returns the reader, or a sentence that says what is wrong with the format.
 */
export function createTimeReader(format: string): TimeReader | string {
  if (format === 'iso') return readIsoTime;
  if (format === 'unix_seconds') return (text) => fromEpoch(text, 1);
  if (format === 'unix_milliseconds') return (text) => fromEpoch(text, 1_000);
  const parts = new Set<string>();
  let pattern = '';
  for (const [piece] of format.matchAll(/'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z]/g)) {
    if (piece.startsWith("'")) {
      pattern += escaped(piece.slice(1, -1).replaceAll("''", "'"));
    } else if (/^[A-Za-z]/.test(piece)) {
      const token = TOKENS[/^S+$/.test(piece) ? 'S' : piece];
      if (token === undefined) {
        return `"${piece}" is no part of a time format: use ${Object.keys(TOKENS).join(' ')}, and single quotes around other letters`;
      }
      if (parts.has(token.part)) return `the ${token.part} stands there twice`;
      parts.add(token.part);
      pattern += `(?<${token.part}>${token.pattern})`;
    } else pattern += escaped(piece);
  }
  for (const part of ['year', 'month', 'day']) if (!parts.has(part)) return `it has no ${part}`;
  if (parts.has('hour12') !== parts.has('half'))
    return 'hh (hours of half a day) and a (AM or PM) need each other';
  const expression = new RegExp(`^${pattern}$`);
  return (text) => toParts(expression.exec(text)?.groups);
}

/** Whether texts of this format tell the instant by themselves, without a zone. */
export function hasOffset(format: string): boolean {
  return format.startsWith('unix_') || /^[^']*(?:'[^']*'[^']*)*XXX/.test(format);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

function toParts(groups: Readonly<Record<string, string | undefined>> | undefined): TimeParts | null {
  if (groups === undefined) return null;
  const year = Number(groups['year']);
  const month = Number(groups['month']);
  const day = Number(groups['day']);
  const minute = Number(groups['minute'] ?? 0);
  const second = Number(groups['second'] ?? 0);
  let hour = Number(groups['hour'] ?? 0);
  if (groups['hour12'] !== undefined) {
    const hourOfHalf = Number(groups['hour12']);
    if (hourOfHalf < 1 || hourOfHalf > 12) return null;
    hour = (hourOfHalf % 12) + (/^p/i.test(groups['half']!) ? 12 : 0);
  }
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const offsetMinutes = groups['offset'] === undefined ? null : toOffsetMinutes(groups['offset']);
  if (Number.isNaN(offsetMinutes)) return null;
  return { year, month, day, hour, minute, second, fraction: groups['fraction'] ?? '', offsetMinutes };
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysOf(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && isLeap ? 29 : DAYS[month - 1]!;
}

/** NaN where there is no such offset. */
function toOffsetMinutes(offset: string): number {
  if (/^z$/i.test(offset)) return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(3).replace(':', '') || 0);
  if (hours > 15 || minutes > 59) return NaN;
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function fromEpoch(text: string, perSecond: number): TimeParts | null {
  if (!/^-?\d{1,16}(?:\.\d{1,6})?$/.test(text)) return null;
  const micros = Math.round((Number(text) / perSecond) * 1_000_000);
  const seconds = Math.floor(micros / 1_000_000);
  const at = new Date(seconds * 1_000);
  const year = at.getUTCFullYear();
  if (!(year >= 1 && year <= 9999)) return null;
  return {
    year,
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
    second: at.getUTCSeconds(),
    fraction: String(micros - seconds * 1_000_000).padStart(6, '0'),
    offsetMinutes: 0,
  };
}
