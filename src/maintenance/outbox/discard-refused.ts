import type { OutreachName, OutreachUrls } from '../../config/settings.js';
import type { OperatorRun } from '../../audit/operator-run.js';
import { recordOperatorAction } from '../../audit/record-operator-action.js';
import { assertNotStopped } from '../assert-not-stopped.js';
import { inTenantTransaction } from '../in-transaction.js';
import { readOutboxStatus } from './read-outbox-status.js';

export interface DiscardRefusedOptions {
  readonly urls: OutreachUrls;
  /** Null for all. */
  readonly tenantId: string | null;
  /** Only look. */
  readonly isDryRun: boolean;
  readonly run: OperatorRun;
  /** How many rows go in one transaction. */
  readonly pageRows?: number;
  readonly signal?: AbortSignal;
}

/** What became of a tenant's rows that analytics had refused. */
export interface DiscardedRefused {
  readonly database: OutreachName;
  readonly tenantId: string;
  /** Rows that were set aside, or would be. */
  readonly setAside: number;
  /** Rows that are refused still: a worker was at them, or they came meanwhile. 0 where it was only looked. */
  readonly left: number;
}

const DEFAULT_PAGE_ROWS = 1_000;

/**
 * Sets rows aside that analytics has refused: they go from `sluice.outbox` to `sluice.quarantined_rows` of the same database, a page in one
 * transaction with its entry in the audit trail. {@link restoreRefused} puts them back.
 *
 * @throws SluiceError as {@link inTenantTransaction}, and `CANCELLED`. What was done by then is done.
 */
export async function discardRefused(options: DiscardRefusedOptions): Promise<readonly DiscardedRefused[]> {
  const { urls, tenantId, isDryRun } = options;
  const refused = (await readOutboxStatus(urls, tenantId)).filter((tenant) => tenant.refused > 0);
  const setAside: number[] = [];
  for (const { database, tenantId: tenant, refused: count } of refused) {
    setAside.push(isDryRun ? count : await discardOfTenant(urls[database]!, tenant, options));
  }
  const left = isDryRun || refused.length === 0 ? [] : await readOutboxStatus(urls, tenantId);
  return refused.map(({ database, tenantId: tenant }, i) => ({
    database,
    tenantId: tenant,
    setAside: setAside[i]!,
    left: left.find((other) => other.database === database && other.tenantId === tenant)?.refused ?? 0,
  }));
}

async function discardOfTenant(
  url: string,
  tenantId: string,
  { run, pageRows = DEFAULT_PAGE_ROWS, signal }: DiscardRefusedOptions,
): Promise<number> {
  let total = 0;
  for (;;) {
    assertNotStopped(signal);
    const page = await inTenantTransaction(url, tenantId, async (client) => {
      const { rows } = await client.query<{ code: string; rows: number }>(
        'select s.code, s.row_count::int as rows from sluice.set_aside_refused_rows($1::int) as s',
        [pageRows],
      );
      const count = rows.reduce((sum, { rows: ofCode }) => sum + ofCode, 0);
      if (count > 0) {
        await recordOperatorAction(client, {
          run,
          action: 'outbox discard',
          target: 'sluice.outbox',
          tenantId,
          before: { refused: Object.fromEntries(rows.map(({ code, rows: ofCode }) => [code, ofCode])) },
          after: { setAside: count },
        });
      }
      return count;
    });
    total += page;
    if (page < pageRows) return total;
  }
}
