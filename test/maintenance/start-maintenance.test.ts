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
const ADD_TICKET = `
  insert into sluice.tenants (id, name) values ('${TENANT}', 'A') on conflict do nothing;
  insert into helpdesk.tickets (tenant_id, id, subject, status, channel)
  values ('${TENANT}', gen_random_uuid(), 'x', 'new', 'web')`;
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
      maintainerUrl: database.maintainerUrl,
      log: pino({ level: 'info' }, { write: (line: string) => void logged.push(line) }),
      partitionIntervalMs: INTERVAL_MS,
      refreshIntervalMs: INTERVAL_MS,
      ...options,
    });
  }

  /** On a connection that ends: one that lies idle may tell the server's statistics ten seconds later. */
  async function addTicket(): Promise<void> {
    const client = new pg.Client({ connectionString: database.adminUrl });
    await client.connect();
    await client.query(ADD_TICKET);
    await client.end();
  }

  async function rollupTickets(): Promise<number> {
    const [row] = await database.asTenant(
      TENANT,
      'select coalesce(sum(tickets), 0)::int as n from helpdesk.dashboard_stats',
    );
    return row!['n'] as number;
  }

  async function refreshedAt(): Promise<string> {
    const [row] = await database.asOwner('select min(refreshed_at)::text as at from sluice.rollups');
    return String(row!['at']);
  }

  async function nextPartitions(): Promise<number> {
    const [row] = await database.asOwner(
      `select count(*)::int as n from pg_class
       where relname = 'tickets_' || to_char(now() at time zone 'UTC' + interval '1 month', 'YYYY_MM')`,
    );
    return row!['n'] as number;
  }

  test('makes the partitions that are missing, at once and at every turn', async () => {
    const drop = `do $$ begin execute format('drop table helpdesk.tickets_%s',
      to_char(now() at time zone 'UTC' + interval '1 month', 'YYYY_MM')); end $$`;
    await database.asOwner(drop);
    start({ maintainerUrl: null });
    await until(async () => (await nextPartitions()) === 1);
    await database.asOwner(drop);
    await until(async () => (await nextPartitions()) === 1);
    expect(logged.join()).toContain('Made partitions');
  });

  test('refreshes the rollups where tickets have changed', async () => {
    start();
    await addTicket();
    await until(async () => (await rollupTickets()) === 1);
    await addTicket();
    await until(async () => (await rollupTickets()) === 2);
  });

  test('leaves unchanged rollups alone, until they say that they are too old', async () => {
    await addTicket();
    start();
    let before = '';
    await until(async () => {
      before = await refreshedAt();
      await sleep(10 * INTERVAL_MS);
      return before === (await refreshedAt());
    });
    expect(await rollupTickets()).toBe(1);
    await maintenance!.stop();
    start({ maxRefreshAgeMs: INTERVAL_MS });
    await until(async () => (await refreshedAt()) !== before);
  });

  test('leaves rollups alone where it has no login for them', async () => {
    const before = await refreshedAt();
    await addTicket();
    start({ maintainerUrl: null });
    await sleep(10 * INTERVAL_MS);
    expect(await refreshedAt()).toBe(before);
  });

  test('goes on after a failure, and logs it', async () => {
    await database.asAdmin(
      'revoke execute on function sluice.ensure_upcoming_partitions(int) from sluice_gateway',
    );
    start();
    await until(() => Promise.resolve(/Maintenance of partitions failed/.test(logged.join())));
    await addTicket();
    await until(async () => (await rollupTickets()) === 1);
    await database.asAdmin(
      'grant execute on function sluice.ensure_upcoming_partitions(int) to sluice_gateway',
    );
  });

  test('cancels what runs when it is stopped', async () => {
    const blocker = new pg.Client({ connectionString: database.adminUrl });
    await blocker.connect();
    try {
      await blocker.query(`select pg_advisory_lock(hashtextextended('helpdesk.refresh_dashboard_views', 0))`);
      await addTicket();
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
