import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SluiceError } from '../../../src/errors/sluice-error.js';
import {
  decodePosition,
  encodePosition,
  type SearchPosition,
} from '../../../src/search/query/search-position.js';

const POSITION: SearchPosition = {
  searchId: '01a1fdc1-6c63-7bbf-9c9f-5265daed4d46',
  question: 'E-7J3cJG9fC75hjVNsgm4T',
  snapshot: '880:884:880,882',
  correctedQuery: 'printer “on” fire',
  sinceUs: 1_767_225_600_000_000,
  untilUs: null,
  rank: '1.6079271e-05',
  at: '2026-03-01 10:00:00.000001+00',
  source: 'helpdesk.tickets',
  id: '00000000-0000-4000-8000-000000000001',
};

/** A cursor of these parts, as somebody else might write it. */
const written = (parts: unknown): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

describe('a cursor', () => {
  test('is read as it was written', () => {
    expect(decodePosition(encodePosition(POSITION))).toEqual(POSITION);
    const other = { ...POSITION, snapshot: '3:3:', correctedQuery: null, rank: '0' };
    expect(decodePosition(encodePosition(other))).toEqual(other);
  });

  test('that is none is refused, whatever it is', () => {
    const refused = (cursor: string): void => {
      try {
        decodePosition(cursor);
      } catch (error) {
        expect(error).toBeInstanceOf(SluiceError);
        expect((error as SluiceError).code).toBe('BAD_USER_INPUT');
        return;
      }
      throw new Error(`Taken for a cursor: ${cursor}`);
    };
    fc.assert(fc.property(fc.string({ unit: 'binary' }), refused));
    fc.assert(fc.property(fc.jsonValue(), (value) => refused(written(value))));
    refused('x'.repeat(100_000));
  });

  test.each([
    ['searchId', 'x'],
    ['snapshot', '5:3:'],
    ['snapshot', '0:3:'],
    ['snapshot', '3:5:4,3'],
    ['snapshot', '3:5:5'],
    ['snapshot', `${'9'.repeat(20)}:${'9'.repeat(20)}:`],
    ['correctedQuery', 5],
    ['sinceUs', '1'],
    ['untilUs', Number.MAX_VALUE],
    ['rank', 'NaN'],
    ['rank', '-1'],
    ['at', 'now'],
    ['at', '2026-03-01T10:00:00Z'],
    ['source', null],
    ['id', "'; drop table x"],
  ])('whose %s is %j is refused', (name, value) => {
    expect(() => decodePosition(written(Object.values({ ...POSITION, [name]: value })))).toThrow(
      /not a cursor/,
    );
  });
});
