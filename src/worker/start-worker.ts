import type PgBoss from 'pg-boss';
import type { Logger } from 'pino';
import type { WorkerSettings } from '../config/settings.js';
import { JobQueue } from '../jobs/job-queue.js';
import { LEASE_SECONDS, type JobName } from '../jobs/job-queues.js';
import { pause } from '../maintenance/pause.js';
import { explainRefusal } from './explain-refusal.js';
import { FoldPace } from './fold-pace.js';
import { JobRunner } from './job-runner.js';
import { OutageLog } from './outage-log.js';
import { readWork } from './read-work.js';
import { Scheduler } from './scheduler.js';
import { startBoss } from './start-boss.js';
import { WorkerDatabase } from './worker-database.js';

/** How long running jobs may take to notice that the worker stops. */
const STOP_PATIENCE_MS = 5000;

/** Beside its folds: one refresh, one for the search, one of the rest, the look for work, leases, and pg-boss itself. */
const CONNECTIONS_BESIDE_FOLDS = 6;

export interface WorkerOptions {
  readonly maintainerUrl: string;
  readonly settings: WorkerSettings;
  readonly log: Logger;
  /** How long a job is its worker's without a sign of life. */
  readonly leaseSeconds?: number;
}

export interface Worker {
  /** Takes no job any more, cancels what runs, puts it back in line for the next worker, and disconnects. A second call waits for the first. */
  stop(): Promise<void>;
}

/**
 * Starts a worker: every second it looks once what has changed, folds each rollup before its lag passes the target, refreshes views in
 * full when enough of them has moved to their deltas and at night, makes partitions, prunes the change log, forgets old searches and tends the search. Any number of
 * workers share the work. From here on nothing that happens to the database ends it.
 *
 * @throws SluiceError `CONFIGURATION` where the database is not migrated or the night's cron expression means nothing,
 *   `DATABASE_UNAVAILABLE`.
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { maintainerUrl, settings, log, leaseSeconds = LEASE_SECONDS } = options;
  const database = new WorkerDatabase({
    url: maintainerUrl,
    maxConnections: settings.maxFolds + CONNECTIONS_BESIDE_FOLDS,
  });
  const outages = new OutageLog(log);
  let boss: PgBoss | null = null;
  try {
    boss = await startBoss(database, outages, settings.nightCron);
    await readWork(database);
  } catch (error) {
    await boss?.stop({ graceful: false });
    await database.close();
    throw explainRefusal(error);
  }

  const stopping = new AbortController();
  const pace = new FoldPace();
  const queue = new JobQueue(boss, database, leaseSeconds);
  const { searchLogDays } = settings;
  const tools = { database, url: maintainerUrl, queue, pace, searchLogDays, log };
  const runner = new JobRunner({ tools, maxFolds: settings.maxFolds, leaseSeconds, signal: stopping.signal });
  const loop = lookForWork({ database, queue, runner, outages, settings, pace, signal: stopping.signal });
  log.info({ folds: settings.maxFolds, night: settings.nightCron }, 'The worker is at work');

  const shutDown = async (): Promise<void> => {
    stopping.abort();
    await loop;
    const patience = new AbortController();
    await Promise.race([runner.ended(), pause(STOP_PATIENCE_MS, patience.signal)]);
    patience.abort();
    await boss.stop({ graceful: false });
    await database.close();
    await runner.ended();
  };
  let stopped: Promise<void> | null = null;
  return { stop: () => (stopped ??= shutDown()) };
}

interface Look {
  readonly database: WorkerDatabase;
  readonly queue: JobQueue;
  readonly runner: JobRunner;
  readonly outages: OutageLog;
  readonly settings: WorkerSettings;
  readonly pace: FoldPace;
  readonly signal: AbortSignal;
}

/** Looks for work again and again until it is told to stop. Never rejects. */
async function lookForWork(look: Look): Promise<void> {
  const { database, queue, runner, outages, settings, pace, signal } = look;
  const scheduler = new Scheduler(settings, pace);
  // What others may have left undone while no worker ran.
  const atStart: JobName[] = ['partitions', 'prune', 'searches', 'documents'];
  do {
    try {
      const work = await readWork(database);
      if (work.jobs.some(({ isExpired }) => isExpired)) await queue.expire();
      const due = work.jobs.filter(({ isDue }) => isDue).map((job) => job.queue);
      for (const name of atStart.splice(0)) {
        if (await queue.send({ queue: name, rollup: null })) due.push(name);
      }
      for (const { data, isProbe } of scheduler.plan(work)) {
        if (await queue.send(data, { isProbe })) due.push(data.queue);
      }
      runner.wake(due);
      outages.succeeded();
    } catch (error) {
      outages.failed(error);
    }
  } while (await pause(settings.intervalMs, signal));
}
