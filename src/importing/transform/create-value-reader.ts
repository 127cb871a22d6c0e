import type { CleanStep, ValueMapping, ValueSource } from '../mapping/mapping.js';
import { createTimeReader, type TimeFormat } from '../mapping/time-format.js';
import type { RowProblem } from '../source/source-row.js';
import { formatInstant, instantMsOf } from './instant.js';
import { ZoneClock } from './zone-clock.js';

/** Makes a value out of a row's source values: text, null, or why it cannot be made. */
export type ValueReader = (values: readonly (string | null)[]) => string | null | RowProblem;

/** The source columns that a value is taken from. */
export function sourceColumnsOf(source: ValueSource): readonly string[] {
  switch (source.kind) {
    case 'column':
      return [source.name];
    case 'first':
    case 'template':
      return source.names;
    case 'constant':
      return [];
  }
}

/**
 * Compiles how a value is made into one function. The steps in order: taken, cleaned, nulled, looked up, replaced by the default where
 * null, read as a time. Ids are made by the caller, who knows the tenant.
 *
 * @param column what the value is for; reasons begin with it.
 * @param indexOf where a source column stands among a row's values.
 */
export function createValueReader(
  mapping: ValueMapping,
  column: string,
  indexOf: (sourceColumn: string) => number,
  nullValues: ReadonlySet<string>,
): ValueReader {
  const clean = createCleaner(mapping.clean);
  const asNull = (text: string | null): string | null =>
    text === null || nullValues.has(text) ? null : text;
  const take = createTaker(mapping.source, indexOf, (text) => (text === null ? null : asNull(clean(text))));
  const { values, unlisted, fallback } = mapping;
  const readTime = mapping.time === null ? null : createInstantReader(mapping.time, column);
  const from = sourceColumnsOf(mapping.source).join(', ');
  return (row) => {
    let text = take(row);
    if (text !== null && values !== null) {
      const found = values.get(text);
      if (found !== undefined) text = found;
      else if (unlisted.kind === 'replace') text = unlisted.text;
      else if (unlisted.kind === 'reject') {
        return {
          reason: `${column}_not_mapped`,
          detail: `"${shortened(text)}" of ${from} is not among the mapping's values for ${column}. Add it there, or an "other".`,
        };
      }
    }
    text ??= fallback;
    return text === null || readTime === null ? text : readTime(text);
  };
}

/** The beginning of a value, for a message. */
export function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function createTaker(
  source: ValueSource,
  indexOf: (column: string) => number,
  prepare: (text: string | null) => string | null,
): (row: readonly (string | null)[]) => string | null {
  switch (source.kind) {
    case 'constant':
      return () => source.text;
    case 'column': {
      const index = indexOf(source.name);
      return (row) => prepare(row[index]!);
    }
    case 'first': {
      const indices = source.names.map(indexOf);
      return (row) => {
        for (const index of indices) {
          const text = prepare(row[index]!);
          if (text !== null) return text;
        }
        return null;
      };
    }
    case 'template': {
      const indices = source.names.map(indexOf);
      return (row) => {
        let text = source.texts[0]!;
        for (const [position, index] of indices.entries()) {
          const value = prepare(row[index]!);
          if (value === null) return null;
          text += value + source.texts[position + 1]!;
        }
        return text;
      };
    }
  }
}

function createCleaner(steps: readonly CleanStep[]): (text: string) => string {
  const functions = steps.map(createStep);
  return (text) => functions.reduce((cleaned, step) => step(cleaned), text);
}

function createStep(step: CleanStep): (text: string) => string {
  switch (step.kind) {
    case 'trim':
      return (text) => text.trim();
    case 'collapse_whitespace':
      return (text) => text.replace(/\s+/gu, ' ').trim();
    case 'strip_control':
      // Tab, line feed and carriage return are text; the other control characters are remains of some machine.
      return (text) => text.replace(/(?![\t\n\r])\p{Cc}/gu, '');
    case 'lower':
      return (text) => text.toLowerCase();
    case 'upper':
      return (text) => text.toUpperCase();
    case 'replace':
      return (text) => text.replace(step.pattern, step.replacement);
  }
}

function createInstantReader(time: TimeFormat, column: string): (text: string) => string | RowProblem {
  const read = createTimeReader(time.format);
  if (typeof read === 'string') throw new Error(`An unchecked time format: ${read}`);
  const clock = time.zone === null ? null : new ZoneClock(time.zone);
  const refuse = (text: string, why: string, reason = 'invalid'): RowProblem => ({
    reason: `${column}_${reason}`,
    detail: `"${shortened(text)}" for ${column} ${why}.`,
  });
  return (text) => {
    const parts = read(text);
    if (parts === null) return refuse(text, `is not a time written as ${time.format}`);
    if (parts.offsetMinutes !== null)
      return formatInstant(instantMsOf(parts, parts.offsetMinutes), parts.fraction);
    if (clock === null) return refuse(text, 'has no offset from UTC, and the mapping gives no "zone"');
    const { earlierMs, laterMs, isGap } = clock.instantsOf(parts);
    if (isGap && time.nonexistent === 'reject') {
      return refuse(
        text,
        `never was on the clocks of ${time.zone}: they went forward past it`,
        'nonexistent',
      );
    }
    if (!isGap && earlierMs !== laterMs && time.ambiguous === 'reject') {
      return refuse(text, `was twice on the clocks of ${time.zone}: they went back past it`, 'ambiguous');
    }
    return formatInstant(isGap || time.ambiguous === 'later' ? laterMs : earlierMs, parts.fraction);
  };
}
