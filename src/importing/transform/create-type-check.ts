import { readIsoTime } from '../mapping/time-format.js';
import { formatInstant, instantMsOf } from './instant.js';

/** Makes a text fit for a column of one type: the text to store, or a sentence's end that says why it does not fit. */
export type TypeCheck = (text: string) => { readonly text: string } | { readonly refusal: string };

/**
 * The check for a PostgreSQL type, as strict as the cast in the database or stricter, so that COPY never fails on a value.
 * @param type as `format_type` writes it.
 * @returns null for a type that cannot be imported.
 */
export function createTypeCheck(type: string): TypeCheck | null {
  const [, name = '', size, zone = ''] =
    /^([a-z ]+?)(?:\(([\d,]+)\))?( without time zone| with time zone)?$/.exec(type) ?? [];
  switch (name + zone) {
    case 'text':
      return checkText(Infinity);
    case 'character varying':
      return checkText(size === undefined ? Infinity : Number(size));
    case 'uuid':
      return matching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, 'a UUID');
    case 'smallint':
      return integerBetween(-(2n ** 15n), 2n ** 15n - 1n);
    case 'integer':
      return integerBetween(-(2n ** 31n), 2n ** 31n - 1n);
    case 'bigint':
      return integerBetween(-(2n ** 63n), 2n ** 63n - 1n);
    case 'numeric':
      return checkNumeric(size);
    case 'double precision':
      return checkDouble;
    case 'boolean':
      return checkBoolean;
    case 'date':
      return checkDate;
    case 'timestamp with time zone':
      return checkInstant;
    default:
      return null;
  }
}

function checkText(maxLength: number): TypeCheck {
  return (text) => {
    if (text.includes('\0')) return { refusal: 'holds a NUL character, which PostgreSQL cannot store' };
    if (/\p{Surrogate}/u.test(text)) return { refusal: 'holds half a surrogate pair, which is no character' };
    // PostgreSQL counts characters, JavaScript counts UTF-16 units: only the longer ones need counting.
    if (text.length > maxLength && [...text].length > maxLength)
      return { refusal: `is longer than ${maxLength} characters` };
    return { text };
  };
}

function matching(pattern: RegExp, what: string): TypeCheck {
  return (text) => (pattern.test(text) ? { text } : { refusal: `is not ${what}` });
}

function integerBetween(least: bigint, greatest: bigint): TypeCheck {
  return (text) => {
    if (!/^[+-]?\d{1,30}$/.test(text)) return { refusal: 'is not a whole number' };
    const value = BigInt(text.replace(/^\+/, ''));
    return value < least || value > greatest
      ? { refusal: `is not between ${least} and ${greatest}` }
      : { text };
  };
}

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?$/i;

function checkNumeric(size: string | undefined): TypeCheck {
  if (size === undefined) return matching(DECIMAL, 'a number');
  const [precision = 0, scale = 0] = size.split(',').map(Number);
  return (text) => {
    if (!DECIMAL.test(text)) return { refusal: 'is not a number' };
    const [, whole = '', fraction = ''] = /^[+-]?0*(\d*)\.?(\d*)$/.exec(text) ?? [];
    if (/e/i.test(text) || fraction.length > scale)
      return { refusal: `has more than ${scale} decimal places` };
    return whole.length > precision - scale
      ? { refusal: `has more than ${precision - scale} digits before the point` }
      : { text };
  };
}

const checkDouble: TypeCheck = (text) => {
  if (!DECIMAL.test(text)) return { refusal: 'is not a number' };
  const value = Number(text);
  const isRoundedToZero = value === 0 && /[1-9]/.test(text.replace(/e.*/i, ''));
  return Number.isFinite(value) && !isRoundedToZero
    ? { text }
    : { refusal: 'is out of the range of a double' };
};

const BOOLEANS: Readonly<Record<string, string>> = {
  true: 't',
  t: 't',
  yes: 't',
  y: 't',
  '1': 't',
  false: 'f',
  f: 'f',
  no: 'f',
  n: 'f',
  '0': 'f',
};

const checkBoolean: TypeCheck = (text) => {
  const value = BOOLEANS[text.toLowerCase()];
  return value === undefined ? { refusal: 'is neither true nor false' } : { text: value };
};

const checkDate: TypeCheck = (text) => {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && readIsoTime(text) !== null
    ? { text }
    : { refusal: 'is not a date such as 2026-03-31' };
};

const checkInstant: TypeCheck = (text) => {
  const parts = readIsoTime(text);
  if (parts === null)
    return { refusal: 'is not a time such as 2026-03-31T12:30:00Z; say under "time" how it is written' };
  if (parts.offsetMinutes === null)
    return { refusal: 'has no offset from UTC; say under "time" in which "zone" it is' };
  return { text: formatInstant(instantMsOf(parts, parts.offsetMinutes), parts.fraction) };
};
