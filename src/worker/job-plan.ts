import type { JobData, JobName } from '../jobs/job-queues.js';
import type { QueuedJob } from './read-work.js';

/** What has failed for the last time may work again once its cause is gone, which nobody tells us of. */
const PROBE_INTERVAL_MS = 5 * 60 * 1000;

/** A job that is to be put in line. */
export interface PlannedJob {
  readonly data: JobData;
  /** Whether it only looks whether what has failed for the last time works again. */
  readonly isProbe: boolean;
}

/** What is to be put in line at one look: nothing that waits or runs already, and not at once what has failed for the last time. */
export class JobPlan {
  readonly planned: PlannedJob[] = [];
  readonly #nowMs: number;
  readonly #jobs: readonly QueuedJob[];

  /** @param nowMs the database's time, in ms since 1970. */
  constructor(nowMs: number, jobs: readonly QueuedJob[]) {
    this.#nowMs = nowMs;
    this.#jobs = jobs;
  }

  isLive(queue: JobName, rollup: string | null): boolean {
    return this.#find(queue, rollup)?.isLive ?? false;
  }

  add(data: JobData): void {
    const queued = this.#find(data.queue, data.rollup);
    if (queued?.isLive) return;
    if (queued?.failedAtMs != null && this.#nowMs - queued.failedAtMs < PROBE_INTERVAL_MS) return;
    this.planned.push({ data, isProbe: queued?.isDeadLetter ?? false });
  }

  #find(queue: JobName, rollup: string | null): QueuedJob | undefined {
    return this.#jobs.find((job) => job.queue === queue && job.rollup === rollup);
  }
}
