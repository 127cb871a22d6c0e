import type { OutreachName, OutreachUrls } from '../../config/settings.js';
import type { OperatorRun } from '../../audit/operator-run.js';
import { recordOperatorAction } from '../../audit/record-operator-action.js';
import { explainRefusal } from '../explain-refusal.js';
import { closeOutreachConnections, openOutreachConnections } from '../outreach-databases.js';
import { WorkerDatabase } from '../worker-database.js';
import { moveOutbox } from './move-outbox.js';

export interface RetryOutboxOptions {
  /** The maintainer's URL of analytics. */
  readonly analyticsUrl: string;
  readonly urls: OutreachUrls;
  /** Null for all. */
  readonly tenantId: string | null;
  readonly run: OperatorRun;
  readonly signal: AbortSignal;
}

/** What became of a database's outbox. */
export interface RetriedOutbox {
  readonly database: OutreachName;
  /** Rows that are in the database analytics now, those among them that were never refused. */
  readonly moved: number;
  /** Rows that were refused by this run, again or for the first time. */
  readonly refused: number;
}

const REFUSED_TENANTS = `
  select s.tenant_id from sluice.outbox_states() as s where s.refused_count > 0 and ($1::uuid is null or s.tenant_id = $1)`;

// What a worker is at is being tried already.
const MAKE_DUE = `
  with refused as (
    select o.id from sluice.outbox as o where o.tenant_id = $1 and o.attempts > 0 order by o.id for update skip locked
  ),
  due as (
    update sluice.outbox as o
    set due_at = least(o.due_at, clock_timestamp())
    from refused as r
    where o.tenant_id = $1 and o.id = r.id
    returning o.id
  )
  select count(*)::int as count from due`;

/**
 * Moves what waits in the outboxes now, what was refused before too, without waiting until that is due.
 *
 * @throws SluiceError `CANCELLED`, or what `explainRefusal` makes of the first error; what was moved until then is.
 */
export async function retryOutbox({
  analyticsUrl,
  urls,
  tenantId,
  run,
  signal,
}: RetryOutboxOptions): Promise<readonly RetriedOutbox[]> {
  const analytics = new WorkerDatabase({ url: analyticsUrl, maxConnections: 1 });
  const connections = openOutreachConnections(urls);
  const retried: RetriedOutbox[] = [];
  try {
    for (const [database, source] of connections) {
      try {
        await makeDue(source, tenantId, run, signal);
        const { moved, refused } = await moveOutbox(source, analytics, signal, tenantId);
        retried.push({ database, moved, refused: refused.length });
      } catch (error) {
        throw explainRefusal(error, database);
      }
    }
    return retried;
  } finally {
    await Promise.all([closeOutreachConnections(connections), analytics.close()]);
  }
}

/** Makes what was refused due, each tenant's rows in a transaction with its entry in the audit trail. */
async function makeDue(
  source: WorkerDatabase,
  tenantId: string | null,
  run: OperatorRun,
  signal: AbortSignal,
): Promise<void> {
  const tenants = await source.query<{ tenant_id: string }>(REFUSED_TENANTS, [tenantId], signal);
  for (const { tenant_id: tenant } of tenants) {
    await source.tenantTransaction(
      tenant,
      async (ask) => {
        const [due] = await ask<{ count: number }>(MAKE_DUE, [tenant]);
        if (due!.count === 0) return;
        await recordOperatorAction(
          { query: ask },
          {
            run,
            action: 'outbox retry',
            target: 'sluice.outbox',
            tenantId: tenant,
            before: null,
            after: { retried: due!.count },
          },
        );
      },
      signal,
    );
  }
}
