import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { byTenant } from '../tenancy/by-tenant.js';
import { messageOf } from '../errors/message-of.js';
import { SluiceError } from '../errors/sluice-error.js';
import { FinishReports } from './finish-reports.js';
import { JobStore } from './job-store.js';
import type { QueueJob, QueueJobHandler } from './queue-job.js';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

const DEFAULT_CONCURRENCY = 10;
const DEFAULT_POLL_MS = SECOND_MS;
const DEFAULT_MAX_RUN_MS = 10 * MINUTE_MS;
const DEFAULT_STOP_PATIENCE_MS = 5 * SECOND_MS;

/** Claims, reports, heartbeats, and one to spare. */
const MAX_CONNECTIONS = 4;

/** So many signs of life may be lost but one. */
const BEATS_PER_LEASE = 3;

/** Who waits may be overtaken in rank for so long by tenants that were first a moment ago. */
const RANK_AGE_MS = 200;

export interface QueueWorkerOptions {
  /** The maintainer's URL of the queue. */
  readonly url: string;
  /** The family of jobs that it does. */
  readonly family: string;
  /** How each kind of job is done, by its name. */
  readonly handlers: Readonly<Record<string, QueueJobHandler>>;
  readonly log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
  /** How many jobs it does at once. */
  readonly concurrency?: number;
  /** How often it looks for work while there is none. */
  readonly pollMs?: number;
  /** A job that takes longer is aborted, and has failed. */
  readonly maxRunMs?: number;
  /** How long jobs may take to notice that the worker stops. */
  readonly stopPatienceMs?: number;
  /** What it is called in the jobs that it claims; by default the machine and process. */
  readonly name?: string;
}

/** Why a job's signal was aborted. */
type Ending = 'lost' | 'timeout' | 'stopped';

interface Running {
  readonly job: QueueJob;
  readonly abort: AbortController;
  /** Until when it is surely the worker's own, by `performance.now`. */
  leaseEndsAtMs: number;
  ending: Ending | null;
}

/**
 * Does the jobs of one family, of all tenants: claims as the tenant, does, reports. Tenants take turns in the order of their first jobs' ranks,
 * so that none waits for another's flood. A job is kept by heartbeats; whoever loses one, as its lease went by, is told by its signal,
 * and what it reports then does not count. Any number of workers share the work.
 *
 * Each job ends in one of four ways: done; failed, to be tried again or given up; put back untried by a worker that stops; or taken
 * from a worker that was lost, by `sluice worker`.
 */
export class QueueWorker {
  readonly #options: Required<QueueWorkerOptions>;
  readonly #store: JobStore;
  readonly #reports: FinishReports;
  readonly #running = new Set<Running>();
  readonly #ended = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #tenants: string[] = [];
  #tenantsAtMs = -Infinity;
  /** Whether the last round of tenants has had a job to claim. */
  #hasClaimed = false;
  #isDraining = false;
  #isAway = false;
  #beat: NodeJS.Timeout | null = null;
  #wake: () => void = () => undefined;
  #loop: Promise<void> | null = null;
  #stopped: Promise<void> | null = null;

  constructor(options: QueueWorkerOptions) {
    this.#options = {
      concurrency: DEFAULT_CONCURRENCY,
      pollMs: DEFAULT_POLL_MS,
      maxRunMs: DEFAULT_MAX_RUN_MS,
      stopPatienceMs: DEFAULT_STOP_PATIENCE_MS,
      name: `${hostname()} ${process.pid}`,
      ...options,
    };
    const { url, family, name } = this.#options;
    this.#store = new JobStore(url, family, name, MAX_CONNECTIONS);
    this.#reports = new FinishReports(this.#store);
  }

  /** Begins to work. From here on nothing that happens to the database ends it. */
  start(): void {
    this.#loop ??= this.#work();
  }

  /** Does what is due now, instead of {@link start}, and resolves when nothing of it is left. @throws what the database says. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    await (this.#loop ??= this.#work());
  }

  /**
   * Claims nothing any more, aborts what runs, puts back what ends by that, and disconnects. What does not end in time is left to its lease. A second call waits for
   * the first.
   */
  stop(): Promise<void> {
    return (this.#stopped ??= this.#shutDown());
  }

  async #shutDown(): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    await this.#loop?.catch(() => undefined);
    for (const running of this.#running) this.#end(running, 'stopped');
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#options.stopPatienceMs);
    });
    await Promise.race([Promise.all(this.#ended), patience]);
    clearTimeout(timer);
    if (this.#beat !== null) clearTimeout(this.#beat);
    await this.#store.close();
  }

  async #work(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        const isBusy = await this.#claimMore();
        if (this.#isAway) this.#options.log.info('The queue can be reached again.');
        this.#isAway = false;
        if (isBusy) continue;
        if (this.#isDraining && this.#running.size === 0) return;
        await this.#pause(this.#options.pollMs);
      } catch (error) {
        if (this.#isDraining) throw error;
        if (!this.#isAway) {
          this.#options.log.error(
            { err: error },
            'The queue cannot be reached; it is tried again until it can.',
          );
        }
        this.#isAway = true;
        await this.#pause(this.#options.pollMs);
      }
    }
  }

  /** Claims what there is room for, of the tenant whose turn it is. @returns whether there may be more to do at once. */
  async #claimMore(): Promise<boolean> {
    const free = this.#options.concurrency - this.#running.size;
    if (free <= 0) {
      await this.#pause(this.#options.pollMs);
      return true;
    }
    const hasLooked = await this.#lookForTenants();
    const tenantId = this.#tenants.shift();
    if (tenantId === undefined) return false;
    const share = Math.min(1_000, Math.ceil(free / (this.#tenants.length + 1)));
    const claimedAtMs = performance.now();
    const jobs = await this.#store.claim(tenantId, share);
    // Who had less than that has nothing left; the next look says whether that is still so.
    if (jobs.length === share) this.#tenants.push(tenantId);
    for (const job of jobs) this.#begin(job, claimedAtMs);
    this.#hasClaimed = jobs.length > 0 || (this.#hasClaimed && !hasLooked);
    // Where others were faster with all of them, there is no hurry.
    return jobs.length > 0 || this.#tenants.length > 0 || this.#hasClaimed;
  }

  /** @returns whether it has looked: the first in rank come first again. */
  async #lookForTenants(): Promise<boolean> {
    const now = performance.now();
    if (this.#tenants.length > 0 && now - this.#tenantsAtMs < RANK_AGE_MS) return false;
    this.#tenants = await this.#store.waitingTenants();
    this.#tenantsAtMs = now;
    return true;
  }

  #begin(job: QueueJob, claimedAtMs: number): void {
    const running: Running = {
      job,
      abort: new AbortController(),
      leaseEndsAtMs: claimedAtMs + job.leaseMs,
      ending: null,
    };
    this.#running.add(running);
    this.#keepBeating(job.leaseMs);
    const done = this.#do(running).finally(() => {
      this.#running.delete(running);
      this.#ended.delete(done);
      this.#wake();
    });
    this.#ended.add(done);
  }

  /** Does a job and reports on it. Never rejects. */
  async #do(running: Running): Promise<void> {
    const { job, abort } = running;
    const { handlers, maxRunMs, log } = this.#options;
    const facts = { job: job.id, name: job.name, tenantId: job.tenantId, attempt: job.attempt };
    const limit = setTimeout(() => this.#end(running, 'timeout'), maxRunMs);
    try {
      const outcome = await this.#attempt(
        running,
        Object.hasOwn(handlers, job.name) ? handlers[job.name] : undefined,
      );
      clearTimeout(limit);
      const said = await this.#report(running, outcome);
      if (said === null || said === false) {
        log.warn(facts, "A job was no longer its worker's own when it ended; somebody else does it");
      } else if (said === 'dead') {
        log.error(
          { ...facts, err: outcome.error },
          'A job was given up; "sluice queue" lists it, and revives it',
        );
      } else if (said === 'ready') {
        log.warn({ ...facts, err: outcome.error }, 'A job failed, and is tried again');
      }
    } catch (error) {
      // Its lease runs out, and it is tried again.
      if (!abort.signal.aborted)
        log.error({ ...facts, err: error }, 'What became of a job could not be reported');
    } finally {
      clearTimeout(limit);
    }
  }

  async #attempt(running: Running, handler: QueueJobHandler | undefined): Promise<Outcome> {
    const { job, abort } = running;
    try {
      // An older or newer worker may know it.
      if (handler === undefined) throw new Error(`This worker does not know how to do "${job.name}".`);
      await handler(job, abort.signal);
      return { kind: 'done' };
    } catch (error) {
      if (running.ending === 'stopped') return { kind: 'stopped' };
      if (running.ending === 'timeout') {
        return {
          kind: 'failed',
          error: new Error(`It took longer than ${this.#options.maxRunMs / SECOND_MS} s.`),
        };
      }
      return { kind: 'failed', error };
    }
  }

  /** Reports again and again while the queue is away and the job still the worker's own: a second report of the same changes nothing. */
  async #report(running: Running, outcome: Outcome): Promise<boolean | 'ready' | 'dead' | null> {
    const { job } = running;
    for (;;) {
      try {
        switch (outcome.kind) {
          case 'done':
            return await this.#reports.finish(job);
          case 'stopped':
            return (await this.#store.release([job])).get(job.id) ?? false;
          case 'failed':
            return await this.#store.fail(job, messageOf(outcome.error), isFinal(outcome.error));
        }
      } catch (error) {
        const isAway = error instanceof SluiceError && error.code === 'DATABASE_UNAVAILABLE';
        if (!isAway || performance.now() >= running.leaseEndsAtMs || this.#stopping.signal.aborted)
          throw error;
        await new Promise((resolve) => setTimeout(resolve, this.#options.pollMs));
      }
    }
  }

  #end(running: Running, ending: Ending): void {
    running.ending ??= ending;
    running.abort.abort();
  }

  #keepBeating(leaseMs: number): void {
    this.#beat ??= setTimeout(() => {
      this.#beat = null;
      void this.#sendBeats().then(() => {
        const leases = [...this.#running].map(({ job }) => job.leaseMs);
        if (leases.length > 0) this.#keepBeating(Math.min(...leases));
      });
    }, leaseMs / BEATS_PER_LEASE);
  }

  /** Renews the leases of what runs. Never rejects. */
  async #sendBeats(): Promise<void> {
    for (const runnings of byTenant(this.#running, ({ job }) => job.tenantId).values()) {
      const sentAtMs = performance.now();
      // Whatever keeps it from being written down, the next beat or the end of the lease mends it.
      const leases = await this.#store.heartbeat(runnings.map(({ job }) => job)).catch(() => null);
      for (const running of runnings) {
        const leaseMs = leases?.get(running.job.id);
        if (typeof leaseMs === 'number') running.leaseEndsAtMs = sentAtMs + leaseMs;
        // One that has just reported is nobody's any more either.
        if (leaseMs === null || performance.now() >= running.leaseEndsAtMs) this.#end(running, 'lost');
      }
    }
  }

  /** Waits, at most until a job ends or the worker stops. */
  #pause(delayMs: number): Promise<void> {
    if (this.#stopping.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, delayMs);
      this.#wake = (): void => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

type Outcome =
  | { readonly kind: 'done' | 'stopped'; readonly error?: undefined }
  | { readonly kind: 'failed'; readonly error: unknown };

function isFinal(error: unknown): boolean {
  return error instanceof SluiceError && error.code === 'BAD_USER_INPUT';
}
