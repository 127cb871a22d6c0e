import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../../setup/test-database.js';
import { ONE, QueueFixture, TWO, type ClaimedJob } from './queue-fixture.js';
import { QueueWorker } from './queue-worker.js';

/** Fix it to have the same commands again; how they meet is chance. */
const SEED = Math.floor(Math.random() * 2 ** 31);
const RUNS = 25;
const TIMEOUT_MS = 120_000;
const WORKERS = 4;
const MINUTE_MS = 60 * 1000;

const tenant = fc.constantFrom(ONE, TWO);
const priority = fc.integer({ min: 0, max: 9 });
const maxAttempts = fc.integer({ min: 1, max: 3 });

/** What one worker does while the others do theirs. */
const command = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('enqueue' as const),
      tenant,
      jobs: fc.array(
        fc.record({
          priority,
          max_attempts: maxAttempts,
          key: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
        }),
        { minLength: 1, maxLength: 5 },
      ),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constantFrom('claim' as const, 'claim' as const, 'claimAndBreak' as const),
      tenant,
      limit: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constantFrom('finish' as const, 'fail' as const, 'heartbeat' as const),
      which: fc.nat(20),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('recover' as const) }) },
);
const round = fc.record({
  commands: fc.array(command, { minLength: WORKERS, maxLength: WORKERS }),
  passes: fc.constantFrom('0 seconds', '5 seconds', '20 seconds', '61 seconds', '2 hours'),
});

/** What is known of every job from the answers alone; anything that contradicts it is a failure of the test. */
class Ledger {
  readonly queued = new Set<string>();
  /** Job to the claim that holds it. */
  readonly holders = new Map<string, string>();
  readonly ends = new Map<string, string>();
  /** The claims under which jobs succeeded. */
  readonly successes = new Set<string>();

  claimed(jobs: readonly ClaimedJob[]): void {
    for (const { job_id, claim, attempt, max_attempts } of jobs) {
      expect(this.holders.has(job_id), 'a job is given to one worker at a time').toBe(false);
      expect(this.ends.has(job_id), 'a job that has ended is not given to anybody').toBe(false);
      expect(attempt).toBeLessThanOrEqual(max_attempts);
      this.holders.set(job_id, claim);
    }
  }

  ended(jobId: string, status: string): void {
    expect(this.ends.has(jobId), 'a job ends once').toBe(false);
    const claim = this.holders.get(jobId);
    expect(claim, 'only the attempt at a job that runs ends').toBeDefined();
    this.holders.delete(jobId);
    if (status === 'succeeded') this.successes.add(claim!);
    if (status !== 'ready') this.ends.set(jobId, status);
  }
}

describe.each(postgresVersions)('whatever befalls the queue on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  let queue: QueueFixture;
  let workers: QueueWorker[];

  beforeAll(async () => {
    database = await createTestDatabase(server, 'queue');
    queue = new QueueFixture(database);
    workers = Array.from({ length: WORKERS }, () => new QueueWorker(database.maintainerUrl));
  });
  beforeEach(() => database.asAdmin('delete from queue.jobs; delete from queue.job_keys'));
  afterAll(() => Promise.all(workers.map((worker) => worker.close())));

  /** Does it, and returns how to note the answer. */
  const perform = async (
    worker: QueueWorker,
    doing: typeof command extends fc.Arbitrary<infer Command> ? Command : never,
    ledger: Ledger,
  ): Promise<() => void> => {
    switch (doing.does) {
      case 'enqueue': {
        const queued = await queue.enqueue(doing.tenant, ...doing.jobs);
        return () => {
          for (const { job_id } of queued) ledger.queued.add(job_id);
        };
      }
      case 'claim': {
        const jobs = await worker.claim(doing.tenant, doing.limit);
        return () => ledger.claimed(jobs);
      }
      case 'claimAndBreak':
        await worker.claimAndBreak(doing.tenant, doing.limit);
        return () => undefined;
      case 'recover': {
        const recovered = await worker.recoverStuck();
        return () => recovered.forEach(({ job_id, status }) => ledger.ended(job_id, status));
      }
      case 'finish':
      case 'fail':
      case 'heartbeat': {
        // Of all it ever claimed: also what is no longer its own.
        const claimed = worker.claims[doing.which % Math.max(worker.claims.length, 1)];
        if (claimed === undefined) return () => undefined;
        const { job_id, claim } = claimed.job;
        if (doing.does === 'heartbeat') {
          const isOwn = await worker.heartbeat(claimed);
          return () => {
            if (isOwn) expect(ledger.holders.get(job_id), 'a heart beats for its own job').toBe(claim);
          };
        }
        const isRepeat = doing.does === 'finish' && ledger.successes.has(claim);
        const status =
          doing.does === 'fail'
            ? await worker.fail(claimed)
            : (await worker.finish(claimed))
              ? 'succeeded'
              : null;
        return () => {
          // A report that is made again is answered as before.
          if (isRepeat) {
            expect(status).toBe('succeeded');
            return;
          }
          if (status === null) return;
          expect(ledger.holders.get(job_id), 'who reports is who holds the job').toBe(claim);
          ledger.ended(job_id, status);
        };
      }
    }
  };

  test(
    'no job is lost, run by two at once, or ends twice',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(round, { minLength: 3, maxLength: 12 }), async (rounds) => {
          await database.asAdmin('delete from queue.jobs; delete from queue.job_keys');
          for (const worker of workers) worker.claims.length = 0;
          const ledger = new Ledger();
          for (const { commands, passes } of rounds) {
            // Each worker has the commands of its own; they meet as they will.
            const notes = await Promise.all(
              commands.map((doing, index) => perform(workers[index]!, doing, ledger)),
            );
            // Answers of one moment arrive in any order: what ends is noted before what begins.
            const begins = (index: number): boolean => commands[index]!.does === 'claim';
            notes.filter((_, index) => !begins(index)).forEach((note) => note());
            notes.filter((_, index) => begins(index)).forEach((note) => note());
            await queue.pass(passes);
          }

          // Who is left does all that is left to do.
          for (let attempt = 0; attempt < 4; attempt++) {
            await queue.pass('2 hours');
            for (const { job_id, status } of await workers[0]!.recoverStuck()) ledger.ended(job_id, status);
            await queue.pass('2 hours');
            for (const tenantId of [ONE, TWO]) {
              const jobs = await workers[0]!.claim(tenantId, 1000);
              ledger.claimed(jobs);
              for (const job of jobs) {
                expect(await workers[0]!.finish({ tenantId, job })).toBe(true);
                ledger.ended(job.job_id, 'succeeded');
              }
            }
          }
          expect(ledger.holders.size).toBe(0);
          const rows = await database.asAdmin('select id, status from queue.jobs');
          expect(new Map(rows.map(({ id, status }) => [id, status]))).toEqual(ledger.ends);
          expect(new Set(ledger.ends.keys())).toEqual(ledger.queued);
          expect(rows).toHaveLength(ledger.queued.size);
        }),
        { seed: SEED, numRuns: RUNS, endOnFailure: true },
      );
    },
    TIMEOUT_MS,
  );

  test(
    'jobs are claimed in the order of when they were due, each step of priority being worth a minute',
    async () => {
      const arrival = fc.record({
        jobs: fc.array(priority, { minLength: 1, maxLength: 4 }),
        passes: fc.integer({ min: 0, max: 240 }).map((seconds) => `${seconds} seconds`),
        claims: fc.integer({ min: 0, max: 3 }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(arrival, { minLength: 2, maxLength: 10 }), async (arrivals) => {
          await database.asAdmin('delete from queue.jobs');
          const assertFirst = async (limit: number): Promise<number> => {
            // Times alone: the rank that the database keeps is what is tested.
            const waiting = await database.asAdmin(
              `select id, priority, run_at from queue.jobs where status = 'ready'`,
            );
            const ranks = new Map(
              waiting.map((job) => [
                job['id'],
                (job['run_at'] as Date).getTime() - Number(job['priority']) * MINUTE_MS,
              ]),
            );
            const claimed = limit === 0 ? [] : (await queue.claim(ONE, limit)).map(({ job_id }) => job_id);
            const expected = [...ranks.values()].sort((a, b) => a - b).slice(0, limit);
            expect(claimed.map((jobId) => ranks.get(jobId))).toEqual(expected);
            return claimed.length;
          };
          for (const { jobs, passes, claims } of arrivals) {
            await queue.enqueue(ONE, ...jobs.map((each) => ({ priority: each })));
            await queue.pass(passes);
            await assertFirst(claims);
          }
          while ((await assertFirst(3)) > 0);
        }),
        { seed: SEED, numRuns: RUNS, endOnFailure: true },
      );
    },
    TIMEOUT_MS,
  );

  test('a job without priority is reached within nine minutes of urgent ones that never end', async () => {
    const [low] = await queue.enqueue(ONE, { priority: 0 });
    for (let minute = 0; ; minute++) {
      expect(minute).toBeLessThanOrEqual(10);
      // As many arrive as are done.
      await queue.enqueue(ONE, ...Array.from({ length: 5 }, () => ({ priority: 9 })));
      const claimed = await queue.claim(ONE, 5);
      for (const job of claimed) await queue.finish(ONE, job);
      if (claimed.some(({ job_id }) => job_id === low!.job_id)) {
        // And it was not first, either: what is urgent goes first as long as it waits no longer.
        expect(minute).toBeGreaterThanOrEqual(9);
        break;
      }
      await queue.pass('1 minute');
    }
  });
});
