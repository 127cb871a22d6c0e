import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeVerdict, encodeVerdict } from '../../src/references/stored-verdict.js';
import { parseSnapshot, showsAllOf, showsIn } from '../../src/references/snapshot.js';
import { createTestDatabase } from '../setup/test-database.js';

// In the fifth round of the 32-bit ids, so that more than those is needed; 0 to 2 of each round are nobody's.
const xid = fc.bigInt({ min: (5n << 32n) + 3n, max: (6n << 32n) - 2n });
/** Ascending transaction ids, the first and the last of which bound the others. */
const snapshots = fc.uniqueArray(xid, { minLength: 2, maxLength: 6 }).map((xids) => {
  const [xmin, ...rest] = xids.sort((a, b) => (a < b ? -1 : 1));
  return { xmin: xmin!, xmax: rest.at(-1)!, running: [xmin!, ...rest.slice(0, -1)] };
});

describe('a snapshot', () => {
  test.each(['', '1', '1:2', '1:2:3:4', 'a:b:', '1:2:,', '-1:2:', '1:2:3,'])('is not "%s"', (text) => {
    expect(parseSnapshot(text)).toBeNull();
  });

  test('and a verdict of it are read as they were written', () => {
    fc.assert(
      fc.property(snapshots, fc.constantFrom('KNOWN' as const, 'UNKNOWN' as const), (snapshot, verdict) => {
        const stored = { verdict, epoch: '0123456789ab', snapshot };
        expect(decodeVerdict(encodeVerdict(stored))).toEqual(stored);
      }),
    );
  });

  test('shows the transactions that PostgreSQL says it shows', async () => {
    const database = await createTestDatabase(undefined, 'oltp');
    await fc.assert(
      fc.asyncProperty(snapshots, xid, fc.nat(), async (snapshot, any, pick) => {
        const { xmin, xmax, running } = snapshot;
        const candidates = [any, xmin, xmax, ...running, xmin - 1n, xmax - 1n, xmax + 1n];
        const one = candidates[pick % candidates.length]!;
        const [row] = await database.asAdmin(
          'select pg_visible_in_snapshot($1::xid8, $2::pg_snapshot) as shows',
          [String(one), `${xmin}:${xmax}:${running.join(',')}`],
        );
        expect(showsIn(snapshot, one)).toBe(row!['shows']);
      }),
      { numRuns: 200 },
    );
  });

  test('that shows all of another shows each transaction that the other shows', () => {
    const small = fc.bigInt({ min: 3n, max: 12n });
    const smallSnapshots = fc.record({
      xmin: small,
      length: fc.bigInt({ min: 0n, max: 6n }),
      more: fc.array(small),
    });
    const make = ({ xmin, length, more }: { xmin: bigint; length: bigint; more: bigint[] }) => {
      const xmax = xmin + length;
      const running = length === 0n ? [] : [xmin, ...more.filter((xid) => xid > xmin && xid < xmax)];
      return { xmin, xmax, running };
    };
    fc.assert(
      fc.property(smallSnapshots.map(make), smallSnapshots.map(make), (one, other) => {
        const xids = Array.from({ length: 24 }, (_, i) => BigInt(i));
        const shown = xids.filter((xid) => showsIn(other, xid));
        if (showsAllOf(one, other)) expect(shown.every((xid) => showsIn(one, xid))).toBe(true);
        expect(showsAllOf(other, other)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
