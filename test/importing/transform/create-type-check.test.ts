import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import pg from 'pg';
import { createTypeCheck } from '../../../src/importing/transform/create-type-check.js';
import { postgresVersions } from '../../setup/test-database.js';
import { testUrl } from '../../setup/test-servers.js';

const TYPES = [
  'text',
  'character varying(5)',
  'uuid',
  'smallint',
  'integer',
  'bigint',
  'numeric',
  'numeric(5,2)',
  'double precision',
  'boolean',
  'date',
  'timestamp with time zone',
];

describe('a value that passes the check of its type', () => {
  let client: pg.Client;
  beforeAll(async () => {
    client = new pg.Client({ connectionString: testUrl(postgresVersions[0]!.port, 'postgres', 'postgres') });
    await client.connect();
  });
  afterAll(() => client.end());

  const texts = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'0123456789.-+eE:TZ '), maxLength: 12 }),
    fc.constantFrom(
      'true',
      'F',
      'yes',
      '0',
      '1e400',
      '1e-400',
      '-32768',
      '32768',
      '99999',
      '123.456',
      '999.995',
      '2015-02-29',
      '2016-02-29',
    ),
    fc.constantFrom(
      '2016-02-29T10:00:00Z',
      '2016-02-29 10:00:00.5+05:30',
      '9999-12-31T23:59:59-15:00',
      '0001-01-01T00:00:00+15:00',
    ),
    fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }).map(String),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.uuid(),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
  );

  test.each(TYPES)('is one that PostgreSQL takes as %s', async (type) => {
    const check = createTypeCheck(type)!;
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const checked = check(text);
        if ('text' in checked) await client.query(`select $1::text::${type}`, [checked.text]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the check of a type', () => {
  test.each([
    ['smallint', '32768', 'is not between -32768 and 32767'],
    ['integer', '1.5', 'is not a whole number'],
    ['character varying(3)', 'four', 'is longer than 3 characters'],
    ['numeric(5,2)', '1234', 'has more than 3 digits before the point'],
    ['numeric(5,2)', '1.234', 'has more than 2 decimal places'],
    ['boolean', 'perhaps', 'is neither true nor false'],
    [
      'timestamp with time zone',
      '2015-01-01 10:00:00',
      'has no offset from UTC; say under "time" in which "zone" it is',
    ],
    ['text', 'a\0b', 'holds a NUL character, which PostgreSQL cannot store'],
    ['text', 'a\ud800b', 'holds half a surrogate pair, which is no character'],
  ])('%s refuses %j, which %s', (type, text, refusal) => {
    expect(createTypeCheck(type)!(text)).toEqual({ refusal });
  });

  test('is missing for a type that is not imported', () => {
    expect(createTypeCheck('timestamp without time zone')).toBeNull();
    expect(createTypeCheck('text[]')).toBeNull();
  });
});
