import { runStatement } from '../run-statement.js';

/** A job that was given up. */
export interface DeadJob {
  readonly id: string;
  readonly tenantId: string;
  readonly family: string;
  readonly name: string;
  readonly attempts: number;
  /** ISO 8601, in UTC. */
  readonly diedAt: string;
  /** What its last failure said; it may quote personal data. */
  readonly error: string;
}

/** Which of them; null for all. */
export interface DeadJobFilter {
  readonly tenantId: string | null;
  readonly family: string | null;
  readonly ids: readonly string[] | null;
}

/**
 * Jobs that were given up, newest first.
 * @param limit how many at most.
 * @throws SluiceError as {@link runStatement}.
 */
export async function listDeadJobs(
  queueUrl: string,
  { tenantId, family, ids }: DeadJobFilter,
  limit: number,
): Promise<readonly DeadJob[]> {
  return (await runStatement(
    queueUrl,
    `select j.job_id as id, j.tenant_id as "tenantId", j.queue_family as family, j.name, j.attempts,
       to_char(j.finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "diedAt", coalesce(j.last_error, '') as error
     from queue.dead_jobs($1::uuid, $2, $3::uuid[], $4::int) as j`,
    [tenantId, family, ids, limit],
  )) as unknown as DeadJob[];
}
