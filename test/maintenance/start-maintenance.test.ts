import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  startMaintenance,
  type Maintenance,
  type MaintenanceOptions,
} from '../../src/maintenance/start-maintenance.js';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';

const TENANT = '00000000-0000-4000-8000-00000000000a';
const INTERVAL_MS = 100;

describe.each(postgresVersions)('maintenance on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  let maintenance: Maintenance | null;
  let logged: string[];

  beforeEach(async () => {
    database = await createTestDatabase(server);
    maintenance = null;
    logged = [];
  });
  afterEach(async () => maintenance?.stop());

  function start(options: Partial<MaintenanceOptions> = {}): void {
    maintenance = startMaintenance({
      gatewayUrl: database.gatewayUrl,
      log: pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) }),
      partitionIntervalMs: INTERVAL_MS,
      watchIntervalMs: INTERVAL_MS,
      ...options,
    });
  }

  /** Waits until it was looked so often whether rollups are folded. */
  async function turns(count: number): Promise<void> {
    const looks = () => logged.filter((line) => line.includes('Looked at the lag')).length;
    const before = looks();
    await until(() => Promise.resolve(looks() >= before + count));
  }

  async function nextPartitions(): Promise<number> {
    const [row] = await database.asOwner(
      `select count(*)::int as n from pg_class
       where relname = 'ticket_history_' || to_char(now() at time zone 'UTC' + interval '1 month', 'YYYY_MM')`,
    );
    return row!['n'] as number;
  }

  test('makes the partitions that are missing, at once and at every turn', async () => {
    const drop = `do $$ begin execute format('drop table helpdesk.ticket_history_%s',
      to_char(now() at time zone 'UTC' + interval '1 month', 'YYYY_MM')); end $$`;
    await database.asOwner(drop);
    start();
    await until(async () => (await nextPartitions()) === 1);
    await database.asOwner(drop);
    await until(async () => (await nextPartitions()) === 1);
    expect(logged.join()).toContain('Made partitions');
  });

  test('says once that no worker seems to run, and again only after one has', async () => {
    const warnings = () => logged.filter((line) => line.includes('No worker seems to fold')).length;
    const changed = (agoSeconds: number) =>
      database.asOwner(
        `insert into sluice.changes (dataset, tenant_id, bucket, logged_at)
         values ('helpdesk.tickets', '${TENANT}', '2026-01-01Z', now() - make_interval(secs => $1))`,
        [agoSeconds],
      );
    start();
    await changed(30);
    await turns(3);
    expect(warnings()).toBe(0);
    await changed(90);
    await until(() => Promise.resolve(warnings() === 1));
    await turns(3);
    expect(warnings()).toBe(1);
    expect(logged.find((line) => line.includes('No worker seems to fold'))).toMatch(
      /"rollup":"helpdesk\.dashboard_stats","lagSeconds":\d+.*sluice worker/,
    );
    await database.asMaintainer(null, 'select from helpdesk.refresh_dashboard_views()');
    await turns(3);
    await changed(90);
    await until(() => Promise.resolve(warnings() === 2));
  });

  test('waits longer before it says so where a rollup may lag longer', async () => {
    await database.asMaintainer(
      null,
      `select sluice.set_lag_target(rollup, '1 hour') from sluice.rollup_work()`,
    );
    await database.asOwner(
      `insert into sluice.changes (dataset, tenant_id, bucket, logged_at)
       values ('helpdesk.tickets', '${TENANT}', '2026-01-01Z', now() - interval '9 hours')`,
    );
    start();
    await turns(3);
    expect(logged.join()).not.toContain('No worker');
  });

  test('goes on after a failure, and logs it', async () => {
    await database.asAdmin(
      'revoke execute on function sluice.ensure_upcoming_partitions(int) from sluice_gateway',
    );
    start();
    await until(() => Promise.resolve(/Maintenance of partitions failed/.test(logged.join())));
    await database.asAdmin(
      'grant execute on function sluice.ensure_upcoming_partitions(int) to sluice_gateway',
    );
    await until(async () => (await nextPartitions()) === 1);
  });

  test('cancels what runs when it is stopped', async () => {
    const blocker = new pg.Client({ connectionString: database.adminUrl });
    await blocker.connect();
    try {
      await blocker.query('begin; lock table helpdesk.tickets in access exclusive mode');
      start();
      const waiting = `select count(*)::int as n from pg_stat_activity
        where datname = current_database() and application_name = 'sluice-maintenance' and wait_event_type = 'Lock'`;
      await until(async () => (await database.asAdmin(waiting))[0]!['n'] === 1);
      await maintenance!.stop();
      await until(async () => (await database.asAdmin(waiting))[0]!['n'] === 0);
      expect(logged.join()).not.toContain('failed');
    } finally {
      await blocker.end();
    }
  });
});

/** Looks again and again; the test's own time limit ends it. */
async function until(isReached: () => Promise<boolean>): Promise<void> {
  while (!(await isReached())) await sleep(25);
}
