import { beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../../setup/test-database.js';
import { ONE, QueueFixture } from './queue-fixture.js';

const FAMILIES = ['figures', 'receiving', 'sending', 'upkeep'];

describe.each(postgresVersions)('the partitions of the queue on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  let queue: QueueFixture;

  beforeEach(async () => {
    database = await createTestDatabase(server, 'queue');
    queue = new QueueFixture(database);
    return () => database.drop();
  });

  const names = async (sql: string, values?: readonly unknown[]): Promise<unknown[]> =>
    (await database.asAdmin(sql, values)).map((row) => row['name']);
  const months = (): Promise<unknown[]> =>
    names(
      `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'queue.jobs'::regclass order by 1`,
    );
  const monthName = async (offset: number): Promise<string> => {
    const [name] = await names(
      `select 'queue.jobs_' || to_char(now() at time zone 'UTC' + make_interval(months => $1), 'YYYY_MM') as name`,
      [offset],
    );
    return String(name);
  };
  const ensure = async (ahead: number): Promise<unknown[]> =>
    (await database.asMaintainer(null, 'select queue.ensure_upcoming_partitions($1) as name', [ahead])).map(
      (row) => row['name'],
    );
  /** Puts a job that is done into a month that may be over. */
  const insertJob = async (offset: number, status: string): Promise<void> => {
    await database.asOwner(`
      insert into queue.jobs (tenant_id, id, created_at, queue_family, name, payload, priority, status, run_at, rank_at, max_attempts, finished_at)
      select '${ONE}', queue.create_job_id(t.at), t.at, 'sending', 'send', '{}', 0, '${status}', t.at, t.at, 1,
        case when '${status}' in ('dead', 'succeeded') then t.at end
      from (select date_trunc('milliseconds', now() + make_interval(months => ${offset})) as at) as t;
      insert into queue.job_keys (tenant_id, queue_family, key, job_id, created_at)
      select tenant_id, queue_family, 'key of ' || id, id, created_at from queue.jobs on conflict do nothing`);
  };

  test('are there from the first migration on, for this month and three more', async () => {
    expect(await months()).toEqual([
      ...(await Promise.all([0, 1, 2, 3].map(monthName))),
      'queue.jobs_default',
    ]);
  });

  test('divide each month by family, closed to all but the owner', async () => {
    const month = await monthName(0);
    expect(
      await names(
        'select inhrelid::regclass::text as name from pg_inherits where inhparent = $1::regclass order by 1',
        [month],
      ),
    ).toEqual(FAMILIES.map((family) => `${month}_${family}`));
    expect(
      await database.asAdmin(`
        select c.oid::regclass from pg_class as c
        where c.relnamespace = 'queue'::regnamespace and c.relispartition and c.relkind in ('r', 'p')
          and (not c.relrowsecurity or not c.relforcerowsecurity or c.relacl is not null or obj_description(c.oid, 'pg_class') is null)`),
    ).toEqual([]);
    const [queued] = await queue.enqueue(ONE, { family: 'figures' });
    expect(
      await names('select tableoid::regclass::text as name from queue.jobs where id = $1', [queued!.job_id]),
    ).toEqual([`${month}_figures`]);
  });

  test('are made ahead, each once', async () => {
    expect(await ensure(3)).toEqual([]);
    expect(await ensure(5)).toEqual([await monthName(4), await monthName(5)]);
    expect(await ensure(5)).toEqual([]);
    await expect(ensure(25)).rejects.toMatchObject({ code: '22023' });
  });

  test('made late take the jobs that had to wait elsewhere, and what is known about them', async () => {
    await database.asAdmin(`drop table ${await monthName(0)}`);
    const [queued] = await queue.enqueue(ONE, {});
    const [job] = await queue.claim(ONE);
    const before = await queue.job(queued!.job_id);
    expect(
      await database.asAdmin('select id from queue.jobs_default where id = $1', [queued!.job_id]),
    ).toHaveLength(1);
    expect(await ensure(0)).toEqual([await monthName(0)]);
    expect(await database.asAdmin('select from queue.jobs_default')).toEqual([]);
    expect(await queue.job(queued!.job_id)).toEqual(before);
    expect(await queue.finish(ONE, job!)).toBe(true);
  });

  test('of a new family are made with it, in every month', async () => {
    await expect(queue.enqueue(ONE, { family: 'warming' })).rejects.toMatchObject({ code: '22023' });
    await database.asMaintainer(
      null,
      `select queue.define_family('warming', p_ageing => '10 seconds', p_lease => '5 minutes')`,
    );
    const [queued] = await queue.enqueue(ONE, { family: 'warming', priority: 1 });
    expect(
      await names('select tableoid::regclass::text as name from queue.jobs where id = $1', [queued!.job_id]),
    ).toEqual([`${await monthName(0)}_warming`]);
    const [job] = await queue.claim(ONE, 1, 'warming');
    const row = await queue.job(job!.job_id);
    expect((row['run_at'] as Date).getTime() - (row['rank_at'] as Date).getTime()).toBe(10_000);
    expect(job!.lease_until.getTime() - (row['claimed_at'] as Date).getTime()).toBe(5 * 60 * 1000);

    await database.asMaintainer(null, `select queue.define_family('warming', p_max_attempts => 2)`);
    expect(
      await database.asMaintainer(null, `select * from queue.families where name = 'warming'`),
    ).toMatchObject([{ max_attempts: 2, lease: { minutes: 5 } }]);
    expect(await ensure(4)).toEqual([await monthName(4)]);
    expect(
      await names(`select to_regclass($1)::text as name`, [`${await monthName(4)}_warming`]),
    ).not.toEqual([null]);
  });

  test.each([
    ['Big Letters', "queue.define_family('Big')"],
    ['quotes', `queue.define_family('a''b')`],
    ['no lease', `queue.define_family('sending', p_lease => '0')`],
    ['waits that shrink', `queue.define_family('sending', p_first_retry_after => '2 hours')`],
  ])('are not made for a family with %s', async (_, call) => {
    await expect(database.asMaintainer(null, `select ${call}`)).rejects.toMatchObject({ code: '23514' });
  });

  describe('that are old', () => {
    const drop = async (kept: number): Promise<unknown[]> =>
      (await database.asMaintainer(null, 'select queue.drop_old_partitions($1) as name', [kept])).map(
        (row) => row['name'],
      );

    test('are dropped with their jobs and keys, but for those with something still to do', async () => {
      await insertJob(-3, 'dead');
      await insertJob(-3, 'succeeded');
      await insertJob(-2, 'ready');
      await insertJob(-1, 'succeeded');
      await insertJob(0, 'succeeded');
      await ensure(0);
      await expect(drop(0)).rejects.toMatchObject({ code: '22023' });
      expect(await drop(4)).toEqual([]);
      expect(await drop(2)).toEqual([await monthName(-3)]);
      expect(await drop(1)).toEqual([await monthName(-1)]);
      expect(await database.asAdmin('select status from queue.jobs order by created_at')).toEqual([
        { status: 'ready' },
        { status: 'succeeded' },
      ]);
      expect(await database.asAdmin('select from queue.job_keys')).toHaveLength(2);
    });
  });

  test('are looked at only where a claim may find something', async () => {
    await queue.enqueue(ONE, ...Array.from({ length: 500 }, () => ({})));
    await database.asAdmin('analyze queue.jobs');
    const plan = (
      await database.asOwner(`
        explain (costs off) select created_at, id from queue.jobs
        where tenant_id = '${ONE}' and queue_family = 'sending' and status = 'ready' and rank_at <= now() and run_at <= now()
        order by rank_at, id limit 1 for update skip locked`)
    )
      .map((row) => String(row['QUERY PLAN']))
      .join('\n');
    expect(plan).toMatch(/Merge Append/);
    expect(plan).not.toMatch(/Sort Key: .*\n.*Seq Scan/);
    expect(plan).not.toMatch(/_(figures|receiving|upkeep)/);
  });
});
