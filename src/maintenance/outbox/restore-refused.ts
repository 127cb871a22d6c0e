import { OUTREACH_DATABASES, type OutreachName, type OutreachUrls } from '../../config/settings.js';
import type { OperatorRun } from '../../audit/operator-run.js';
import { assertNotStopped } from '../assert-not-stopped.js';
import { ReferringSession } from '../references/referring-session.js';
import { unlessBusy } from '../references/unless-busy.js';

export interface RestoreRefusedOptions {
  readonly urls: OutreachUrls;
  /** Null for all. */
  readonly tenantId: string | null;
  readonly run: OperatorRun;
  /** How many rows go in one transaction. */
  readonly pageRows?: number;
  readonly signal?: AbortSignal;
}

/** What became of the rows of a database that analytics had refused, and that were set aside. */
export interface RestoredRefused {
  readonly database: OutreachName;
  /** Rows that are on their way again. */
  readonly restored: number;
  /** Rows that stay aside, for the outbox of this version does not take them as they are, or another row has their place. */
  readonly misfit: number;
  /** Rows that somebody was busy with. */
  readonly busy: number;
}

const DEFAULT_PAGE_ROWS = 500;

/**
 * Puts rows back into the outbox that `discardRefused` has set aside, as they were; a worker tries them again when they are due. A page goes in one
 * transaction with its entry in the audit trail.
 *
 * @throws SluiceError `CONFIGURATION`, `DATABASE_UNAVAILABLE`, `CANCELLED`. What was done by then is done.
 */
export async function restoreRefused(options: RestoreRefusedOptions): Promise<readonly RestoredRefused[]> {
  const reports: RestoredRefused[] = [];
  for (const database of OUTREACH_DATABASES) {
    const url = options.urls[database];
    if (url === null) continue;
    const session = await ReferringSession.open(url);
    try {
      reports.push({ database, ...(await restoreIn(session, options)) });
    } finally {
      await session.close();
    }
  }
  return reports;
}

async function restoreIn(
  session: ReferringSession,
  { tenantId, run, pageRows = DEFAULT_PAGE_ROWS, signal }: RestoreRefusedOptions,
): Promise<Omit<RestoredRefused, 'database'>> {
  const counts = { restored: 0, misfit: 0, busy: 0 };
  for await (const tenant of tenantId === null ? session.tenants('sluice.quarantined_rows') : [tenantId]) {
    for await (const page of session.quarantined(tenant, { isRefused: true }, [], pageRows)) {
      assertNotStopped(signal);
      const outcomes = await unlessBusy(() =>
        session.restore(
          tenant,
          page.map(({ id }) => id),
          (count) => ({
            run,
            action: 'outbox restore',
            target: 'sluice.outbox',
            tenantId: tenant,
            before: null,
            after: { restored: count },
          }),
          () => Promise.resolve(),
        ),
      );
      if (outcomes === null) counts.busy += page.length;
      else {
        for (const outcome of outcomes.values()) {
          counts[outcome === 'restored' || outcome === 'present' ? 'restored' : 'misfit']++;
        }
      }
    }
  }
  return counts;
}
