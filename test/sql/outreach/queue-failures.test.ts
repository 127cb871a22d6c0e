import pg from 'pg';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../../setup/test-database.js';
import { CLAIM, ONE, QueueFixture, TWO } from './queue-fixture.js';

const SECOND_MS = 1000;
const FIRST_RETRY_MS = 10 * SECOND_MS;
const LAST_RETRY_MS = 60 * 60 * SECOND_MS;

describe.each(postgresVersions)('failures in the queue on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  let queue: QueueFixture;

  beforeAll(async () => {
    database = await createTestDatabase(server, 'queue');
    queue = new QueueFixture(database);
  });
  beforeEach(() => database.asAdmin('delete from queue.jobs; delete from queue.job_keys'));

  /** For how long a job has to wait that has just failed. */
  const waitMs = async (jobId: string): Promise<number> => {
    const [row] = await database.asAdmin(
      'select extract(epoch from run_at - claimed_at)::float * 1000 as wait from queue.jobs where id = $1',
      [jobId],
    );
    return row!['wait'] as number;
  };

  describe('a job that fails', () => {
    test('waits, and is tried again in its rank', async () => {
      const [queued] = await queue.enqueue(ONE, { priority: 2 });
      const [job] = await queue.claim(ONE);
      expect(await queue.fail(ONE, job!)).toBe('ready');
      const row = await queue.job(queued!.job_id);
      expect(row).toMatchObject({ status: 'ready', attempts: 1, last_error: 'No route', finished_at: null });
      expect((row['run_at'] as Date).getTime() - (row['rank_at'] as Date).getTime()).toBe(120 * SECOND_MS);
      expect(await queue.claim(ONE)).toEqual([]);
      await queue.pass('10 seconds');
      const [again] = await queue.claim(ONE);
      expect(again).toMatchObject({ job_id: queued!.job_id, attempt: 2 });
      expect(again!.claim).not.toBe(job!.claim);
      expect(await queue.finish(ONE, again!)).toBe(true);
      expect(await queue.job(queued!.job_id)).toMatchObject({ status: 'succeeded', last_error: 'No route' });
    });

    test('waits twice as long each time, less up to half by chance, and no longer than its family says', async () => {
      const [queued] = await queue.enqueue(ONE, { max_attempts: 100 });
      for (let attempt = 1; attempt < 40; attempt++) {
        await queue.pass('1 hour');
        const [job] = await queue.claim(ONE);
        expect(await queue.fail(ONE, job!)).toBe('ready');
        const longest = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempt - 1));
        const waited = await waitMs(queued!.job_id);
        expect(waited).toBeGreaterThanOrEqual(longest / 2);
        // It failed a little after it was claimed.
        expect(waited).toBeLessThan(longest + 30 * SECOND_MS);
      }
    });

    test('is given up after its last attempt, stays to be seen, and can be revived', async () => {
      const [queued] = await queue.enqueue(ONE, { max_attempts: 2 });
      for (const status of ['ready', 'dead']) {
        await queue.pass('1 hour');
        const [job] = await queue.claim(ONE);
        expect(await queue.fail(ONE, job!)).toBe(status);
      }
      await queue.pass('1 hour');
      expect(await queue.claim(ONE)).toEqual([]);
      const dead = await queue.job(queued!.job_id);
      expect(dead).toMatchObject({ status: 'dead', attempts: 2, last_error: 'No route', lease_until: null });
      expect(dead['finished_at']).toBeInstanceOf(Date);

      expect(await queue.revive(ONE, queued!.job_id)).toBe(true);
      expect(await queue.revive(ONE, queued!.job_id)).toBe(false);
      const [job] = await queue.claim(ONE);
      expect(job).toMatchObject({ job_id: queued!.job_id, attempt: 1 });
      expect(await queue.finish(ONE, job!)).toBe(true);
    });

    test('is given up at once where another attempt would be in vain', async () => {
      await queue.enqueue(ONE, {});
      const [job] = await queue.claim(ONE);
      expect(await queue.fail(ONE, job!, true)).toBe('dead');
    });

    test('hears of it once: the second report finds the claim over', async () => {
      await queue.enqueue(ONE, {});
      const [job] = await queue.claim(ONE);
      await queue.fail(ONE, job!);
      expect(await queue.fail(ONE, job!)).toBeNull();
      expect(await queue.finish(ONE, job!)).toBe(false);
      expect(await queue.heartbeat(ONE, job!)).toBeNull();
    });
  });

  describe('a worker that is gone', () => {
    test('before its claim is committed leaves the job as it was', async () => {
      const [queued] = await queue.enqueue(ONE, {});
      const worker = new pg.Client({ connectionString: database.maintainerUrl });
      await worker.connect();
      await worker.query('begin');
      await worker.query(`select set_config('app.current_tenant_id', $1, true)`, [ONE]);
      expect((await worker.query(CLAIM, ['sending', 'gone', 1])).rows).toHaveLength(1);
      // Nobody waits for a job that somebody is about to claim.
      expect(await queue.claim(ONE)).toEqual([]);
      await worker.end();
      await expect.poll(() => queue.claim(ONE)).toMatchObject([{ job_id: queued!.job_id, attempt: 1 }]);
    });

    test('loses the job when its lease is over, and not before', async () => {
      const [queued] = await queue.enqueue(ONE, {});
      const [job] = await queue.claim(ONE);
      expect(await queue.recoverStuck()).toEqual([]);
      await queue.pass('61 seconds');
      expect(await queue.recoverStuck()).toEqual([
        { tenant_id: ONE, job_id: queued!.job_id, status: 'ready' },
      ]);
      expect(await queue.recoverStuck()).toEqual([]);
      // It was not gone, only slow: it learns that the job is no longer its own.
      expect(await queue.heartbeat(ONE, job!)).toBeNull();
      expect(await queue.finish(ONE, job!)).toBe(false);
      await queue.pass('10 seconds');
      const [again] = await queue.claim(ONE);
      expect(await queue.finish(ONE, job!)).toBe(false);
      expect(await queue.finish(ONE, again!)).toBe(true);
    });

    test('keeps the job as long as its heart beats', async () => {
      await queue.enqueue(ONE, {});
      const [job] = await queue.claim(ONE);
      await queue.pass('50 seconds');
      const until = (await queue.heartbeat(ONE, job!)) as Date;
      expect(until.getTime()).toBeGreaterThanOrEqual(job!.lease_until.getTime());
      await queue.pass('50 seconds');
      expect(await queue.recoverStuck()).toEqual([]);
      expect(await queue.finish(ONE, job!)).toBe(true);
    });

    test('may still report as long as nobody has taken the job from it', async () => {
      await queue.enqueue(ONE, {});
      const [job] = await queue.claim(ONE);
      await queue.pass('2 hours');
      expect(await queue.finish(ONE, job!)).toBe(true);
      expect(await queue.recoverStuck()).toEqual([]);
    });

    test('uses up an attempt, so that a job which kills its workers is given up', async () => {
      const [queued] = await queue.enqueue(TWO, { max_attempts: 2 });
      for (const status of ['ready', 'dead']) {
        expect(await queue.claim(TWO)).toHaveLength(1);
        await queue.pass('1 hour');
        expect(await queue.recoverStuck()).toEqual([{ tenant_id: TWO, job_id: queued!.job_id, status }]);
        await queue.pass('1 hour');
      }
      expect(await queue.job(queued!.job_id)).toMatchObject({
        last_error: 'The worker did not report within its lease.',
      });
    });
  });
});
