import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readEnvironment } from '../../src/config/environment.js';
import { startWorker } from '../../src/worker/start-worker.js';
import { startPostgresProxy, type PostgresProxy } from '../support/postgres-proxy.js';
import { createEmptyDatabase, postgresVersions } from '../setup/test-database.js';
import { createWorkerFixture, OTHER_TENANT, ROLLUP, until, type WorkerFixture } from './worker-fixture.js';

describe.each(postgresVersions)('a worker on PostgreSQL $version', (server) => {
  let fixture: WorkerFixture;

  beforeEach(async () => {
    fixture = await createWorkerFixture(server);
  });
  afterEach(() => fixture.stop());

  const folds = () => fixture.logged.filter(({ msg, buckets }) => msg === 'Folded a rollup' && buckets !== 0);
  const refreshes = () => fixture.logged.filter(({ msg }) => msg === 'Refreshed a rollup in full');

  describe('folds', () => {
    test('what was written before it started and what is written since, of every tenant', async () => {
      await fixture.addTicket();
      await fixture.start();
      await until(async () => (await fixture.rollupTickets()) === 1);
      await fixture.addTicket(OTHER_TENANT);
      await until(async () => (await fixture.rollupTickets(OTHER_TENANT)) === 1);
      expect(await fixture.rollupTickets()).toBe(1);
      await fixture.untilFolded();
      expect(refreshes()).toEqual([]);
    });

    test('each rollup by its own target', async () => {
      await fixture.database.asMaintainer(
        null,
        `select sluice.set_lag_target(rollup, '1 hour') from sluice.rollup_work() where rollup <> '${ROLLUP}'`,
      );
      await fixture.start();
      await fixture.addTicket();
      await until(async () => (await fixture.state()).pending === 0);
      expect(await fixture.state('helpdesk.ticket_trends')).toMatchObject({ pending: 1, deltaRows: 0 });
      expect(folds().map(({ rollup }) => rollup)).toEqual([ROLLUP]);
    });

    test('each change once, however many workers there are', async () => {
      await Promise.all([fixture.start(), fixture.start(), fixture.start()]);
      const rounds = 5;
      for (let round = 1; round <= rounds; round++) {
        await fixture.addTicket();
        await fixture.untilFolded();
      }
      await until(async () => (await fixture.jobs()).every((job) => !job.startsWith('fold')));
      const rollups = await fixture.database.asOwner(
        `select rollup from sluice.rollup_work() where dataset = 'helpdesk.tickets'`,
      );
      expect(folds()).toHaveLength(rounds * rollups.length);
      expect(await fixture.rollupTickets()).toBe(rounds);
      expect(fixture.logged.filter(({ level }) => level > 30)).toEqual([]);
    });

    test('the other rollups while one is held up', async () => {
      const other = 'helpdesk.ticket_trends';
      await fixture.database.asMaintainer(
        null,
        `select sluice.set_lag_target(rollup, '1 hour') from sluice.rollup_work() where rollup not in ('${ROLLUP}', '${other}')`,
      );
      const release = await fixture.hold();
      await fixture.start();
      for (let round = 1; round <= 3; round++) {
        await fixture.addTicket();
        await fixture.untilHeldUp();
        await until(async () => (await fixture.state(other)).pending === 0);
      }
      expect((await fixture.state()).pending).toBe(3);
      await release();
      await until(async () => (await fixture.rollupTickets()) === 3);
    });

    test('leaves no job behind', async () => {
      await fixture.start();
      await fixture.addTicket();
      await fixture.untilFolded();
      await until(
        async () =>
          (
            await fixture.database.asOwner(
              `select from sluice_jobs.job where name in ('fold', 'refresh', 'dead_letter')`,
            )
          ).length === 0,
      );
    });
  });

  describe('refreshes in full', () => {
    test('a view when enough of it has moved to the delta', async () => {
      const before = await fixture.state();
      await fixture.start({ SLUICE_WORKER_REFRESH_ROWS: '1' });
      await fixture.addTicket();
      await until(async () => {
        const { refreshedAt, deltaRows } = await fixture.state();
        return refreshedAt !== before.refreshedAt && deltaRows === 0;
      });
      expect(await fixture.rollupTickets()).toBe(1);
      expect(refreshes()).toContainEqual(expect.objectContaining({ rollup: ROLLUP, reason: 'share' }));
    });

    test('at night whatever was folded since, and nothing else', async () => {
      await fixture.database.asMaintainer(
        null,
        `select sluice.set_lag_target(rollup, '1 hour') from sluice.rollup_work() where rollup <> '${ROLLUP}'`,
      );
      await fixture.start();
      await fixture.addTicket();
      await until(async () => (await fixture.state()).pending === 0);
      const night = `insert into sluice_jobs.job (name, data) values ('night', '{"queue": "night", "rollup": null}')`;
      await fixture.database.asMaintainer(null, night);
      await until(() => refreshes().length > 0);
      expect(refreshes()).toMatchObject([{ rollup: ROLLUP, reason: 'night' }]);
      await fixture.database.asMaintainer(null, night);
      await until(async () => !(await fixture.jobs()).some((job) => /^(night|refresh)/.test(job)));
      expect(refreshes()).toHaveLength(1);
    });

    test('when its clock says so', async () => {
      await fixture.addTicket();
      await fixture.start({ SLUICE_WORKER_NIGHT: '* * * * *' }, { clockQueueSeconds: 1 });
      await until(() => refreshes().some(({ reason }) => reason === 'night'));
    });

    test('by a clock in UTC that stands in the database', async () => {
      const schedule = `select name, cron, timezone from sluice_jobs.schedule where name = 'night'`;
      await (await fixture.start({ SLUICE_WORKER_NIGHT: 'off' })).stop();
      expect(await fixture.database.asOwner(schedule)).toEqual([]);
      await fixture.start();
      expect(await fixture.database.asOwner(schedule)).toEqual([
        { name: 'night', cron: '0 3 * * *', timezone: 'UTC' },
      ]);
    });
  });

  test('prunes the change log of what was folded and has shown for a minute', async () => {
    await fixture.start();
    await fixture.addTicket();
    await fixture.untilFolded();
    const { database } = fixture;
    await database.asOwner(
      `insert into sluice.prune_marks (taken_at, snapshot) select now() - interval '2 minutes', pg_current_snapshot()`,
    );
    await (await fixture.start()).stop();
    await until(async () => (await database.asOwner('select from sluice.changes')).length === 0);
  });

  test('makes the partitions that are missing', async () => {
    const { database } = fixture;
    const next = `select format('helpdesk.ticket_history_%s', to_char(now() at time zone 'UTC' + interval '1 month', 'YYYY_MM')) as name`;
    const [row] = await database.asOwner(next);
    await database.asOwner(`drop table ${String(row!['name'])}`);
    await fixture.start();
    await until(
      async () =>
        (await database.asOwner(`select to_regclass('${String(row!['name'])}') as t`))[0]!['t'] !== null,
    );
  });

  test('tends the search: documents that rows lack, words of titles, the pending list', async () => {
    const { database } = fixture;
    await fixture.addTicket();
    await database.asOwner(
      `delete from sluice.search_documents; update sluice.search_sources set is_complete = false, is_due = true;
       update helpdesk.tickets set subject = 'Gargoyle'; delete from sluice.search_documents`,
    );
    await fixture.start();
    await until(
      async () =>
        (await database.asOwner(`select from sluice.search_words where word = 'gargoyle'`)).length === 1 &&
        (await database.asOwner('select from sluice.search_sources where not is_complete')).length === 0 &&
        fixture.logged.some(({ msg }) => msg === 'Made documents that rows lacked'),
    );
  });

  describe('while nothing changes', () => {
    let proxy: PostgresProxy;

    beforeEach(async () => {
      await fixture.database.asOwner(
        `update sluice.rollups set folded_at = now() - interval '1 hour', refreshed_at = now() - interval '1 hour'`,
      );
      proxy = await startPostgresProxy(fixture.database.maintainerUrl);
    });
    afterEach(async () => {
      await fixture.stop();
      await proxy.close();
    });

    test('sends one statement at each look, and puts no job in line', async () => {
      await fixture.start({}, { maintainerUrl: proxy.url });
      await until(async () => (await fixture.jobs()).length === 0 && proxy.statements.length > 20);
      proxy.reset();
      await until(() => proxy.statements.length >= 10);
      expect(new Set(proxy.statements.map((text) => /sluice\.rollup_work\(\)/.test(text)))).toEqual(
        new Set([true]),
      );
      expect(await fixture.jobs()).toEqual([]);
    });
  });
});

describe('a worker is refused', () => {
  const start = (maintainerUrl: string, environment: Record<string, string> = {}) =>
    startWorker({
      maintainerUrl,
      settings: readEnvironment(environment).worker,
      log: { info: () => undefined } as never,
    });

  test('a database that is not migrated', async () => {
    const database = await createEmptyDatabase();
    await expect(start(database.maintainerUrl)).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('Run "sluice migrate"') as string,
    });
  });

  test('one that is not there', async () => {
    await expect(start('postgresql://sluice_maintainer@127.0.0.1:1/analytics')).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      message: expect.stringContaining('MAINTAINER_DATABASE_URL') as string,
    });
  });

  test('a wrong password, the wrong role, and a night that is none', async () => {
    const fixture = await createWorkerFixture();
    const { maintainerUrl, gatewayUrl } = fixture.database;
    await expect(start(maintainerUrl.replace(/:[^:@]*@/, ':guess@'))).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('refused the login') as string,
    });
    await expect(start(gatewayUrl)).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('sluice_maintainer') as string,
    });
    await expect(start(maintainerUrl, { SLUICE_WORKER_NIGHT: '0 25 * * *' })).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('SLUICE_WORKER_NIGHT is no cron expression: "0 25 * * *"') as string,
    });
  });
});
