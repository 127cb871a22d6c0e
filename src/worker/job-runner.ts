import type { TakenJob } from '../jobs/job-queue.js';
import { JOB_QUEUES, type JobName } from '../jobs/job-queues.js';
import { describeFailure } from './describe-failure.js';
import { isOutage } from './is-outage.js';
import type { JobTools } from './job-handler.js';
import { JOB_HANDLERS } from './job-handlers.js';

/** So many signs of life may be lost but one. */
const BEATS_PER_LEASE = 3;

/** Outboxes that are emptied at once: of `content` and `queue`. */
const MAX_MOVES = 2;

/** Kinds of jobs that are done side by side with those of other lanes, so that a long refresh does not hold up folds. */
interface Lane {
  readonly names: readonly JobName[];
  readonly slots: number;
  busy: number;
}

export interface JobRunnerOptions {
  readonly tools: JobTools;
  /** How many folds may run at once. */
  readonly maxFolds: number;
  /** How long a job belongs to its worker without a sign of life. */
  readonly leaseSeconds: number;
  /** Aborting it cancels what runs; the jobs go back in line. */
  readonly signal: AbortSignal;
}

/** Takes jobs that are due, and does them. */
export class JobRunner {
  readonly #tools: JobTools;
  readonly #signal: AbortSignal;
  readonly #lanes: readonly Lane[];
  readonly #taken = new Set<TakenJob>();
  readonly #drains = new Set<Promise<void>>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor({ tools, maxFolds, leaseSeconds, signal }: JobRunnerOptions) {
    this.#tools = tools;
    this.#signal = signal;
    this.#lanes = [
      { names: ['fold'], slots: maxFolds, busy: 0 },
      { names: ['refresh'], slots: 1, busy: 0 },
      { names: ['documents'], slots: 1, busy: 0 },
      { names: ['prune', 'partitions', 'searches', 'night'], slots: 1, busy: 0 },
      { names: ['outbox'], slots: MAX_MOVES, busy: 0 },
      { names: ['recover', 'sample', 'forget', 'upkeep'], slots: 1, busy: 0 },
    ];
    this.#heartbeat = setInterval(() => void this.#keepTaken(), (leaseSeconds * 1000) / BEATS_PER_LEASE);
  }

  /** Sets to work on these kinds of jobs, each named as often as jobs of it wait, as far as there is room. Returns at once. */
  wake(due: readonly JobName[]): void {
    if (this.#signal.aborted) return;
    for (const lane of this.#lanes) {
      const names = due.filter((name) => lane.names.includes(name));
      // What runs already may hang: it does not count as being at these.
      for (let free = Math.min(lane.slots - lane.busy, names.length); free > 0; free--) {
        const drain = this.#drain(lane, [...new Set(names)]);
        this.#drains.add(drain);
        void drain.then(() => this.#drains.delete(drain));
      }
    }
  }

  /** Resolves when nothing runs any more, after the signal was aborted. */
  async ended(): Promise<void> {
    await Promise.all(this.#drains);
    clearInterval(this.#heartbeat);
  }

  /** Does jobs of these kinds until none is left. Never rejects. */
  async #drain(lane: Lane, names: readonly JobName[]): Promise<void> {
    lane.busy++;
    try {
      for (const name of names) {
        while (!this.#signal.aborted) {
          const job = await this.#tools.queue.take(name);
          if (job === null) break;
          await this.#do(job);
        }
      }
    } catch (error) {
      this.#tools.log.error({ err: error, jobs: names }, 'Jobs could not be taken');
    } finally {
      lane.busy--;
    }
  }

  async #do(job: TakenJob): Promise<void> {
    const { queue, log } = this.#tools;
    const limit = new AbortController();
    const abort = (): void => limit.abort();
    const timer = setTimeout(abort, JOB_QUEUES[job.name].maxRunMs);
    this.#signal.addEventListener('abort', abort, { once: true });
    this.#taken.add(job);
    try {
      if (this.#signal.aborted) abort();
      await JOB_HANDLERS[job.name](job.data, this.#tools, limit.signal);
      await queue.finish(job);
    } catch (error) {
      await this.#settle(job, error, limit.signal).catch((cause: unknown) => {
        // Its lease runs out, and it is tried again.
        if (!this.#signal.aborted && !isOutage(cause))
          log.error({ err: cause, job: job.data }, 'A job that failed could not be put back');
      });
    } finally {
      this.#taken.delete(job);
      clearTimeout(timer);
      this.#signal.removeEventListener('abort', abort);
    }
  }

  async #settle(job: TakenJob, error: unknown, limit: AbortSignal): Promise<void> {
    const { queue, log } = this.#tools;
    if (this.#signal.aborted) return queue.putBack(job);
    // Nothing can be written down now. The job is taken up again when the database is back and the lease has run out.
    if (isOutage(error)) return;
    const failure = limit.aborted
      ? { message: `It took longer than ${JOB_QUEUES[job.name].maxRunMs / 1000} s.`, code: 'QUERY_TIMEOUT' }
      : describeFailure(error);
    await queue.fail(job, failure);
    const facts = { err: error, job: job.data, tries: job.retryCount + 1 };
    if (job.isLastTry) {
      log.error(facts, 'A job failed for the last time; "sluice jobs" lists it, and retries or discards it');
    } else {
      log.warn(facts, 'A job failed, and is tried again');
    }
  }

  async #keepTaken(): Promise<void> {
    if (this.#taken.size === 0) return;
    // Whatever keeps it from being written down, the next beat or the end of the lease mends it.
    await this.#tools.queue.keep([...this.#taken]).catch(() => undefined);
  }
}
