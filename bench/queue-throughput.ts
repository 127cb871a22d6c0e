import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { QueueJobHandler } from '../src/queue/queue-job.js';
import { QueueWorker } from '../src/queue/queue-worker.js';
import { asSuperuser, newTenants, type OutreachBench } from './support/bench-outreach.js';
import { quantile, spread } from './support/statistics.js';

const FAMILY = 'sending';
const TENANTS = 20;
const FLOOR_PER_MINUTE = 1_000;
const BATCH = 1_000;
const MINUTE_MS = 60_000;

/** How workers are set up. */
interface Setup {
  readonly title: string;
  readonly jobs: number;
  readonly workers: number;
  readonly concurrency: number;
  /** Jobs that wait beside them and are not due, so that the queue is not as small as what is done. */
  readonly backlog: number;
}

const SETUPS: readonly Setup[] = [
  { title: 'singly: one worker, one job at once', jobs: 1_500, workers: 1, concurrency: 1, backlog: 0 },
  { title: 'one worker, 10 jobs at once', jobs: 4_000, workers: 1, concurrency: 10, backlog: 0 },
  { title: 'by batches: one worker, 200 at once', jobs: 8_000, workers: 1, concurrency: 200, backlog: 0 },
  { title: 'by batches: two workers, 200 at once', jobs: 8_000, workers: 2, concurrency: 200, backlog: 0 },
  {
    title: 'the same beside 100,000 not yet due',
    jobs: 8_000,
    workers: 2,
    concurrency: 200,
    backlog: 100_000,
  },
];

/** How many jobs a minute are queued, claimed, done and reported, jobs taking no time; and how long urgent ones wait in a flood of others. */
export async function queueThroughput(databases: OutreachBench, rounds: number): Promise<void> {
  process.stdout.write(
    `Jobs a minute, of ${TENANTS} tenants (the floor is ${FLOOR_PER_MINUTE.toLocaleString('en')})\n`,
  );
  const enqueued: number[] = [];
  for (const setup of SETUPS) {
    const rates: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await clear(databases);
      const tenants = newTenants(TENANTS);
      if (setup.backlog > 0)
        await enqueue(databases, tenants, setup.backlog, { run_at: '2100-01-01T00:00:00Z' });
      enqueued.push(perMinute(setup.jobs, await enqueue(databases, tenants, setup.jobs, {})));
      rates.push(perMinute(setup.jobs, await drain(databases, setup)));
    }
    print(setup.title, rates);
  }
  print('queued, 1,000 at once', enqueued);
  await priorities(databases);
}

/** A flood of jobs that take 5 ms each, more than are done in the time, and now and then one of the highest priority. */
async function priorities(databases: OutreachBench): Promise<void> {
  await clear(databases);
  const tenants = newTenants(TENANTS);
  await enqueue(databases, tenants, 20_000, {});
  const worker = createWorker(databases, 10, () => sleep(5));
  worker.start();
  await sleep(1_000);
  for (let i = 0; i < 50; i++) {
    await enqueue(databases, tenants.slice(i % TENANTS, (i % TENANTS) + 1), 1, { priority: 9 });
    await sleep(100);
  }
  await sleep(500);
  await worker.stop();
  const waits = await asSuperuser(databases.queue, async (client) => {
    const { rows } = await client.query<{ priority: number; waits: number[]; left: number }>(
      `select priority, array_agg(extract(epoch from claimed_at - run_at)::float8 * 1000
           order by claimed_at - run_at) filter (where status = 'succeeded') as waits,
         count(*) filter (where status = 'ready')::int as left
       from queue.jobs group by priority order by priority`,
    );
    return rows;
  });
  process.stdout.write('\nHow long jobs wait in a flood that ten at once do not keep up with, ms\n');
  for (const { priority, waits: all, left } of waits) {
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => quantile(all, share).toFixed(0).padStart(7));
    process.stdout.write(
      `  priority ${priority}   p50 ${p50}   p95 ${p95}   p99 ${p99}   done ${String(all.length).padStart(6)}   still waiting ${left}\n`,
    );
  }
}

async function drain(databases: OutreachBench, { workers, concurrency }: Setup): Promise<number> {
  const all = Array.from({ length: workers }, () =>
    createWorker(databases, concurrency, () => Promise.resolve()),
  );
  const startMs = performance.now();
  await Promise.all(all.map((worker) => worker.drain()));
  const elapsedMs = performance.now() - startMs;
  await Promise.all(all.map((worker) => worker.stop()));
  const left = await asSuperuser(databases.queue, async (client) => {
    const { rows } = await client.query<{ n: number }>(
      `select count(*)::int as n from queue.jobs where status <> 'succeeded' and run_at < now()`,
    );
    return rows[0]!.n;
  });
  if (left > 0) throw new Error(`${left} jobs were left.`);
  return elapsedMs;
}

function createWorker(databases: OutreachBench, concurrency: number, handler: QueueJobHandler): QueueWorker {
  const quiet = (): void => undefined;
  return new QueueWorker({
    url: databases.queue.maintainerUrl,
    family: FAMILY,
    concurrency,
    pollMs: 20,
    handlers: { send: handler },
    log: { debug: quiet, info: quiet, warn: quiet, error: console.error },
  });
}

/** Queues them as the gateway, spread over the tenants. @returns how long it took, in ms. */
async function enqueue(
  databases: OutreachBench,
  tenants: readonly string[],
  count: number,
  job: object,
): Promise<number> {
  const client = new pg.Client({ connectionString: databases.queue.gatewayUrl });
  await client.connect();
  const startMs = performance.now();
  try {
    const share = Math.ceil(count / tenants.length);
    for (const tenantId of tenants) {
      for (let queued = 0; queued < share; queued += BATCH) {
        const jobs = Array(Math.min(BATCH, share - queued)).fill({ family: FAMILY, name: 'send', ...job });
        await client.query('begin');
        await client.query(`select set_config('app.current_tenant_id', $1, true)`, [tenantId]);
        await client.query('select count(*) from queue.enqueue($1::jsonb)', [JSON.stringify(jobs)]);
        await client.query('commit');
      }
    }
    return performance.now() - startMs;
  } finally {
    await client.end();
  }
}

async function clear({ queue }: OutreachBench): Promise<void> {
  await asSuperuser(queue, (client) =>
    client.query('truncate queue.jobs, queue.job_keys, sluice.outbox; analyze queue.jobs'),
  );
}

function perMinute(jobs: number, elapsedMs: number): number {
  return (jobs / elapsedMs) * MINUTE_MS;
}

function print(title: string, rates: readonly number[]): void {
  const { median, least, greatest } = spread(rates);
  const [m, l, g] = [median, least, greatest].map((rate) => Math.round(rate).toLocaleString('en'));
  process.stdout.write(
    `  ${title.padEnd(40)} ${m!.padStart(9)}   (${l} to ${g})   ${(median / FLOOR_PER_MINUTE).toFixed(0)} times the floor\n`,
  );
}
