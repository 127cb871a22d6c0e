import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../../setup/test-database.js';
import { ONE, QueueFixture, TWO } from './queue-fixture.js';

describe.each(postgresVersions)('the queue on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  let queue: QueueFixture;

  beforeAll(async () => {
    database = await createTestDatabase(server, 'queue');
    queue = new QueueFixture(database);
  });
  beforeEach(() => database.asAdmin('delete from queue.jobs; delete from queue.job_keys'));

  describe('denies', () => {
    test.each([
      ['jobs', 'status'],
      ['job_keys', 'key'],
      ['families', 'lease'],
    ])('anybody to write queue.%s itself', async (table, column) => {
      for (const sql of [
        `insert into queue.${table} default values`,
        `update queue.${table} set ${column} = default`,
        `delete from queue.${table}`,
        `truncate queue.${table}`,
      ]) {
        await expect(database.asTenant(ONE, sql)).rejects.toMatchObject({ code: '42501' });
        await expect(database.asMaintainer(ONE, sql)).rejects.toMatchObject({ code: '42501' });
      }
    });

    test.each([
      'payload from queue.jobs',
      'last_error from queue.jobs',
      'claim from queue.jobs',
      'from queue.job_keys',
      'from queue.families',
      'from queue.jobs_default',
    ])('the gateway to select %s', async (what) => {
      await expect(database.asTenant(ONE, `select ${what}`)).rejects.toMatchObject({ code: '42501' });
    });

    test.each([
      `queue.claim('sending', 'w', 1)`,
      `queue.finish('${ONE}', '${ONE}')`,
      `queue.fail('${ONE}', '${ONE}', 'e')`,
      `queue.heartbeat('${ONE}', '${ONE}')`,
      `queue.revive('${ONE}')`,
      'queue.recover_stuck()',
      `queue.waiting_tenants('sending')`,
      'queue.ensure_upcoming_partitions()',
      'queue.drop_old_partitions(1)',
      `queue.define_family('mine')`,
      'queue.current_tenant()',
      `queue.job_time('${ONE}')`,
    ])('the gateway to call %s', async (call) => {
      await expect(database.asTenant(ONE, `select ${call}`)).rejects.toMatchObject({ code: '42501' });
    });

    test('to queue or to work for nobody', async () => {
      await expect(
        database.asNobody(`select queue.enqueue('[{"family": "sending", "name": "send"}]')`),
      ).rejects.toMatchObject({ code: '42501' });
      for (const call of [
        `claim('sending', 'w', 1)`,
        `finish('${ONE}', '${ONE}')`,
        `fail('${ONE}', '${ONE}', 'e')`,
        `heartbeat('${ONE}', '${ONE}')`,
        `revive('${ONE}')`,
      ]) {
        await expect(database.asMaintainer(null, `select queue.${call}`)).rejects.toMatchObject({
          code: '42501',
        });
      }
    });

    test('to see, claim or report on what is not the tenant’s own', async () => {
      await queue.enqueue(ONE, { key: 'a key' });
      expect(await database.asTenant(TWO, 'select id from queue.jobs')).toEqual([]);
      expect(await database.asNobody('select id from queue.jobs')).toEqual([]);
      expect(await database.asMaintainer(TWO, 'select from queue.jobs')).toEqual([]);
      expect(await database.asMaintainer(null, 'select from queue.jobs')).toEqual([]);
      expect(await database.asMaintainer(TWO, 'select from queue.job_keys')).toEqual([]);
      expect(await queue.claim(TWO)).toEqual([]);

      const [job] = await queue.claim(ONE);
      expect(await queue.heartbeat(TWO, job!)).toBeNull();
      expect(await queue.finish(TWO, job!)).toBe(false);
      expect(await queue.fail(TWO, job!)).toBeNull();
      expect(await queue.fail(ONE, job!, true)).toBe('dead');
      expect(await queue.revive(TWO, job!.job_id)).toBe(false);
    });

    test('to report with another claim than the job’s', async () => {
      await queue.enqueue(ONE, {});
      const [job] = await queue.claim(ONE);
      const stolen = { job_id: job!.job_id, claim: randomUUID() };
      expect(await queue.heartbeat(ONE, stolen)).toBeNull();
      expect(await queue.finish(ONE, stolen)).toBe(false);
      expect(await queue.fail(ONE, stolen)).toBeNull();
      expect(await queue.job(job!.job_id)).toMatchObject({ status: 'running', attempts: 1 });
    });

    test.each([
      ['an unknown family', { family: 'nonsense' }, '22023'],
      ['a name that is blank', { name: ' ' }, '23514'],
      ['a priority of 10', { priority: 10 }, '23514'],
      ['a negative priority', { priority: -1 }, '23514'],
      ['a payload that is no object', { payload: [1] }, '23514'],
      ['no end of waiting', { run_at: 'infinity' }, '23514'],
      ['no attempt', { max_attempts: 0 }, '23514'],
      ['a blank key', { key: '' }, '23514'],
    ])('a job with %s, and those beside it', async (_, job, code) => {
      await expect(queue.enqueue(ONE, {}, job)).rejects.toMatchObject({ code });
      expect(await database.asAdmin('select from queue.jobs')).toEqual([]);
      expect(await database.asAdmin('select from queue.job_keys')).toEqual([]);
    });

    test('more than 1,000 jobs at once, and what is no array', async () => {
      await expect(queue.enqueue(ONE, ...Array<object>(1001).fill({}))).rejects.toMatchObject({
        code: '22023',
      });
      for (const jobs of [`'{}'`, 'null']) {
        await expect(database.asTenant(ONE, `select queue.enqueue(${jobs})`)).rejects.toMatchObject({
          code: '22023',
        });
      }
      await expect(queue.claim(ONE, 0)).rejects.toMatchObject({ code: '22023' });
      await expect(queue.claim(ONE, 1, 'nonsense')).rejects.toMatchObject({ code: '22023' });
    });
  });

  describe('queues', () => {
    test('a job with the family’s rules, and an id that says when', async () => {
      const [queued] = await queue.enqueue(ONE, { name: 'send', payload: { to: 'lead' }, priority: 3 });
      expect(queued!.is_new).toBe(true);
      const job = await queue.job(queued!.job_id);
      expect(job).toMatchObject({
        tenant_id: ONE,
        queue_family: 'sending',
        name: 'send',
        payload: { to: 'lead' },
        priority: 3,
        status: 'ready',
        attempts: 0,
        max_attempts: 5,
        claim: null,
        worker: null,
        finished_at: null,
        last_error: null,
      });
      expect(parseInt(queued!.job_id.replaceAll('-', '').slice(0, 12), 16)).toBe(
        (job['created_at'] as Date).getTime(),
      );
      expect(queued!.job_id).toMatch(/^.{14}7.{4}[89ab]/);
      expect((job['run_at'] as Date).getTime() - (job['rank_at'] as Date).getTime()).toBe(3 * 60 * 1000);
    });

    test('many at once, in the order of their ids in the answer', async () => {
      const names = Array.from({ length: 1000 }, (_, index) => `job ${index}`);
      const queued = await queue.enqueue(ONE, ...names.map((name) => ({ name })));
      const rows = await database.asAdmin('select id, name from queue.jobs');
      const nameOf = new Map(rows.map((row) => [row['id'], row['name']]));
      expect(queued.map(({ job_id }) => nameOf.get(job_id))).toEqual(names);
    });

    test('nothing where there is nothing to queue', async () => {
      expect(await queue.enqueue(ONE)).toEqual([]);
    });

    test('a key once within a tenant and a family', async () => {
      const [first, twin, other] = await queue.enqueue(
        ONE,
        { key: 'a' },
        { key: 'a', name: 'twin' },
        { key: 'b' },
      );
      expect(first!.is_new).toBe(true);
      expect(twin).toEqual({ job_id: first!.job_id, is_new: false });
      expect(other!.is_new).toBe(true);
      expect(await queue.enqueue(ONE, { key: 'a' })).toEqual([twin]);
      expect((await queue.enqueue(ONE, { key: 'a', family: 'figures' }))[0]!.is_new).toBe(true);
      expect((await queue.enqueue(TWO, { key: 'a' }))[0]!.is_new).toBe(true);
      expect(await database.asAdmin('select from queue.jobs')).toHaveLength(4);
      // Done or not, it is the same job.
      const [job] = await queue.claim(ONE, 1, 'figures');
      await queue.finish(ONE, job!);
      expect(await queue.enqueue(ONE, { key: 'a', family: 'figures' })).toEqual([
        { job_id: job!.job_id, is_new: false },
      ]);
    });

    test('for now what is wanted for the past, so that nobody overtakes', async () => {
      const [early] = await queue.enqueue(ONE, { run_at: '2001-01-01T00:00:00Z' });
      const job = await queue.job(early!.job_id);
      expect(job['run_at']).toEqual(job['created_at']);
    });
  });

  describe('gives a worker', () => {
    test('what there is to do, and says that it runs', async () => {
      const [queued] = await queue.enqueue(ONE, { payload: { to: 'lead' }, max_attempts: 2 });
      const [job] = await queue.claim(ONE, 5);
      expect(job).toEqual({
        job_id: queued!.job_id,
        name: 'send',
        payload: { to: 'lead' },
        priority: 0,
        attempt: 1,
        max_attempts: 2,
        claim: expect.any(String),
        lease_until: expect.any(Date),
      });
      const row = await queue.job(queued!.job_id);
      expect(row).toMatchObject({
        status: 'running',
        worker: 'a worker',
        attempts: 1,
        lease_until: job!.lease_until,
      });
      expect(job!.lease_until.getTime() - (row['claimed_at'] as Date).getTime()).toBe(60 * 1000);
      expect(await queue.claim(ONE, 5)).toEqual([]);
    });

    test('nothing of another family, and nothing before it is due', async () => {
      await queue.enqueue(ONE, { family: 'figures' }, { run_at: '2100-01-01T00:00:00Z', priority: 9 });
      // Its rank is in the past already, and it is not due for all that.
      const [soon] = await queue.enqueue(ONE, {
        run_at: new Date(Date.now() + 5 * 60 * 1000).toISOString(),
        priority: 9,
      });
      expect(await queue.claim(ONE, 5)).toEqual([]);
      await queue.pass('6 minutes');
      expect((await queue.claim(ONE, 5)).map(({ job_id }) => job_id)).toEqual([soon!.job_id]);
    });

    test('the more urgent first, and of those the one that waits longer', async () => {
      await queue.enqueue(ONE, { name: 'low' });
      await queue.enqueue(ONE, { name: 'high', priority: 9 });
      await queue.enqueue(ONE, { name: 'middle', priority: 5 });
      await queue.pass('1 second');
      await queue.enqueue(ONE, { name: 'high, later', priority: 9 });
      expect((await queue.claim(ONE, 2)).map(({ name }) => name)).toEqual(['high', 'high, later']);
      expect((await queue.claim(ONE, 2)).map(({ name }) => name)).toEqual(['middle', 'low']);
    });

    test('what has waited for a step of ageing before what is more urgent by one', async () => {
      await queue.enqueue(ONE, { name: 'old and low', priority: 3 });
      await queue.pass('61 seconds');
      await queue.enqueue(ONE, { name: 'new and urgent', priority: 5 }, { name: 'new', priority: 4 });
      expect((await queue.claim(ONE, 3)).map(({ name }) => name)).toEqual([
        'new and urgent',
        'old and low',
        'new',
      ]);
    });

    test('the tenants for whom there is something to do, the first in rank first', async () => {
      await queue.enqueue(TWO, {});
      await queue.enqueue(ONE, {}, { priority: 1 }, { run_at: '2100-01-01T00:00:00Z' });
      const tenants = async (family: string): Promise<unknown[]> =>
        (await database.asMaintainer(null, 'select tenant_id from queue.waiting_tenants($1)', [family])).map(
          (row) => row['tenant_id'],
        );
      expect(await tenants('sending')).toEqual([ONE, TWO]);
      await queue.claim(ONE, 2);
      expect(await tenants('sending')).toEqual([TWO]);
      expect(await tenants('figures')).toEqual([]);
    });
  });

  test('hears that a job is done, again and again', async () => {
    const [queued] = await queue.enqueue(ONE, {});
    const [job] = await queue.claim(ONE);
    expect(await queue.finish(ONE, job!)).toBe(true);
    expect(await queue.finish(ONE, job!)).toBe(true);
    expect(await queue.heartbeat(ONE, job!)).toBeNull();
    expect(await queue.fail(ONE, job!)).toBeNull();
    const row = await queue.job(queued!.job_id);
    expect(row).toMatchObject({ status: 'succeeded', lease_until: null, last_error: null });
    expect(row['finished_at']).toBeInstanceOf(Date);
    expect(await queue.claim(ONE)).toEqual([]);
  });
});
