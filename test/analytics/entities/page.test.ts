import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Parameters } from '../../../src/analytics/compiler/parameters.js';
import { behindCursor, pageOf } from '../../../src/analytics/entities/page.js';

const ID = '0190a5d4-0000-7000-8000-00000000000a';
const positionOf = (timeUs: string) => ({ timeUs, id: ID });

describe('a page', () => {
  test('ends behind its last record, and knows of more by the one it was given too many', () => {
    const full = pageOf(['3', '2', '1'], 2, positionOf);
    expect(full.nodes).toEqual(['3', '2']);
    expect(full.pageInfo.hasNextPage).toBe(true);
    const parameters = new Parameters();
    expect(behindCursor(full.pageInfo.endCursor!, 'sent_at', parameters)).toBe(
      '(sent_at, id) < ($1::timestamptz, $2::uuid)',
    );
    expect(parameters.values).toEqual(['1970-01-01T00:00:00.000002Z', ID]);
  });

  test('that is the last says so, and an empty one has no end', () => {
    expect(pageOf(['2', '1'], 2, positionOf).pageInfo.hasNextPage).toBe(false);
    expect(pageOf([], 2, positionOf)).toEqual({
      nodes: [],
      pageInfo: { hasNextPage: false, endCursor: null },
    });
  });

  test('keeps every microsecond of seven thousand years around 1970', () => {
    fc.assert(
      fc.property(fc.integer({ min: -6e15, max: 9e15 }), (us) => {
        const { endCursor } = pageOf([String(us)], 1, positionOf).pageInfo;
        const parameters = new Parameters();
        behindCursor(endCursor!, 'at', parameters);
        const text = parameters.values[0] as string;
        const [, millis, micros] = /^(.*\.\d{3})(\d{3})Z$/.exec(text)!;
        expect(Date.parse(`${millis}Z`) * 1000 + Number(micros)).toBe(us);
      }),
    );
  });

  test.each([
    ['nothing', ''],
    ['another text', 'next page please'],
    ['no identifier', Buffer.from(`1:${'-'.repeat(36)}`).toString('base64url')],
    ['no time', Buffer.from(`x:${ID}`).toString('base64url')],
    ['a time out of range', Buffer.from(`12345678901234567:${ID}`).toString('base64url')],
    ['more than one line', Buffer.from(`1:${ID}\n`).toString('base64url')],
  ])('does not begin behind %s', (_, cursor) => {
    expect(() => behindCursor(cursor, 'at', new Parameters())).toThrow(
      '"after" is not a cursor: give the endCursor of an earlier page, as it was.',
    );
  });
});
