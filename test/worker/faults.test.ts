import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startPostgresProxy, type PostgresProxy } from '../support/postgres-proxy.js';
import { postgresVersions } from '../setup/test-database.js';
import { createWorkerFixture, ROLLUP, until, type WorkerFixture } from './worker-fixture.js';

const PROCESS = fileURLToPath(new URL('./run-worker-process.ts', import.meta.url));

describe.each(postgresVersions)('a worker on PostgreSQL $version', (server) => {
  let fixture: WorkerFixture;
  let children: ChildProcess[];

  beforeEach(async () => {
    fixture = await createWorkerFixture(server);
    // What was interrupted is tried again as soon as its lease has run out.
    await fixture.database.asOwner('update sluice_jobs.queue set retry_delay = 0, retry_backoff = false');
    children = [];
  });
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    await fixture.stop();
  });

  /** The rollup's layers and what they lack make up the base table, at every moment. */
  async function expectNothingLost(tickets: number): Promise<void> {
    const [row] = await fixture.database.asOwner(
      `select (select count(*)::int from helpdesk.tickets) as base,
         (select pending::int from sluice.rollup_work() where rollup = '${ROLLUP}') as pending`,
    );
    expect(row!['base']).toBe(tickets);
    if (row!['pending'] === 0) expect(await fixture.rollupTickets()).toBe(tickets);
  }

  async function startProcess(environment: Record<string, string> = {}): Promise<ChildProcess> {
    const child = spawn(process.execPath, ['--import', 'tsx', PROCESS], {
      env: {
        PATH: process.env['PATH'],
        MAINTAINER_DATABASE_URL: fixture.database.maintainerUrl,
        SLUICE_WORKER_INTERVAL_MS: '100',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    await once(child.stdout!, 'data');
    return child;
  }

  async function kill(child: ChildProcess): Promise<void> {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  const workerSessions = async () =>
    (
      await fixture.database.asAdmin(
        `select pid from pg_stat_activity where datname = current_database() and application_name = 'sluice-worker'`,
      )
    ).length;

  describe('that is killed in the middle of', () => {
    test('a fold leaves it to the next one, whole', async () => {
      const release = await fixture.hold();
      const child = await startProcess();
      await fixture.addTicket();
      await fixture.untilHeldUp();
      await kill(child);
      // PostgreSQL notices, although the statement still waits: nothing of it remains.
      await until(async () => (await workerSessions()) === 0);
      expect(await fixture.jobs()).toContain(`fold ${ROLLUP} active`);
      await release();
      expect(await fixture.rollupTickets()).toBe(0);
      await expectNothingLost(1);

      await fixture.endLeases();
      await fixture.start();
      await until(async () => (await fixture.rollupTickets()) === 1);
      await fixture.untilFolded();
      await expectNothingLost(1);
      expect(fixture.logged.filter(({ level }) => level > 30)).toEqual([]);
    });

    test('a fold that it had taken up beside another worker leaves it to that one', async () => {
      const release = await fixture.hold();
      const child = await startProcess();
      await fixture.addTicket();
      await fixture.untilHeldUp();
      await fixture.start();
      await kill(child);
      await until(async () => (await fixture.state('helpdesk.ticket_trends')).pending === 0);
      await release();
      await fixture.endLeases();
      await until(async () => (await fixture.rollupTickets()) === 1);
    });

    test('a refresh leaves the view as it was, and the refresh to the next one', async () => {
      await fixture.addTicket();
      await fixture.database.asMaintainer(null, `select from sluice.fold_rollup('${ROLLUP}')`);
      const before = await fixture.state();
      const release = await fixture.hold();
      const child = await startProcess({ SLUICE_WORKER_REFRESH_ROWS: '1' });
      await fixture.untilHeldUp();
      await kill(child);
      await until(async () => (await workerSessions()) === 0);
      await release();
      expect(await fixture.state()).toEqual(before);
      expect(await fixture.rollupTickets()).toBe(1);

      await fixture.endLeases();
      await fixture.start({ SLUICE_WORKER_REFRESH_ROWS: '1' });
      await until(async () => (await fixture.state()).refreshedAt !== before.refreshedAt);
      expect(await fixture.state()).toMatchObject({ deltaRows: 0, pending: 0 });
      expect(await fixture.rollupTickets()).toBe(1);
    });
  });

  describe('that is stopped', () => {
    test('in the middle of a fold cancels it and puts it back, untried', async () => {
      const release = await fixture.hold();
      const worker = await fixture.start();
      await fixture.addTicket();
      await fixture.untilHeldUp();
      await Promise.all([worker.stop(), worker.stop()]);
      await until(async () => (await workerSessions()) === 0);
      expect(await fixture.jobs()).toContain(`fold ${ROLLUP} created`);
      expect(
        await fixture.database.asOwner(
          `select retry_count, started_on from sluice_jobs.job where name = 'fold' and singleton_key = '${ROLLUP}'`,
        ),
      ).toEqual([{ retry_count: 0, started_on: null }]);
      await release();
      await fixture.start();
      await until(async () => (await fixture.rollupTickets()) === 1);
      expect(fixture.logged.filter(({ level }) => level > 30)).toEqual([]);
    });

    test('while the database is away ends all the same', async () => {
      const proxy = await startPostgresProxy(fixture.database.maintainerUrl);
      const worker = await fixture.start({}, { maintainerUrl: proxy.url });
      proxy.cut();
      await until(() => fixture.logged.some(({ msg }) => msg.includes('cannot reach the database')));
      await worker.stop();
      await proxy.close();
    });
  });

  describe('whose connections are cut', () => {
    let proxy: PostgresProxy;

    beforeEach(async () => {
      proxy = await startPostgresProxy(fixture.database.maintainerUrl);
    });
    afterEach(async () => {
      await fixture.stop();
      await proxy.close();
    });

    test('again and again says so once each time, and goes on by itself', async () => {
      await fixture.start({}, { maintainerUrl: proxy.url });
      const said = (text: string) => fixture.logged.filter(({ msg }) => msg.includes(text)).length;
      for (let outage = 1; outage <= 3; outage++) {
        const release = await fixture.hold();
        await fixture.addTicket();
        await fixture.untilHeldUp();
        proxy.cut();
        await until(() => said('cannot reach the database') === outage);
        await release();
        await fixture.endLeases();
        proxy.restore();
        await until(async () => (await fixture.rollupTickets()) === outage);
        await until(() => said('is at work again') === outage);
      }
      await expectNothingLost(3);
      expect(fixture.logged.filter(({ level }) => level >= 40)).toHaveLength(3);
    });
  });
});
