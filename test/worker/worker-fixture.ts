import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { pino, type Logger } from 'pino';
import { readEnvironment } from '../../src/config/environment.js';
import { startWorker, type Worker, type WorkerOptions } from '../../src/worker/start-worker.js';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.js';
import type { TestServer } from '../setup/test-servers.js';

export const TENANT = '00000000-0000-4000-8000-00000000000a';
export const OTHER_TENANT = '00000000-0000-4000-8000-00000000000b';
export const ROLLUP = 'helpdesk.dashboard_stats';

/** A test database with two tenants, its workers, and what they have logged. */
export interface WorkerFixture {
  readonly database: TestDatabase;
  /** Everything that was logged, oldest first. */
  readonly logged: readonly LogLine[];
  /** Starts a worker that looks for work ten times a second, unless the environment says otherwise. */
  start(environment?: Record<string, string>, options?: Partial<WorkerOptions>): Promise<Worker>;
  addTicket(tenantId?: string): Promise<void>;
  /** What the rollup says without a look at the base table. */
  rollupTickets(tenantId?: string): Promise<number>;
  /** A rollup's state, as numbers and texts. */
  state(rollup?: string): Promise<RollupState>;
  /** The jobs that wait or run, as `fold helpdesk.dashboard_stats active`. */
  jobs(): Promise<string[]>;
  /** Resolves when every rollup has absorbed every change. */
  untilFolded(): Promise<void>;
  /** Makes each change of the rollup's layers wait, until the returned function is called. */
  hold(rollup?: string): Promise<() => Promise<void>>;
  /** Resolves when a worker's statement waits for what {@link hold} holds. */
  untilHeldUp(): Promise<void>;
  /** Lets the leases of all jobs that are under way run out, as time would. */
  endLeases(): Promise<void>;
  stop(): Promise<void>;
}

export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly [fact: string]: unknown;
}

/** Eager enough for a test: a change is folded at the next look. */
export const TEST_LAG = '100 ms';

export interface RollupState {
  readonly pending: number;
  readonly deltaRows: number;
  readonly foldedAt: string;
  readonly refreshedAt: string;
}

export async function createWorkerFixture(server?: TestServer): Promise<WorkerFixture> {
  const database = await createTestDatabase(server);
  await database.asOwner(
    `insert into sluice.tenants (id, name) values ('${TENANT}', 'A'), ('${OTHER_TENANT}', 'B')`,
  );
  await database.asMaintainer(
    null,
    `select sluice.set_lag_target(rollup, '${TEST_LAG}') from sluice.rollup_work()`,
  );
  const logged: LogLine[] = [];
  const log: Logger = pino(
    { level: 'debug' },
    { write: (line) => void logged.push(JSON.parse(line) as LogLine) },
  );
  const workers: Worker[] = [];
  const clients = new Set<pg.Client>();
  const one = async (sql: string, values?: unknown[]) => (await database.asOwner(sql, values))[0]!;
  return {
    database,
    logged,
    start: async (environment = {}, options = {}) => {
      const worker = await startWorker({
        maintainerUrl: database.maintainerUrl,
        settings: readEnvironment({ SLUICE_WORKER_INTERVAL_MS: '100', ...environment }).worker,
        log,
        ...options,
      });
      workers.push(worker);
      return worker;
    },
    addTicket: async (tenantId = TENANT) => {
      await database.asOwner(
        `insert into helpdesk.tickets (tenant_id, id, subject, status, channel)
         values ($1, gen_random_uuid(), 'x', 'new', 'web')`,
        [tenantId],
      );
    },
    rollupTickets: async (tenantId = TENANT) => {
      const [row] = await database.asTenant(
        tenantId,
        'select coalesce(sum(tickets), 0)::int as n from helpdesk.dashboard_stats',
      );
      return row!['n'] as number;
    },
    state: async (rollup = ROLLUP) =>
      (await one(
        `select pending::int as pending, delta_rows::int as "deltaRows", folded_at::text as "foldedAt", refreshed_at::text as "refreshedAt"
         from sluice.rollup_work() where rollup = $1`,
        [rollup],
      )) as unknown as RollupState,
    jobs: async () =>
      (
        await database.asOwner(
          `select concat_ws(' ', name, singleton_key, state) as job from sluice_jobs.job
           where name not like '\\_\\_%' and name <> 'dead_letter' and state <= 'active' order by 1`,
        )
      ).map((row) => String(row['job'])),
    untilFolded: () =>
      until(async () => {
        const { pending } = await one('select sum(pending)::int as pending from sluice.rollup_work()');
        return pending === 0;
      }),
    hold: async (rollup = ROLLUP) => {
      const client = new pg.Client({ connectionString: database.adminUrl, application_name: 'sluice-test' });
      await client.connect();
      const release = async (): Promise<void> => {
        if (clients.delete(client)) await client.end();
      };
      clients.add(client);
      // Folds write to the delta, and a refresh empties it as the last thing it does.
      const delta = `${rollup.replace('.', '_rollup.')}_delta`;
      await client.query(`begin; lock table ${delta} in access exclusive mode`);
      return release;
    },
    untilHeldUp: () =>
      until(async () => {
        const [row] = await database.asAdmin(
          `select count(*)::int as n from pg_stat_activity
           where datname = current_database() and application_name = 'sluice-worker' and wait_event_type = 'Lock'`,
        );
        return row!['n'] === 1;
      }),
    endLeases: () => endLeases(database),
    stop: async () => {
      await Promise.all([...clients].map((client) => client.end()));
      await Promise.all(workers.map((worker) => worker.stop()));
    },
  };
}

/** Lets the leases of all jobs that are under way in `analytics` run out, as time would. */
export async function endLeases(analytics: TestDatabase): Promise<void> {
  await analytics.asOwner(
    `update sluice_jobs.job set started_on = started_on - interval '1 hour' where state = 'active'`,
  );
}

/** Looks again and again; the test's own time limit ends it. */
export async function until(isReached: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isReached())) await sleep(25);
}
