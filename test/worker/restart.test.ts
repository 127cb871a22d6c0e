import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEnvironment } from '../../src/config/environment.js';
import { embeddedBinaries } from '../../src/embedded/postgres-binaries.js';
import { startPostgresServer, SUPERUSER, type PostgresServer } from '../../src/embedded/postgres-server.js';
import { sendSignal } from '../../src/embedded/postmaster.js';
import { serverAccount } from '../../src/embedded/server-account.js';
import { migrate } from '../../src/migrations/migrate.js';
import { startWorker, type Worker } from '../../src/worker/start-worker.js';
import { startLoopbackProxy, type LoopbackProxy } from '../support/loopback-proxy.js';
import { TENANT, until, type LogLine } from './worker-fixture.js';

const PASSWORD = 'maintainer';

/** A server of its own: the one that other tests share must not be restarted. */
describe('a worker whose PostgreSQL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-restart-'));
  /** The server has another port after each start; the proxy's stays. */
  const target = { port: 0 };
  const logged: LogLine[] = [];
  let postgres: PostgresServer;
  let proxy: LoopbackProxy;
  let worker: Worker;

  const start = async (): Promise<void> => {
    postgres = await startPostgresServer({
      binaries: await embeddedBinaries(),
      dataFolder: join(folder, 'data'),
      account: await serverAccount(),
      superuserPassword: SUPERUSER,
      logFile: join(folder, 'log'),
      settings: { fsync: 'off', shared_buffers: '32MB' },
      initdbArguments: ['--locale=C', '--no-sync'],
    });
    target.port = postgres.port;
  };
  const query = async (sql: string): Promise<Record<string, unknown>> => {
    const client = new pg.Client({ connectionString: postgres.url(SUPERUSER, SUPERUSER, 'sluice') });
    await client.connect();
    try {
      const result = await client.query<Record<string, unknown>>(sql);
      return result.rows[0] ?? {};
    } finally {
      await client.end();
    }
  };
  const addTicket = () =>
    query(`insert into helpdesk.tickets (tenant_id, id, subject, status, channel)
      values ('${TENANT}', gen_random_uuid(), 'x', 'new', 'web')`);
  const said = (text: string): number => logged.filter(({ msg }) => msg.includes(text)).length;

  beforeAll(async () => {
    chmodSync(folder, 0o711);
    await start();
    proxy = await startLoopbackProxy(target);
    const superuser = postgres.url(SUPERUSER, SUPERUSER, 'sluice');
    await migrate({ url: superuser, gatewayPassword: PASSWORD, maintainerPassword: PASSWORD });
    await query(`insert into sluice.tenants (id, name) values ('${TENANT}', 'A')`);
    await query(`select sluice.set_lag_target(rollup, '100 ms') from sluice.rollup_work()`);
    worker = await startWorker({
      maintainerUrl: proxy.through(postgres.url('sluice_maintainer', PASSWORD, 'sluice')),
      settings: readEnvironment({ SLUICE_WORKER_INTERVAL_MS: '100' }).worker,
      log: pino({ level: 'info' }, { write: (line) => void logged.push(JSON.parse(line) as LogLine) }),
      leaseSeconds: 2,
    });
  });

  afterAll(async () => {
    await worker.stop();
    await proxy.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const untilFolded = (tickets: number): Promise<void> =>
    until(async () => {
      const { pending, n } = await query(
        `select (select sum(pending)::int from sluice.rollup_work()) as pending,
           (select sum(tickets)::int from helpdesk_rollup.dashboard_stats_delta) as n`,
      );
      return pending === 0 && n === tickets;
    });

  test.each([
    ['is restarted', 1, () => postgres.stop()],
    [
      'is killed',
      2,
      async () => {
        sendSignal(postgres.pid, 'SIGKILL');
        await postgres.ended;
      },
    ],
  ])('%s goes on by itself, says so once, and has lost nothing', async (_how, round, end) => {
    await addTicket();
    await end();
    await until(() => said('cannot reach the database') === round);
    await start();
    await until(() => said('is at work again') === round);
    await untilFolded(round);
    expect(logged.filter(({ level }) => level >= 40)).toHaveLength(round);
  });
});
