import { createOperatorRun } from '../audit/operator-run.js';
import type { JobName } from '../jobs/job-queues.js';
import { readWork, type Work } from './read-work.js';
import type { WorkerDatabase } from './worker-database.js';
import { auditedTransaction } from './audited-transaction.js';
import { withWorkerDatabase } from './with-worker-database.js';

/** How a rollup stands with its base table. */
export interface RollupStatus {
  readonly rollup: string;
  /** How old the oldest change is that view and delta lack; 0 where they lack none. */
  readonly lagSeconds: number;
  readonly lagTargetSeconds: number;
  /** Rows of the change log that view and delta lack. */
  readonly pending: number;
  readonly viewRows: number;
  readonly deltaRows: number;
  /** ISO 8601, in UTC. */
  readonly foldedAt: string;
  /** ISO 8601, in UTC. */
  readonly refreshedAt: string;
  /** The kinds of its jobs that have failed for the last time. */
  readonly failed: readonly JobName[];
}

/** How every rollup stands, by name. @throws SluiceError as {@link withWorkerDatabase}. */
export function readRollupStatuses(maintainerUrl: string): Promise<readonly RollupStatus[]> {
  return withWorkerDatabase(maintainerUrl, rollupStatuses);
}

/** The same over a connection that is open. @throws as {@link WorkerDatabase.query}. */
export async function rollupStatuses(database: WorkerDatabase): Promise<readonly RollupStatus[]> {
  return describeWork(await readWork(database));
}

/**
 * Sets how old a change may become before it is folded into a rollup, for all workers.
 * @throws SluiceError as {@link withWorkerDatabase}; PostgreSQL's own where there is no such rollup.
 */
export async function setLagTarget(
  maintainerUrl: string,
  rollup: string,
  seconds: number,
  run = createOperatorRun(),
): Promise<void> {
  await withWorkerDatabase(maintainerUrl, (database) =>
    auditedTransaction(database, async () => {
      const [before] = await database.query<{ rollup: string; lagTargetSeconds: number }>(
        `select view_name as rollup, extract(epoch from lag_target)::float8 as "lagTargetSeconds"
         from sluice.rollup_states() where view_name = $1`,
        [rollup],
      );
      await database.query('select sluice.set_lag_target($1, make_interval(secs => $2))', [rollup, seconds]);
      const after = { rollup, lagTargetSeconds: seconds };
      return {
        result: undefined,
        action: {
          run,
          action: 'rollups lag-target',
          target: 'sluice.rollups',
          tenantId: null,
          before: before ?? null,
          after,
        },
      };
    }),
  );
}

function describeWork({ nowMs, rollups, jobs }: Work): RollupStatus[] {
  return rollups.map((work) => ({
    rollup: work.rollup,
    lagSeconds: Math.max(0, nowMs - (work.oldestPendingAtMs ?? nowMs)) / 1000,
    lagTargetSeconds: work.lagTargetMs / 1000,
    pending: work.pending,
    viewRows: work.viewRows,
    deltaRows: work.deltaRows,
    foldedAt: new Date(work.foldedAtMs).toISOString(),
    refreshedAt: new Date(work.refreshedAtMs).toISOString(),
    failed: jobs.filter((job) => job.rollup === work.rollup && job.isDeadLetter).map(({ queue }) => queue),
  }));
}
