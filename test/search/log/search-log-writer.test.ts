import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SluiceError } from '../../../src/errors/sluice-error.js';
import { createSearchId } from '../../../src/search/log/search-id.js';
import type { LoggedSearch } from '../../../src/search/log/search-log.js';
import { SearchLogWriter, type SearchLogMonitor } from '../../../src/search/log/search-log-writer.js';
import type { Statement } from '../../../src/tenancy/statement.js';

const ONE = '00000001-0000-4000-8000-000000000000';
const TWO = '00000002-0000-4000-8000-000000000000';

const search = (query: string): LoggedSearch => ({
  id: createSearchId(),
  query,
  language: null,
  types: ['TICKET'],
  results: 1,
  isExact: true,
  correctedQuery: null,
  durationMs: 1.5,
});

const AWAY = new SluiceError('DATABASE_UNAVAILABLE', 'Away.');

describe('the writer of the search log', () => {
  /** What each transaction was for, in order. */
  const written: { readonly tenantId: string; readonly queries: string[] }[] = [];
  const counts = { written: 0, dropped: 0, failures: 0 };
  const monitor: SearchLogMonitor = {
    written: (searches) => (counts.written += searches),
    dropped: (searches) => (counts.dropped += searches),
    failed: () => counts.failures++,
  };
  let refusal: Error | null = null;
  const database = {
    tenantTransaction: (tenantId: string, [statement]: readonly Statement[], options: object) => {
      expect(options).toEqual({ isReadWrite: true });
      if (refusal !== null) return Promise.reject(refusal);
      const rows = JSON.parse(statement!.values[0] as string) as { query: string }[];
      written.push({ tenantId, queries: rows.map(({ query }) => query) });
      return Promise.resolve([[]]);
    },
  };
  const open = (maxWaiting?: number): SearchLogWriter =>
    new SearchLogWriter({ database, monitor, ...(maxWaiting === undefined ? {} : { maxWaiting }) });

  beforeEach(() => {
    vi.useFakeTimers();
    written.length = 0;
    refusal = null;
    Object.assign(counts, { written: 0, dropped: 0, failures: 0 });
  });
  afterEach(() => void vi.useRealTimers());

  test('writes after a second what has come until then, one transaction for each tenant', async () => {
    const log = open();
    log.of(ONE).record(search('a'));
    log.of(TWO).record(search('b'));
    log.of(ONE).record(search('c'));
    await vi.advanceTimersByTimeAsync(999);
    expect(written).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(written).toEqual([
      { tenantId: ONE, queries: ['a', 'c'] },
      { tenantId: TWO, queries: ['b'] },
    ]);
    expect([log.waiting, counts.written]).toEqual([0, 3]);
  });

  test('writes at once when 200 wait, and never more than that together', async () => {
    const log = open();
    for (let n = 0; n < 450; n++) log.of(ONE).record(search(String(n)));
    await vi.advanceTimersByTimeAsync(0);
    expect(written.map(({ queries }) => queries.length)).toEqual([200, 200, 50]);
  });

  test('keeps what waits while the database is away, asks ever more rarely, and writes all of it later', async () => {
    const log = open();
    refusal = AWAY;
    log.of(ONE).record(search('a'));
    await vi.advanceTimersByTimeAsync(60_000);
    log.of(TWO).record(search('b'));
    expect([log.waiting, counts.failures, counts.dropped]).toEqual([2, 1, 0]);
    refusal = null;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(written.map(({ queries }) => queries)).toEqual([['a'], ['b']]);
  });

  test('drops and counts what it has no room for', async () => {
    const log = open(3);
    refusal = AWAY;
    for (let n = 0; n < 5; n++) log.of(ONE).record(search(String(n)));
    expect([log.waiting, counts.dropped]).toEqual([3, 2]);
    refusal = null;
    await log.flush();
    expect(written).toEqual([{ tenantId: ONE, queries: ['0', '1', '2'] }]);
  });

  test('drops what the database refuses, and goes on with the next tenant', async () => {
    const log = open();
    log.of(ONE).record(search('a'));
    refusal = new Error('No such tenant');
    await log.flush();
    expect([log.waiting, counts.dropped, counts.failures]).toEqual([0, 1, 1]);
    refusal = null;
    log.of(TWO).record(search('b'));
    await log.flush();
    expect(written).toEqual([{ tenantId: TWO, queries: ['b'] }]);
  });

  test('leaves out what no text in PostgreSQL can hold, and what is too long', async () => {
    const log = open();
    log.of(ONE).record(search(`a\u0000b\ud800c${'x'.repeat(2_000)}`));
    await log.flush();
    expect(written[0]!.queries).toEqual([`abc${'x'.repeat(995)}`]);
  });

  test('writes what waits when it closes, takes no more then, and counts what could not be written', async () => {
    const log = open();
    log.of(ONE).record(search('a'));
    await log.close();
    expect(written).toEqual([{ tenantId: ONE, queries: ['a'] }]);
    log.of(ONE).record(search('b'));
    expect(counts.dropped).toBe(1);

    const other = open();
    refusal = AWAY;
    other.of(ONE).record(search('c'));
    await other.close();
    expect([other.waiting, counts.dropped]).toEqual([0, 2]);
  });

  test('does not wait for ever for a database that does not answer', async () => {
    const silent = { tenantTransaction: () => new Promise<never>(() => undefined) };
    const log = new SearchLogWriter({ database: silent, monitor });
    log.of(ONE).record(search('a'));
    const closed = log.close();
    await vi.advanceTimersByTimeAsync(2_000);
    await closed;
    expect(log.waiting).toBe(0);
  });
});
