import pg from 'pg';
import PgBoss from 'pg-boss';
import { beforeAll, describe, expect, test } from 'vitest';
import { DEAD_LETTERS, JOB_NAMES, JOB_SCHEMA, SCHEDULE_QUEUE } from '../../src/jobs/job-queues.js';
import { migrate } from '../../src/migrations/migrate.js';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';

describe.each(postgresVersions)('the job queues on PostgreSQL $version', (server) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase(server);
  });

  test('are there after a migration, one for each kind of job, with retries and a dead letter', async () => {
    const queues = await database.asMaintainer(
      null,
      `select name, policy, retry_backoff, dead_letter from ${JOB_SCHEMA}.queue order by name`,
    );
    expect(queues).toEqual(
      [
        ...JOB_NAMES.map((name) => ({
          name,
          policy: 'short',
          retry_backoff: true,
          dead_letter: DEAD_LETTERS,
        })),
        { name: DEAD_LETTERS, policy: 'standard', retry_backoff: null, dead_letter: null },
        { name: SCHEDULE_QUEUE, policy: 'standard', retry_backoff: null, dead_letter: null },
      ].sort((a, b) => (a.name < b.name ? -1 : 1)),
    );
  });

  test('belong to the owner, whole', async () => {
    expect(
      await database.asAdmin(`
        select oid::regclass::text as name from pg_class where relnamespace = '${JOB_SCHEMA}'::regnamespace and relowner <> 'sluice_owner'::regrole
        union all
        select oid::regprocedure::text from pg_proc where pronamespace = '${JOB_SCHEMA}'::regnamespace and proowner <> 'sluice_owner'::regrole
        union all
        select oid::regtype::text from pg_type where typnamespace = '${JOB_SCHEMA}'::regnamespace and typowner <> 'sluice_owner'::regrole
        union all
        select nspname from pg_namespace where nspname = '${JOB_SCHEMA}' and nspowner <> 'sluice_owner'::regrole`),
    ).toEqual([]);
  });

  test.each([
    ['enter', `select from ${JOB_SCHEMA}.job`],
    ['read the failed ones past their function', `select from ${JOB_SCHEMA}.archive`],
    ['add one', `insert into ${JOB_SCHEMA}.job (name) values ('fold')`],
    ['make a queue', `select ${JOB_SCHEMA}.create_queue('x', '{}')`],
  ])('the gateway may not %s', async (_what, sql) => {
    await expect(database.asNobody(sql)).rejects.toMatchObject({ code: '42501' });
  });

  test('the gateway holds no privilege on any of it', async () => {
    expect(
      await database.asAdmin(`
        select c.oid::regclass::text as name from pg_class as c
        where c.relnamespace = '${JOB_SCHEMA}'::regnamespace and c.relkind in ('r', 'p')
          and has_table_privilege('sluice_gateway', c.oid, 'select, insert, update, delete, truncate, references, trigger')
        union all
        select p.oid::regprocedure::text from pg_proc as p
        where p.pronamespace = '${JOB_SCHEMA}'::regnamespace and has_function_privilege('sluice_gateway', p.oid, 'execute')
        union all
        select nspname from pg_namespace
        where nspname = '${JOB_SCHEMA}' and has_schema_privilege('sluice_gateway', oid, 'usage, create')`),
    ).toEqual([]);
  });

  test.each([
    ['make a table', `create table ${JOB_SCHEMA}.mine (n int)`],
    ['make a queue', `select ${JOB_SCHEMA}.create_queue('x', '{}')`],
    ['drop a queue', `select ${JOB_SCHEMA}.delete_queue('fold')`],
    ['change a queue', `update ${JOB_SCHEMA}.queue set retry_limit = 0`],
    ['change the version', `update ${JOB_SCHEMA}.version set version = 1`],
    ['truncate the jobs', `truncate ${JOB_SCHEMA}.job`],
  ])('the maintainer may not %s', async (_what, sql) => {
    await expect(database.asMaintainer(null, sql)).rejects.toMatchObject({
      code: '42501',
    });
  });

  test('serve pg-boss with no more than what the maintainer is granted', async () => {
    const pool = new pg.Pool({ connectionString: database.maintainerUrl });
    const errors: unknown[] = [];
    const boss = new PgBoss({
      schema: JOB_SCHEMA,
      db: { executeSql: (text, values) => pool.query(text, values) },
      migrate: false,
      schedule: false,
    });
    boss.on('error', (error) => errors.push(error));
    try {
      await boss.start();
      await boss.schedule('night', '0 3 * * *', {}, { tz: 'UTC' });
      const id = await boss.send('fold', { queue: 'fold', rollup: 'x' }, { singletonKey: 'x' });
      expect(await boss.send('fold', { queue: 'fold', rollup: 'x' }, { singletonKey: 'x' })).toBeNull();
      const [job] = await boss.fetch('fold', { includeMetadata: true });
      expect(job).toMatchObject({ id, deadLetter: DEAD_LETTERS, retryLimit: 5, retryBackoff: true });
      await boss.fail('fold', job!.id, { message: 'on purpose' });
      await boss.unschedule('night');
      await boss.maintain();
      await boss.deleteJob('fold', job!.id);
    } finally {
      await boss.stop({ graceful: false });
      await pool.end();
    }
    expect(errors).toEqual([]);
  });

  test('survive a further migration with what waits in them, and get changed settings', async () => {
    await database.asMaintainer(
      null,
      `insert into ${JOB_SCHEMA}.job (name, data) values ('fold', '{"n": 1}')`,
    );
    await database.asOwner(`update ${JOB_SCHEMA}.queue set retry_limit = 77 where name = 'fold'`);
    expect(await migrate({ url: database.adminUrl })).toMatchObject({ applied: [] });
    expect(await database.asOwner(`select data from ${JOB_SCHEMA}.job`)).toEqual([{ data: { n: 1 } }]);
    expect(await database.asOwner(`select retry_limit from ${JOB_SCHEMA}.queue where name = 'fold'`)).toEqual(
      [{ retry_limit: 5 }],
    );
  });

  test("follow pg-boss's own migrations, and refuse those of a newer version", async () => {
    const version = async () =>
      Number((await database.asOwner(`select version from ${JOB_SCHEMA}.version`))[0]!['version']);
    const newest = await version();
    await database.asOwner(`update ${JOB_SCHEMA}.version set version = ${newest - 1}`);
    await migrate({ url: database.adminUrl });
    expect(await version()).toBe(newest);
    await database.asOwner(`update ${JOB_SCHEMA}.version set version = ${newest + 1}`);
    await expect(migrate({ url: database.adminUrl })).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('It was migrated by a newer version: use that one.') as string,
    });
    await database.asOwner(`update ${JOB_SCHEMA}.version set version = ${newest}`);
  });
});
