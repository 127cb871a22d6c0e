import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { Question } from './random-question.js';

export type Row = Record<string, unknown>;

/** Expects the same groups with the same measures, in whatever order. */
export function expectSameRows(question: Question, actual: readonly Row[], expected: readonly Row[]): void {
  const key = (row: Row): string =>
    JSON.stringify(question.groupings.map(({ alias }) => comparable(row[alias])));
  const byKey = new Map(expected.map((row) => [key(row), row]));
  expectEqual(actual.map(key).sort(), [...byKey.keys()].sort());
  for (const row of actual) expectSameRow(row, byKey.get(key(row))!);
}

/** Expects the measures of `expected`; floats to the last digits. */
export function expectSameRow(actual: Row, expected: Row): void {
  for (const [name, value] of Object.entries(expected)) {
    const own = actual[name];
    if (typeof value === 'number' && typeof own === 'number') {
      // The plain SQL divides before it sums, so that the last digits may differ; counts must be equal.
      const tolerance = Number.isInteger(value) ? 0 : Math.abs(value) * 1e-12;
      if (Math.abs(own - value) > tolerance) expect({ [name]: own }).toEqual({ [name]: value });
    } else {
      expectEqual({ [name]: comparable(own) }, { [name]: comparable(value) });
    }
  }
}

/** Of the many values of a run nearly all are equal: `expect` is asked about the others alone, and says what differs. */
function expectEqual(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
}

/** Instants are compared as instants, however their zone is written. */
function comparable(value: unknown): unknown {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value) ? Date.parse(value) : value;
}
