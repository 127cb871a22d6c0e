import { pino } from 'pino';
import type { QueueJob, QueueJobHandler } from '../../src/queue/queue-job.js';
import { QueueWorker, type QueueWorkerOptions } from '../../src/queue/queue-worker.js';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.js';
import type { TestServer } from '../setup/test-servers.js';
import { QueueFixture } from '../sql/outreach/queue-fixture.js';
import type { LogLine } from '../worker/worker-fixture.js';

/** A queue with leases of a second, and its workers. */
export interface QueueWorkerFixture {
  readonly database: TestDatabase;
  readonly queue: QueueFixture;
  readonly logged: readonly LogLine[];
  /** Every job that a handler was given, in order. */
  readonly seen: readonly QueueJob[];
  /** Starts a worker of the family `sending` that looks often, and does jobs named `send`. */
  start(handler?: QueueJobHandler, options?: Partial<QueueWorkerOptions>): QueueWorker;
  /** What became of all jobs, as `succeeded 1`: status and attempts, sorted. */
  outcomes(): Promise<string[]>;
  stop(): Promise<void>;
}

export async function createQueueWorkerFixture(server?: TestServer): Promise<QueueWorkerFixture> {
  const database = await createTestDatabase(server, 'queue');
  await database.asMaintainer(
    null,
    `select queue.define_family('sending', p_lease => '1 second', p_first_retry_after => '50 milliseconds', p_last_retry_after => '50 milliseconds')`,
  );
  const logged: LogLine[] = [];
  const seen: QueueJob[] = [];
  const workers: QueueWorker[] = [];
  const log = pino({ level: 'debug' }, { write: (line) => void logged.push(JSON.parse(line) as LogLine) });
  return {
    database,
    queue: new QueueFixture(database),
    logged,
    seen,
    start: (handler = () => Promise.resolve(), options = {}) => {
      const worker = new QueueWorker({
        url: database.maintainerUrl,
        family: 'sending',
        handlers: {
          send: (job, signal) => {
            seen.push(job);
            return handler(job, signal);
          },
        },
        log,
        pollMs: 50,
        ...options,
      });
      workers.push(worker);
      worker.start();
      return worker;
    },
    outcomes: async () =>
      (
        await database.asAdmin(`select concat_ws(' ', status, attempts) as it from queue.jobs order by 1`)
      ).map((row) => String(row['it'])),
    stop: async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
    },
  };
}
