import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pino, type Logger } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runOnce } from '../../src/worker/run-once.js';
import { startWorker, type Worker, type WorkerOptions } from '../../src/worker/start-worker.js';
import { createEmptyDatabase, postgresVersions } from '../setup/test-database.js';
import { startPostgresProxy } from '../support/postgres-proxy.js';
import {
  createOutreachWorkerFixture,
  OTHER_OUTREACH_TENANT,
  OUTREACH_TENANT,
  type OutreachWorkerFixture,
} from './outreach-fixture.js';
import { until, type LogLine } from './worker-fixture.js';

const PROCESS = fileURLToPath(new URL('./run-worker-process.ts', import.meta.url));

describe.each(postgresVersions)('a worker of outreach on PostgreSQL $version', (server) => {
  let fixture: OutreachWorkerFixture;
  let workers: Worker[];
  let children: ChildProcess[];
  let logged: LogLine[];
  let log: Logger;

  beforeEach(async () => {
    fixture = await createOutreachWorkerFixture(server);
    workers = [];
    children = [];
    logged = [];
    log = pino({ level: 'debug' }, { write: (line) => void logged.push(JSON.parse(line) as LogLine) });
  });
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(workers.map((worker) => worker.stop()));
  });

  const start = async (options: Partial<WorkerOptions> = {}): Promise<Worker> => {
    const worker = await startWorker({
      maintainerUrl: fixture.analytics.maintainerUrl,
      outreach: fixture.urls,
      settings: fixture.settings(),
      log,
      ...options,
    });
    workers.push(worker);
    return worker;
  };
  const said = (text: string): number => logged.filter(({ msg }) => msg.includes(text)).length;
  const complaints = (): string[] => logged.filter(({ level }) => level >= 40).map(({ msg }) => msg);
  const queueJobs = (status: string) =>
    fixture.queue.asAdmin('select * from queue.jobs where status = $1 order by created_at', [status]);
  const enqueue = (tenantId: string, jobs: readonly object[]) =>
    fixture.queue.asTenant(tenantId, 'select * from queue.enqueue($1::jsonb)', [JSON.stringify(jobs)]);

  test('moves what is written while it runs, of every tenant, and folds it', async () => {
    await start();
    const mine = await fixture.send(3);
    const theirs = await fixture.send(2, {}, OTHER_OUTREACH_TENANT);
    await until(async () => (await fixture.delivered()).length === 3);
    await until(async () => (await fixture.delivered(OTHER_OUTREACH_TENANT.id)).length === 2);
    expect(await fixture.delivered()).toEqual(mine);
    expect(await fixture.delivered(OTHER_OUTREACH_TENANT.id)).toEqual(theirs);
    // They are deleted here only when they show there.
    await until(async () => (await fixture.waiting()).length === 0);
    await until(async () => {
      const [row] = await fixture.analytics.asOwner(
        `select sum(pending)::int as pending from sluice.rollup_work() where rollup like 'outreach.%'`,
      );
      return row!['pending'] === 0;
    });
    expect(complaints()).toEqual([]);
  });

  test('killed between insert and delete leaves it to the next one, and each row is there once', async () => {
    // What was interrupted is tried again as soon as its lease has run out.
    await fixture.analytics.asOwner('update sluice_jobs.queue set retry_delay = 0, retry_backoff = false');
    const ids = await fixture.send(20);
    const release = await fixture.holdDeletes();
    const child = spawn(process.execPath, ['--import', 'tsx', PROCESS], {
      env: { PATH: process.env['PATH'], ...fixture.environment, SLUICE_WORKER_INTERVAL_MS: '100' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    await once(child.stdout, 'data');
    await until(async () => (await fixture.delivered()).length === 20);
    child.kill('SIGKILL');
    await once(child, 'exit');
    // PostgreSQL notices, although the delete still waits.
    await until(async () => {
      const sessions = await fixture.content.asAdmin(
        `select from pg_stat_activity where datname = current_database() and application_name = 'sluice-worker'`,
      );
      return sessions.length === 0;
    });
    await release();
    expect(await fixture.waiting()).toHaveLength(20);
    // One more has come since, and what has arrived goes its way meanwhile.
    await fixture.analytics.asMaintainer(
      OUTREACH_TENANT.id,
      'update outreach.deliveries set opened_at = sent_at, open_count = 1',
    );
    const late = await fixture.send(1);

    await fixture.endLeases();
    await Promise.all([start(), start()]);
    await until(async () => (await fixture.waiting()).length === 0);
    expect(await fixture.delivered()).toEqual([...ids, ...late].sort());
    expect(
      await fixture.analytics.asOwner('select sum(open_count)::int as opens from outreach.deliveries'),
    ).toEqual([{ opens: 20 }]);
  });

  test('tells what was refused, once, and goes on with the rest', async () => {
    await start();
    await fixture.send(1, { open_count: -1 });
    const ids = await fixture.send(5);
    await until(async () => (await fixture.delivered()).length === 5);
    await until(() => said('refused a row') > 0);
    expect(await fixture.delivered()).toEqual(ids);
    await fixture.content.asAdmin('update sluice.outbox set due_at = clock_timestamp()');
    await until(() => said('refused a row once more') === 1);
    expect(complaints()).toEqual(['The database analytics refused a row; it is tried again']);
    expect(logged.find(({ msg }) => msg.includes('refused a row'))).toMatchObject({
      database: 'content',
      tenantId: OUTREACH_TENANT.id,
      target: 'outreach.deliveries',
      reason: expect.stringContaining('deliveries_open_count_agrees') as string,
    });
  });

  test('takes jobs from workers that are gone, and their attempts arrive among the figures', async () => {
    await enqueue(OUTREACH_TENANT.id, [{ family: 'sending', name: 'send' }]);
    await fixture.queue.asMaintainer(OUTREACH_TENANT.id, `select * from queue.claim('sending', 'gone')`);
    await start();
    await fixture.queue.asAdmin(`update queue.jobs set lease_until = now() where status = 'running'`);
    await until(async () => (await queueJobs('ready')).some((job) => job['name'] === 'send'));
    await until(async () => {
      const events = await fixture.analytics.asTenant(
        OUTREACH_TENANT.id,
        `select kind, outcome, run_us from outreach.queue_events where kind = 'attempt' and queue_family = 'sending'`,
      );
      return JSON.stringify(events) === '[{"kind":"attempt","outcome":"failed","run_us":null}]';
    });
    expect(
      await fixture.analytics.asTenant(
        OTHER_OUTREACH_TENANT.id,
        `select from outreach.queue_events where queue_family = 'sending'`,
      ),
    ).toEqual([]);
  });

  test('writes down how many jobs wait, once a minute however many workers there are', async () => {
    await enqueue(OUTREACH_TENANT.id, [
      { family: 'sending', name: 'send' },
      { family: 'sending', name: 'send' },
    ]);
    await Promise.all([start(), start(), start()]);
    const samples = () =>
      fixture.analytics.asTenant(
        OUTREACH_TENANT.id,
        `select depth, date_trunc('minute', occurred_at) as minute from outreach.queue_events
         where kind = 'sample' and queue_family = 'sending'`,
      );
    await until(async () => (await samples()).length > 0);
    await until(async () => (await fixture.queue.asAdmin('select from sluice.outbox')).length === 0);
    const seen = await samples();
    expect(seen[0]).toMatchObject({ depth: '2' });
    expect(new Set(seen.map(({ minute }) => (minute as Date).getTime())).size).toBe(seen.length);
  });

  test('makes the partitions of queue and audit trail, drops the old ones, and prunes the log of references', async () => {
    const dropMonths = `
      do $$ declare v_name text; begin
        for v_name in select inhrelid::regclass::text from pg_inherits
          where inhparent in ('queue.jobs'::regclass, 'sluice.audit_entries'::regclass) and inhrelid::regclass::text !~ 'default$'
        loop execute 'drop table ' || v_name; end loop;
      end $$`;
    await fixture.queue.asAdmin(dropMonths);
    await fixture.queue.asOwner(
      `create table queue.jobs_2020_01 (like queue.jobs including defaults including constraints) partition by list (queue_family);
       alter table queue.jobs attach partition queue.jobs_2020_01 for values from ('2020-01-01T00:00:00Z') to ('2020-02-01T00:00:00Z')`,
    );
    await fixture.oltp.asOwner(
      `delete from sluice.prune_marks;
       insert into sluice.prune_marks (taken_at, snapshot) select now() - interval '1 hour', pg_current_snapshot()`,
    );
    expect(await fixture.oltp.asAdmin('select from sluice.reference_changes')).not.toEqual([]);
    await start();
    const months = async (table: string) =>
      (await fixture.queue.asAdmin('select from pg_inherits where inhparent = $1::regclass', [table])).length;
    await until(async () => (await months('queue.jobs')) === 5);
    await until(async () => (await months('sluice.audit_entries')) === 5);
    expect(await fixture.queue.asAdmin(`select to_regclass('queue.jobs_2020_01') as it`)).toEqual([
      { it: null },
    ]);
    await until(
      async () => (await fixture.oltp.asAdmin('select from sluice.reference_changes')).length === 0,
    );
  });

  describe('tends the messages of tenants', () => {
    const messages = async () =>
      (await fixture.content.asAdmin('select tenant_id from content.email_messages')).map(
        (row) => row['tenant_id'],
      );

    beforeEach(async () => {
      for (const { id, campaignId, leadId, emailAccountId } of [OUTREACH_TENANT, OTHER_OUTREACH_TENANT]) {
        await fixture.content.asOwner(
          `insert into content.message_bodies (tenant_id, hash, encoding, body, raw_bytes)
           values ($1, sha256('Hello'), 'identity', 'Hello', 5)`,
          [id],
        );
        await fixture.content.asOwner(
          `insert into content.email_messages (tenant_id, id, campaign_id, lead_id, email_account_id, direction, body_hash, sent_at)
           values ($1, gen_random_uuid(), $2, $3, $4, 'outbound', sha256('Hello'), now() - interval '40 days')`,
          [id, campaignId, leadId, emailAccountId],
        );
      }
      await fixture.content.asOwner(
        'insert into content.tenant_settings (tenant_id, message_days) values ($1, 30)',
        [OUTREACH_TENANT.id],
      );
    });

    test('once a day, by jobs of our own queue, each as its tenant says', async () => {
      await Promise.all([start(), start()]);
      await until(async () => (await queueJobs('succeeded')).length === 2);
      expect(await messages()).toEqual([OTHER_OUTREACH_TENANT.id]);
      const jobs = await fixture.queue.asAdmin(
        'select tenant_id, queue_family, name, attempts from queue.jobs',
      );
      expect(jobs).toHaveLength(2);
      expect(jobs).toEqual(
        expect.arrayContaining(
          [OUTREACH_TENANT.id, OTHER_OUTREACH_TENANT.id].map((tenant_id) => ({
            tenant_id,
            queue_family: 'upkeep',
            name: 'tend_content',
            attempts: 1,
          })),
        ),
      );
      expect(complaints()).toEqual([]);
    });

    test('with everything else that is done once, where it is asked to', async () => {
      await runOnce({
        maintainerUrl: fixture.analytics.maintainerUrl,
        outreach: fixture.urls,
        settings: fixture.settings(),
        signal: new AbortController().signal,
      });
      expect(await messages()).toEqual([OTHER_OUTREACH_TENANT.id]);
    });

    test('and says so where it cannot', async () => {
      await start({ outreach: { ...fixture.urls, queue: null } });
      expect(complaints()).toEqual([
        'Nobody tends the messages of tenants: QUEUE_MAINTAINER_DATABASE_URL is not set.',
      ]);
    });
  });

  describe('with a database that is away', () => {
    test('says so once, goes on with the others, and moves what has waited when it is back', async () => {
      const proxy = await startPostgresProxy(fixture.content.maintainerUrl);
      const worker = await start({ outreach: { ...fixture.urls, content: proxy.url } });
      proxy.cut();
      await until(() => said('cannot reach the database "content"') === 1);
      const ids = await fixture.send(4);
      // The others are seen to meanwhile.
      await enqueue(OUTREACH_TENANT.id, [{ family: 'sending', name: 'send', max_attempts: 1 }]);
      const [job] = await fixture.queue.asMaintainer(
        OUTREACH_TENANT.id,
        `select * from queue.claim('sending', 'me')`,
      );
      await fixture.queue.asMaintainer(OUTREACH_TENANT.id, 'select queue.finish($1, $2)', [
        job!['job_id'],
        job!['claim'],
      ]);
      await until(
        async () =>
          (
            await fixture.analytics.asTenant(
              OUTREACH_TENANT.id,
              `select from outreach.queue_events where outcome = 'succeeded' and queue_family = 'sending'`,
            )
          ).length === 1,
      );
      expect(await fixture.delivered()).toEqual([]);
      proxy.restore();
      await until(async () => (await fixture.delivered()).length === 4);
      expect(await fixture.delivered()).toEqual(ids);
      await until(() => said('is at work again in the database "content"') === 1);
      await until(async () => (await fixture.waiting()).length === 0);
      // What was to be tended there is tried again.
      expect(complaints().filter((text) => !text.startsWith('A job failed, and is tried again'))).toEqual([
        'The worker cannot reach the database "content", and tries again until it can.',
      ]);
      await worker.stop();
      await proxy.close();
    });

    test('starts all the same', async () => {
      await start({ outreach: { ...fixture.urls, oltp: 'postgresql://sluice_maintainer@127.0.0.1:1/oltp' } });
      const ids = await fixture.send(1);
      await until(async () => (await fixture.delivered()).length === 1);
      expect(await fixture.delivered()).toEqual(ids);
      await until(() => said('cannot reach the database "oltp"') === 1);
      // What was to be done there is tried again.
      expect(complaints().filter((text) => !text.startsWith('A job failed, and is tried again'))).toEqual([
        'The worker cannot reach the database "oltp", and tries again until it can.',
      ]);
    });

    test('that is analytics, moves nothing and loses nothing', async () => {
      const proxy = await startPostgresProxy(fixture.analytics.maintainerUrl);
      const worker = await start({ maintainerUrl: proxy.url, leaseSeconds: 2 });
      proxy.cut();
      await until(() => said('cannot reach the database,') === 1);
      const ids = await fixture.send(4);
      proxy.restore();
      await until(async () => (await fixture.delivered()).length === 4);
      expect(await fixture.delivered()).toEqual(ids);
      await worker.stop();
      await proxy.close();
    });
  });

  test('is refused a database that is not migrated, by the name of its variable', async () => {
    const empty = await createEmptyDatabase(server);
    await expect(start({ outreach: { ...fixture.urls, queue: empty.maintainerUrl } })).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('QUEUE_MAINTAINER_DATABASE_URL') as string,
    });
  });

  test('does all of it once, where it is asked to', async () => {
    const ids = await fixture.send(3);
    await enqueue(OUTREACH_TENANT.id, [{ family: 'sending', name: 'send' }]);
    const rollups = await runOnce({
      maintainerUrl: fixture.analytics.maintainerUrl,
      outreach: fixture.urls,
      settings: fixture.settings(),
      signal: new AbortController().signal,
    });
    expect(await fixture.delivered()).toEqual(ids);
    expect(rollups.every(({ pending }) => pending === 0)).toBe(true);
    expect(
      await fixture.analytics.asTenant(
        OUTREACH_TENANT.id,
        `select depth from outreach.queue_events where queue_family = 'sending'`,
      ),
    ).toEqual([{ depth: '1' }]);
  });
});
