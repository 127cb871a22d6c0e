/** The schema that pg-boss keeps its tables in. The owner's; the maintainer reads and writes them, the gateway cannot enter. */
export const JOB_SCHEMA = 'sluice_jobs';

/** What a worker does. Each is a queue of its own. */
export type JobName =
  | 'fold'
  | 'refresh'
  | 'prune'
  | 'partitions'
  | 'searches'
  | 'documents'
  | 'night'
  // Of the databases of outreach:
  | 'outbox'
  | 'recover'
  | 'sample'
  | 'forget'
  | 'upkeep';

/** Where a job ends up that has failed for the last time, until an operator looks at it. */
export const DEAD_LETTERS = 'dead_letter';

/** pg-boss passes what its clock starts through this queue, and would make it itself if the worker were allowed to. */
export const SCHEDULE_QUEUE = '__pgboss__send-it';

/** How long a job belongs to the worker that took it without a sign of life: so soon, another takes up what a killed one has left. */
export const LEASE_SECONDS = 15;

/** How a queue treats what is put into it. */
export interface JobQueue {
  /** How often a job that failed is tried again before it becomes a dead letter. */
  readonly retryLimit: number;
  /** The pause before the first retry; each further one is about twice as long. */
  readonly retryDelaySeconds: number;
  /** A statement that takes longer is cancelled, and the job has failed. */
  readonly maxRunMs: number;
}

const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;

/** Every queue of ours. `sluice migrate` makes them: each is a partition, and a worker may make none. */
export const JOB_QUEUES: Readonly<Record<JobName, JobQueue>> = {
  fold: { retryLimit: 5, retryDelaySeconds: 1, maxRunMs: 10 * MINUTE_MS },
  refresh: { retryLimit: 4, retryDelaySeconds: 10, maxRunMs: 12 * HOUR_MS },
  prune: { retryLimit: 4, retryDelaySeconds: 5, maxRunMs: 10 * MINUTE_MS },
  partitions: { retryLimit: 4, retryDelaySeconds: 10, maxRunMs: 10 * MINUTE_MS },
  searches: { retryLimit: 4, retryDelaySeconds: 10, maxRunMs: HOUR_MS },
  documents: { retryLimit: 4, retryDelaySeconds: 10, maxRunMs: 12 * HOUR_MS },
  night: { retryLimit: 4, retryDelaySeconds: 10, maxRunMs: MINUTE_MS },
  outbox: { retryLimit: 4, retryDelaySeconds: 2, maxRunMs: HOUR_MS },
  recover: { retryLimit: 4, retryDelaySeconds: 2, maxRunMs: 10 * MINUTE_MS },
  sample: { retryLimit: 1, retryDelaySeconds: 5, maxRunMs: MINUTE_MS },
  forget: { retryLimit: 4, retryDelaySeconds: 5, maxRunMs: 10 * MINUTE_MS },
  upkeep: { retryLimit: 4, retryDelaySeconds: 10, maxRunMs: HOUR_MS },
};

export const JOB_NAMES = Object.keys(JOB_QUEUES) as readonly JobName[];

/** What a job carries. All of it stands in the dead letter too, so it names its own queue. */
export interface JobData {
  readonly queue: JobName;
  /** What it is about: a rollup, or the database of outreach that is seen to (`content`); null where it is about all. */
  readonly rollup: string | null;
  /** For a refresh, why: a share of the view has moved to the delta, or it is night. */
  readonly reason?: 'share' | 'night';
  /** For a refresh, when the rollup had been refreshed last as it was decided, in ms: one that was refreshed since needs no more. */
  readonly refreshedAtMs?: number;
}
