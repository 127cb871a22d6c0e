import { DEAD_LETTERS, JOB_NAMES, JOB_SCHEMA, type JobName } from '../jobs/job-queues.js';
import type { WorkerDatabase } from './worker-database.js';

/** What a rollup has to absorb. Times are the database's own, in ms since 1970. */
export interface RollupWork {
  /** The qualified name, such as `helpdesk.dashboard_stats`. */
  readonly rollup: string;
  /** The table it is of. */
  readonly dataset: string;
  /** Rows of the change log that view and delta lack. */
  readonly pending: number;
  /** When the oldest of them was logged; null where there is none. */
  readonly oldestPendingAtMs: number | null;
  readonly foldedAtMs: number;
  readonly refreshedAtMs: number;
  readonly viewRows: number;
  readonly deltaRows: number;
  readonly lagTargetMs: number;
}

/** Jobs of one kind about one rollup, or of a kind that is about all. */
export interface QueuedJob {
  readonly queue: JobName;
  readonly rollup: string | null;
  /** Whether one waits whose time has come. */
  readonly isDue: boolean;
  /** Whether one waits, pauses before its next try, or is being done. */
  readonly isLive: boolean;
  /** Whether one is being done whose worker has not been heard of for too long. */
  readonly isExpired: boolean;
  /** When one failed for the last time; null where none did. */
  readonly failedAtMs: number | null;
  /** Whether an operator is being told of it. */
  readonly isDeadLetter: boolean;
}

/** All that a worker decides by, as of one snapshot. */
export interface Work {
  readonly nowMs: number;
  readonly rollups: readonly RollupWork[];
  readonly jobs: readonly QueuedJob[];
}

const ROLLUPS = `
  select coalesce(json_agg(json_build_object(
    'rollup', w.rollup, 'dataset', w.dataset, 'pending', w.pending,
    'oldestPendingAtMs', extract(epoch from w.oldest_pending_at) * 1000,
    'foldedAtMs', extract(epoch from w.folded_at) * 1000,
    'refreshedAtMs', extract(epoch from w.refreshed_at) * 1000,
    'viewRows', w.view_rows, 'deltaRows', w.delta_rows,
    'lagTargetMs', extract(epoch from w.lag_target) * 1000
  ) order by w.rollup), '[]')
  from sluice.rollup_work() as w`;

const WORK = `
  select
    extract(epoch from clock_timestamp())::float8 * 1000 as now_ms,
    (${ROLLUPS}) as rollups,
    (
      select coalesce(json_agg(json_build_object(
        'queue', j.queue, 'rollup', j.rollup, 'isDue', j.is_due, 'isLive', j.is_live, 'isExpired', j.is_expired,
        'failedAtMs', extract(epoch from j.failed_at) * 1000, 'isDeadLetter', j.is_dead_letter)), '[]')
      from (
        select
          case q.name when '${DEAD_LETTERS}' then q.data ->> 'queue' else q.name end as queue,
          case q.name when '${DEAD_LETTERS}' then q.data ->> 'rollup' else q.singleton_key end as rollup,
          coalesce(bool_or(q.name <> '${DEAD_LETTERS}' and q.state < 'active' and q.start_after < now()), false) as is_due,
          coalesce(bool_or(q.name <> '${DEAD_LETTERS}' and q.state <= 'active'), false) as is_live,
          coalesce(bool_or(q.state = 'active' and q.started_on + q.expire_in < now()), false) as is_expired,
          max(q.completed_on) filter (where q.state = 'failed') as failed_at,
          bool_or(q.name = '${DEAD_LETTERS}') as is_dead_letter
        from ${JOB_SCHEMA}.job as q
        where q.name = any ($1) and (q.state <= 'active' or q.state = 'failed')
        group by 1, 2
      ) as j
    ) as jobs`;

/** Looks once what there is to do; one statement, and a cheap one where nothing is. @throws as {@link WorkerDatabase.query}. */
export async function readWork(database: WorkerDatabase): Promise<Work> {
  const [row] = await database.query<{
    readonly now_ms: number;
    readonly rollups: readonly RollupWork[];
    readonly jobs: readonly QueuedJob[];
  }>(WORK, [[...JOB_NAMES, DEAD_LETTERS]]);
  return { nowMs: row!.now_ms, rollups: row!.rollups, jobs: row!.jobs };
}

/** The rollups of {@link Work} alone. @throws as {@link WorkerDatabase.query}. */
export async function readRollupWork(database: WorkerDatabase): Promise<readonly RollupWork[]> {
  const [row] = await database.query<{ readonly rollups: readonly RollupWork[] }>(
    `select (${ROLLUPS}) as rollups`,
  );
  return row!.rollups;
}
