import PgBoss from 'pg-boss';
import { createOperatorRun, type OperatorRun } from '../audit/operator-run.js';
import { JobQueue } from '../jobs/job-queue.js';
import { JOB_SCHEMA, LEASE_SECONDS, type JobName } from '../jobs/job-queues.js';
import { auditedTransaction } from './audited-transaction.js';
import { withWorkerDatabase } from './with-worker-database.js';

/** A job that has failed for the last time. */
export interface FailedJob {
  readonly id: string;
  readonly queue: JobName;
  /** The rollup, or the database of outreach, that it is about; null where it is about all. */
  readonly rollup: string | null;
  readonly error: string;
  /** SQLSTATE, or a code of ours; null for neither. */
  readonly errorCode: string | null;
  /** ISO 8601, in UTC. */
  readonly failedAt: string;
  /** How often it was tried again before that. */
  readonly retries: number;
}

/** The jobs that have failed for the last time, newest first. @throws SluiceError as {@link withWorkerDatabase}. */
export function listFailedJobs(maintainerUrl: string): Promise<readonly FailedJob[]> {
  return withWorkerDatabase(maintainerUrl, (database) =>
    database.query<FailedJob>(
      `select id, queue, rollup, error, error_code as "errorCode",
         to_char(failed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "failedAt", retries
       from sluice.failed_jobs() as j
       order by j.failed_at desc, id`,
    ),
  );
}

/**
 * Puts failed jobs back in line for a worker.
 * @param ids which; null for all.
 * @returns how many of them there were. @throws SluiceError as {@link withWorkerDatabase}.
 */
export function retryFailedJobs(
  maintainerUrl: string,
  ids: readonly string[] | null,
  run = createOperatorRun(),
): Promise<number> {
  return change(maintainerUrl, run, 'jobs retry', ids, (queue) => queue.retry(ids));
}

/**
 * Forgets failed jobs. What they were for comes up again by itself, where it still is to be done.
 * @param ids which; null for all.
 * @returns how many of them there were. @throws SluiceError as {@link withWorkerDatabase}.
 */
export function discardFailedJobs(
  maintainerUrl: string,
  ids: readonly string[] | null,
  run = createOperatorRun(),
): Promise<number> {
  return change(maintainerUrl, run, 'jobs discard', ids, (queue) => queue.discard(ids));
}

function change(
  maintainerUrl: string,
  run: OperatorRun,
  action: string,
  ids: readonly string[] | null,
  work: (queue: JobQueue) => Promise<number>,
): Promise<number> {
  return withWorkerDatabase(maintainerUrl, (database) => {
    const boss = new PgBoss({ db: database, schema: JOB_SCHEMA });
    return auditedTransaction(database, async () => {
      const count = await work(new JobQueue(boss, database, LEASE_SECONDS));
      const entry = { run, action, target: `${JOB_SCHEMA}.job`, tenantId: null, before: null };
      return { result: count, action: count === 0 ? null : { ...entry, after: { count, ids } } };
    });
  });
}
