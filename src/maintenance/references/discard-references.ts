import type { OperatorRun } from '../../audit/operator-run.js';
import { assertNotStopped } from '../assert-not-stopped.js';
import { ReferringSession } from './referring-session.js';
import { assertSwept, type ReferenceUrls } from './sweep-references.js';
import { REFERRING_DATABASES, type ReferringDatabase } from './swept-tables.js';
import { unlessBusy } from './unless-busy.js';

export interface DiscardOptions {
  /** `oltp` is not asked. */
  readonly urls: Omit<ReferenceUrls, 'oltp'>;
  /** What was set aside longer ago goes, in days of 24 hours. */
  readonly olderThanDays: number;
  /** Only look. */
  readonly isDryRun: boolean;
  /** Null for all. */
  readonly tenantId: string | null;
  /** Null for all. */
  readonly table: string | null;
  readonly run: OperatorRun;
  /** How many rows go in one transaction. */
  readonly pageRows?: number;
  readonly signal?: AbortSignal;
}

/** What was discarded of the rows of a database that were set aside, or would be. */
export interface DiscardReport {
  readonly database: ReferringDatabase;
  /** By the table that they were in; tables without any are not named. */
  readonly tables: readonly { readonly table: string; readonly rows: number }[];
  /** Copies of rows that only those needed, and of such that nothing needed before. */
  readonly copies: number;
  /** Rows and copies that were left, for somebody else was at work there. */
  readonly busy: number;
}

const DEFAULT_PAGE_ROWS = 500;

/**
 * Removes for good what was set aside more than so many days ago, with the copies that nothing else needs. In short transactions, each with
 * its entries in the audit trail.
 *
 * @throws SluiceError `CONFIGURATION`, `DATABASE_UNAVAILABLE`, `BAD_USER_INPUT` for a table without references, `CANCELLED`. What was done
 *   by then is done.
 */
export async function discardReferences(options: DiscardOptions): Promise<readonly DiscardReport[]> {
  assertSwept(options.table);
  const reports: DiscardReport[] = [];
  for (const database of REFERRING_DATABASES) {
    const url = options.urls[database];
    if (url === null) continue;
    const session = await ReferringSession.open(url);
    try {
      reports.push({ database, ...(await discardIn(session, options)) });
    } finally {
      await session.close();
    }
  }
  return reports;
}

async function discardIn(
  session: ReferringSession,
  { olderThanDays, isDryRun, tenantId, table, run, pageRows = DEFAULT_PAGE_ROWS, signal }: DiscardOptions,
): Promise<Omit<DiscardReport, 'database'>> {
  const rowsByTable = new Map<string, number>();
  let copies = 0;
  let busy = 0;
  for await (const tenant of tenantId === null ? session.tenants('sluice.quarantined_rows') : [tenantId]) {
    const audit = { run, action: 'references discard', tenantId: tenant, before: null };
    for await (const page of session.quarantined(tenant, { table, olderThanDays }, [], pageRows)) {
      assertNotStopped(signal);
      if (isDryRun) {
        for (const { relation } of page) add(relation, 1);
        continue;
      }
      const ids = page.map(({ id }) => id);
      const discarded = await unlessBusy(() =>
        session.discard(tenant, ids, olderThanDays, (target, count) => ({
          ...audit,
          target,
          after: { discarded: count },
        })),
      );
      if (discarded === null) busy += ids.length;
      else for (const [relation, rows] of discarded) add(relation, rows);
    }
    assertNotStopped(signal);
    if (isDryRun) {
      copies += await session.unneededCopies(tenant, table, olderThanDays);
      continue;
    }
    // Once for each tenant: it has to look at all that is set aside of it. An earlier run may have come to its end before this.
    const dropped = await unlessBusy(() =>
      session.dropUnneededCopies(tenant, (count) => ({
        ...audit,
        target: 'sluice.quarantined_rows',
        after: { discardedCopies: count },
      })),
    );
    if (dropped === null) busy += await session.unneededCopies(tenant, table, null);
    else copies += dropped;
  }
  const tables = [...rowsByTable].sort().map(([name, rows]) => ({ table: name, rows }));
  return { tables, copies, busy };

  function add(relation: string, rows: number): void {
    rowsByTable.set(relation, (rowsByTable.get(relation) ?? 0) + rows);
  }
}
