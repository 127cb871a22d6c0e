import type PgBoss from 'pg-boss';
import type { Logger } from 'pino';
import type { WorkerSettings, OutreachUrls } from '../config/settings.js';
import { JobQueue } from '../jobs/job-queue.js';
import { LEASE_SECONDS, type JobName } from '../jobs/job-queues.js';
import { pause } from '../maintenance/pause.js';
import { explainRefusal } from './explain-refusal.js';
import { FoldPace } from './fold-pace.js';
import { JobRunner } from './job-runner.js';
import { OutageLog } from './outage-log.js';
import {
  closeOutreachConnections,
  NO_OUTREACH,
  openOutreachConnections,
  type OutreachConnections,
} from './outreach-databases.js';
import { OutreachScheduler } from './outreach-scheduler.js';
import { OutreachWatch } from './outreach-watch.js';
import { isOutage } from './is-outage.js';
import { readOutreachWork } from './read-outreach-work.js';
import { readWork } from './read-work.js';
import { Scheduler } from './scheduler.js';
import { CLOCK_QUEUE_SECONDS, startBoss } from './start-boss.js';
import { createTendingWorker } from './tending-worker.js';
import { WorkerDatabase } from './worker-database.js';

/** How long running jobs may take to notice that the worker stops. */
const STOP_PATIENCE_MS = 5000;

/** Beside its folds: one refresh, one for the search, one of the rest, the look for work, leases, and pg-boss itself. */
const CONNECTIONS_BESIDE_FOLDS = 6;

/** With databases of outreach: two outboxes, and the rest. */
const CONNECTIONS_OF_OUTREACH = 3;

export interface WorkerOptions {
  readonly maintainerUrl: string;
  /** The maintainer's URLs of the databases of outreach; without them it works on the analytics database alone. */
  readonly outreach?: OutreachUrls;
  readonly settings: WorkerSettings;
  readonly log: Logger;
  /** How long a job is its worker's without a sign of life. */
  readonly leaseSeconds?: number;
  /** How often it looks whether the clock has put something in line; at least 1. */
  readonly clockQueueSeconds?: number;
}

export interface Worker {
  /** Takes no job any more, cancels what runs, puts it back in line for the next worker, and disconnects. A second call waits for the first. */
  stop(): Promise<void>;
}

/**
 * Starts a worker: every second it looks once what has changed, folds each rollup before its lag passes the target, refreshes views in
 * full when enough of them has moved to their deltas and at night, makes partitions, prunes the change log, forgets old searches and tends the search. Of
 * the databases of outreach it moves what is to arrive in analytics, takes jobs from workers that are gone, writes down how many wait, sees to partitions,
 * and tends what tenants have written. Any number of workers share the work. From here on nothing that happens to a database ends it.
 *
 * @throws SluiceError `CONFIGURATION` where a database is not migrated or the night's cron expression means nothing,
 *   `DATABASE_UNAVAILABLE` where analytics is; a database of outreach may be away.
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { maintainerUrl, settings, log, outreach = NO_OUTREACH, leaseSeconds = LEASE_SECONDS } = options;
  const { clockQueueSeconds = CLOCK_QUEUE_SECONDS } = options;
  const connections = openOutreachConnections(outreach);
  const database = new WorkerDatabase({
    url: maintainerUrl,
    maxConnections:
      settings.maxFolds + CONNECTIONS_BESIDE_FOLDS + (connections.size > 0 ? CONNECTIONS_OF_OUTREACH : 0),
  });
  const outages = new OutageLog(log);
  let boss: PgBoss | null = null;
  try {
    boss = await startBoss(database, outages, settings.nightCron, clockQueueSeconds);
    await readWork(database);
    await assertOutreachMigrated(connections);
  } catch (error) {
    await boss?.stop({ graceful: false });
    await Promise.all([database.close(), closeOutreachConnections(connections)]);
    throw explainRefusal(error);
  }

  const stopping = new AbortController();
  const pace = new FoldPace();
  const queue = new JobQueue(boss, database, leaseSeconds);
  const { searchLogDays, queueMonths } = settings;
  const tools = {
    database,
    url: maintainerUrl,
    queue,
    pace,
    searchLogDays,
    outreach: connections,
    queueMonths,
    log,
  };
  const runner = new JobRunner({ tools, maxFolds: settings.maxFolds, leaseSeconds, signal: stopping.signal });
  const watch = new OutreachWatch(connections, settings.intervalMs, log, stopping.signal);
  const loop = lookForWork({
    database,
    queue,
    runner,
    watch,
    outages,
    settings,
    pace,
    signal: stopping.signal,
  });
  const tending = createTendingWorker(outreach, connections, log, settings.intervalMs);
  tending?.start();
  if (tending === null && connections.has('content')) {
    log.warn('Nobody tends the messages of tenants: QUEUE_MAINTAINER_DATABASE_URL is not set.');
  }
  log.info(
    { folds: settings.maxFolds, night: settings.nightCron, outreach: [...connections.keys()] },
    'The worker is at work',
  );

  const shutDown = async (): Promise<void> => {
    stopping.abort();
    await Promise.all([loop, watch.ended(), tending?.stop()]);
    const patience = new AbortController();
    await Promise.race([runner.ended(), pause(STOP_PATIENCE_MS, patience.signal)]);
    patience.abort();
    await boss.stop({ graceful: false });
    await Promise.all([database.close(), closeOutreachConnections(connections)]);
    await runner.ended();
  };
  let stopped: Promise<void> | null = null;
  return { stop: () => (stopped ??= shutDown()) };
}

/** One that is away may be made ready meanwhile; the watch tells of it. */
async function assertOutreachMigrated(connections: OutreachConnections): Promise<void> {
  for (const [name, database] of connections) {
    await readOutreachWork(name, database).catch((error: unknown) => {
      if (!isOutage(error)) throw explainRefusal(error, name);
    });
  }
}

interface Look {
  readonly database: WorkerDatabase;
  readonly queue: JobQueue;
  readonly runner: JobRunner;
  readonly watch: OutreachWatch;
  readonly outages: OutageLog;
  readonly settings: WorkerSettings;
  readonly pace: FoldPace;
  readonly signal: AbortSignal;
}

/** Looks for work again and again until it is told to stop. Never rejects. */
async function lookForWork(look: Look): Promise<void> {
  const { database, queue, runner, watch, outages, settings, pace, signal } = look;
  const scheduler = new Scheduler(settings, pace);
  const outreachScheduler = new OutreachScheduler();
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
      const planned = [...scheduler.plan(work), ...outreachScheduler.plan(work, watch.seen)];
      for (const { data, isProbe } of planned) {
        if (await queue.send(data, { isProbe })) due.push(data.queue);
      }
      runner.wake(due);
      outages.succeeded();
    } catch (error) {
      outages.failed(error);
    }
  } while (await pause(settings.intervalMs, signal));
}
