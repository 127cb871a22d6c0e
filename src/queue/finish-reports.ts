import type { ClaimedJob, JobStore } from './job-store.js';

/** So many are reported at once. */
const MAX_BATCH = 1_000;

interface Waiting {
  readonly job: ClaimedJob;
  readonly resolve: (isOwn: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/** Reports jobs as done: the first at once, and those that end meanwhile together, so that many short jobs do not take a transaction each. */
export class FinishReports {
  readonly #store: Pick<JobStore, 'finish'>;
  readonly #waiting = new Map<string, Waiting[]>();
  #isReporting = false;

  constructor(store: Pick<JobStore, 'finish'>) {
    this.#store = store;
  }

  /** Reports one. @returns whether it was still the worker's own. @throws as {@link JobStore.finish}; it may have arrived all the same. */
  finish(job: ClaimedJob): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(job.tenantId) ?? [];
      waiting.push({ job, resolve, reject });
      this.#waiting.set(job.tenantId, waiting);
      if (!this.#isReporting) void this.#report();
    });
  }

  async #report(): Promise<void> {
    this.#isReporting = true;
    for (const [tenantId, waiting] of this.#waiting) {
      // Whoever comes from now on is at the end of the line.
      this.#waiting.delete(tenantId);
      const rest = waiting.splice(MAX_BATCH);
      if (rest.length > 0) this.#waiting.set(tenantId, rest);
      try {
        const outcome = await this.#store.finish(waiting.map(({ job }) => job));
        for (const { job, resolve } of waiting) resolve(outcome.get(job.id) ?? false);
      } catch (error) {
        for (const { reject } of waiting) reject(error);
      }
    }
    this.#isReporting = false;
  }
}
