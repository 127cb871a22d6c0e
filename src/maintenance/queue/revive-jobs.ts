import type { OperatorRun } from '../../audit/operator-run.js';
import { recordOperatorAction } from '../../audit/record-operator-action.js';
import { byTenant } from '../../tenancy/by-tenant.js';
import { inTenantTransaction } from '../in-transaction.js';
import { listDeadJobs, type DeadJob, type DeadJobFilter } from './list-dead-jobs.js';

/** So many at once, and so many ids in one entry of the audit trail. */
const BATCH = 1_000;

/**
 * Queues jobs that were given up once more, with all their attempts, and writes down who did: each tenant's in a transaction of that tenant.
 * @returns how many of them there were.
 * @throws SluiceError as {@link inTenantTransaction}; those of the tenants before are queued.
 */
export async function reviveJobs(queueUrl: string, filter: DeadJobFilter, run: OperatorRun): Promise<number> {
  let revived = 0;
  for (;;) {
    const jobs = await listDeadJobs(queueUrl, filter, BATCH);
    let count = 0;
    for (const [tenantId, ofTenant] of byTenant(jobs, (job) => job.tenantId)) {
      count += await reviveOfTenant(queueUrl, tenantId, ofTenant, run);
    }
    revived += count;
    // Fewer than there were room for, or somebody else revives the same.
    if (jobs.length < BATCH || count === 0) return revived;
  }
}

function reviveOfTenant(
  queueUrl: string,
  tenantId: string,
  jobs: readonly DeadJob[],
  run: OperatorRun,
): Promise<number> {
  return inTenantTransaction(queueUrl, tenantId, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      'select j.id from unnest($1::uuid[]) as j (id) where queue.revive(j.id)',
      [jobs.map(({ id }) => id)],
    );
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0) {
      await recordOperatorAction(client, {
        run,
        action: 'queue revive',
        target: 'queue.jobs',
        tenantId,
        before: { status: 'dead', ids },
        after: { status: 'ready', ids },
      });
    }
    return ids.length;
  });
}
