import fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { QueueJob } from '../../src/queue/queue-job.js';
import { ONE, TWO } from '../sql/outreach/queue-fixture.js';
import { startPostgresProxy } from '../support/postgres-proxy.js';
import { until } from '../worker/worker-fixture.js';
import { createQueueWorkerFixture } from './queue-worker-fixture.js';

const seed = Date.now() % 1_000_000;

/** How an attempt at a job ends. */
const attempt = fc.constantFrom('succeed', 'fail', 'lose', 'dawdle');
const jobs = fc.array(
  fc.record({
    tenantId: fc.constantFrom(ONE, TWO),
    priority: fc.integer({ min: 0, max: 9 }),
    attempts: fc.array(attempt, { minLength: 1, maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 40 },
);
const faults = fc.array(fc.constantFrom('cut', 'restart', 'none'), { maxLength: 3 });

test(`whatever happens to workers and connections, each job ends once, and as its attempts did (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(jobs, faults, async (planned, trouble) => {
      const fixture = await createQueueWorkerFixture();
      const proxy = await startPostgresProxy(fixture.database.maintainerUrl);
      /** The claims of a job that believe themselves to be its own now. */
      const owners = new Map<string, Set<string>>();
      let overlaps = 0;
      const handle = async (job: QueueJob, signal: AbortSignal): Promise<void> => {
        const { attempts } = job.payload as { attempts: string[] };
        const how = attempts[job.attempt - 1] ?? 'succeed';
        const claims = owners.get(job.id) ?? new Set();
        owners.set(job.id, claims.add(job.claim));
        if (claims.size > 1) overlaps++;
        try {
          if (how === 'dawdle') await sleep(30);
          if (how === 'lose') {
            // Its lease is over before it knows: somebody else may have it already.
            await fixture.database.asAdmin(
              `update queue.jobs set lease_until = now() - interval '1 second' where id = $1`,
              [job.id],
            );
            await sleep(5);
          }
          if (signal.aborted) throw new Error('Stopped');
          if (how === 'fail') throw new Error('Failed');
        } finally {
          claims.delete(job.claim);
        }
      };
      const start = () => fixture.start(handle, { url: proxy.url, concurrency: 4, pollMs: 20 });
      const workers = [start(), start()];
      for (const { tenantId, priority, attempts } of planned) {
        await fixture.queue.enqueue(tenantId, { priority, payload: { attempts }, max_attempts: 50 });
      }
      for (const fault of trouble) {
        await sleep(20);
        if (fault === 'cut') {
          proxy.cut();
          await sleep(50);
          proxy.restore();
        }
        if (fault === 'restart') {
          await workers.shift()!.stop();
          workers.push(start());
        }
      }
      await until(async () => {
        await fixture.queue.recoverStuck();
        const left = await fixture.database.asAdmin(
          `select from queue.jobs where status in ('ready', 'running')`,
        );
        return left.length === 0;
      });
      await fixture.stop();
      await proxy.close();

      expect((await fixture.outcomes()).every((outcome) => outcome.startsWith('succeeded'))).toBe(true);
      expect(await fixture.outcomes()).toHaveLength(planned.length);
      // Every attempt that ended has its event, and one alone says that the job is done.
      const [events] = await fixture.database.asAdmin(
        `select count(*) filter (where record ->> 'outcome' = 'succeeded')::int as succeeded, count(*)::int as ended,
           (select sum(attempts)::int from queue.jobs) as attempts
         from sluice.outbox`,
      );
      expect(events!['succeeded']).toBe(planned.length);
      expect(events!['ended']).toBe(events!['attempts']);
      // Two at once there may be only where a lease went by.
      const hasLost = planned.some(({ attempts }) => attempts.includes('lose')) || trouble.includes('cut');
      if (!hasLost) expect(overlaps).toBe(0);
      await fixture.database.drop();
    }),
    { numRuns: 12, seed },
  );
});
