import type { Logger } from 'pino';
import type { JobQueue } from '../jobs/job-queue.js';
import type { JobData } from '../jobs/job-queues.js';
import type { FoldPace } from './fold-pace.js';
import type { OutreachConnections } from './outreach-databases.js';
import type { WorkerDatabase } from './worker-database.js';

/** What jobs are done with. */
export interface JobTools {
  readonly database: WorkerDatabase;
  /** The maintainer's URL. */
  readonly url: string;
  readonly queue: JobQueue;
  readonly pace: FoldPace;
  /** For how many days searches are kept, of tenants that do not say otherwise. */
  readonly searchLogDays: number;
  readonly outreach: OutreachConnections;
  /** For how many months, this one included, the queue keeps jobs that are done or given up. */
  readonly queueMonths: number;
  readonly log: Logger;
}

/** Does one job to its end, or throws why it could not. Aborting the signal cancels what runs. */
export type JobHandler = (data: JobData, tools: JobTools, signal: AbortSignal) => Promise<void>;
