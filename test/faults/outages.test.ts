import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEnvironment } from '../../src/config/environment.js';
import { embeddedBinaries } from '../../src/embedded/postgres-binaries.js';
import { sendSignal } from '../../src/embedded/postmaster.js';
import { startPostgresServer, SUPERUSER, type PostgresServer } from '../../src/embedded/postgres-server.js';
import { serverAccount } from '../../src/embedded/server-account.js';
import { migrate } from '../../src/migrations/migrate.js';
import { startWorker, type Worker } from '../../src/worker/start-worker.js';
import { startOwnRedis, type OwnRedis } from '../setup/test-redis.js';
import { startTestGateway, type GatewayFixture } from '../support/gateway-fixture.js';
import { startLoopbackProxy, type LoopbackProxy } from '../support/loopback-proxy.js';
import { OTHER_TENANT, TENANT } from '../worker/worker-fixture.js';

const PASSWORD = 'a password of the tests';
const TICKETS = 3_000;
/** What an answer from the cache may lag behind: the promise of ChangeFeed. */
const MAX_DELAY_MS = 100;

/** The same count by three roads: from a rollup in full, summed up from groups, and over a range that cuts buckets. */
const QUESTIONS: Readonly<Record<string, string>> = {
  totals: '{ helpdesk { tickets { totals { count } } } }',
  groups: '{ helpdesk { tickets { rows { createdAt(grain: MONTH) channel count } } } }',
  cut: '{ helpdesk { tickets(where: { createdAt: { last: "P40D" } }) { rows { channel count } } } }',
};

interface Answer {
  readonly data?: {
    readonly helpdesk: {
      readonly tickets: { readonly totals?: { count: number }; readonly rows?: { count: number }[] };
    };
  };
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
  readonly extensions?: { readonly sluice: { readonly cache: string; readonly source: string } };
}

/**
 * Everything that can fail fails while one tenant writes and everybody reads. The tickets are only ever added, so that their number says which
 * moment an answer shows: at least what had been acknowledged 100 ms before it was asked for, at most what had been begun when it came.
 */
describe('outages under load', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-outages-'));
  let postgres: PostgresServer;
  let proxy: LoopbackProxy;
  const target = { port: 0 };
  let redis: OwnRedis;
  /** Two of them, which share Redis. */
  let gateways: readonly GatewayFixture[];
  let worker: Worker;
  let superuserUrl: string;

  const startPostgres = async (): Promise<void> => {
    postgres = await startPostgresServer({
      binaries: await embeddedBinaries(),
      dataFolder: join(folder, 'data'),
      account: await serverAccount(),
      superuserPassword: SUPERUSER,
      logFile: join(folder, 'log'),
      // What is killed is the server and not the machine, so that the kernel still writes what it has.
      settings: { fsync: 'off', shared_buffers: '64MB', restart_after_crash: 'off' },
      initdbArguments: ['--locale=C', '--no-sync'],
    });
    target.port = postgres.port;
  };

  beforeAll(async () => {
    chmodSync(folder, 0o711);
    await startPostgres();
    proxy = await startLoopbackProxy(target);
    superuserUrl = proxy.through(postgres.url(SUPERUSER, SUPERUSER, 'sluice'));
    await migrate({ url: superuserUrl, gatewayPassword: PASSWORD, maintainerPassword: PASSWORD });
    const client = new pg.Client({ connectionString: superuserUrl });
    await client.connect();
    await client.query(
      `insert into sluice.tenants (id, name) values ('${TENANT}', 'A'), ('${OTHER_TENANT}', 'B')`,
    );
    for (const tenantId of [TENANT, OTHER_TENANT]) {
      await client.query(
        `insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, channel)
         select $1, gen_random_uuid(), now() - n * interval '15 minutes', now(), 'x', 'new', (array['web', 'chat'])[1 + n % 2]
         from generate_series(1, $2::int) n`,
        [tenantId, TICKETS],
      );
    }
    await client.query('select from helpdesk.refresh_dashboard_views()');
    await client.end();
    redis = await startOwnRedis();
    const url = (role: string): string => proxy.through(postgres.url(role, PASSWORD, 'sluice'));
    const startOne = (): Promise<GatewayFixture> =>
      startTestGateway(url('sluice_gateway'), { REDIS_URL: redis.url });
    gateways = [await startOne(), await startOne()];
    worker = await startWorker({
      maintainerUrl: url('sluice_maintainer'),
      settings: readEnvironment({ SLUICE_WORKER_INTERVAL_MS: '200' }).worker,
      log: pino({ level: 'silent' }),
    });
  });

  afterAll(async () => {
    await worker.stop();
    await Promise.all(gateways.map((gateway) => gateway.close()));
    await proxy.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('PostgreSQL stopped and killed, Redis killed and frozen: no wrong answer, no lost change, recovery by itself', async () => {
    let isOver = false;
    let begun = TICKETS;
    let acknowledged = TICKETS;
    /** When how many tickets had been acknowledged. */
    const history: { readonly atMs: number; readonly count: number }[] = [{ atMs: 0, count: TICKETS }];
    const acknowledgedBy = (atMs: number): number => {
      for (let i = history.length - 1; i >= 0; i--) if (history[i]!.atMs <= atMs) return history[i]!.count;
      return TICKETS;
    };
    const seen = new Map<string, number>();
    const note = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);

    const write = async (): Promise<void> => {
      while (!isOver) {
        const client = new pg.Client({ connectionString: superuserUrl, connectionTimeoutMillis: 2_000 });
        client.on('error', () => undefined);
        try {
          await client.connect();
          // What was under way when the connection broke may have been committed, or still be.
          const { rows } = await client.query<{ n: number }>(
            'select count(*)::int as n from helpdesk.tickets where tenant_id = $1',
            [TENANT],
          );
          acknowledged = rows[0]!.n;
          history.push({ atMs: performance.now(), count: acknowledged });
          while (!isOver) {
            begun++;
            await client.query(
              `insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, channel)
               select $1, gen_random_uuid(), at, now(), 'x', 'new', 'web' from (select now() - random() * interval '35 days' as at) x`,
              [TENANT],
            );
            acknowledged++;
            history.push({ atMs: performance.now(), count: acknowledged });
            note('written');
            await sleep(10);
          }
        } catch {
          note('writer failed');
          await sleep(50);
        } finally {
          await client.end().catch(() => undefined);
        }
      }
    };

    const read = async (gateway: GatewayFixture, question: string, tenantId: string): Promise<void> => {
      while (!isOver) {
        const askedAtMs = performance.now();
        const response = await gateway.post(
          { query: QUESTIONS[question] },
          { authorization: await gateway.authorization({ tenantId }) },
        );
        const { data, errors, extensions } = (await response.json()) as Answer;
        if (errors !== undefined) {
          expect(errors[0]!.extensions.code).toBe('DATABASE_UNAVAILABLE');
          note('unavailable');
          await sleep(20);
          continue;
        }
        const { totals, rows } = data!.helpdesk.tickets;
        const count = totals?.count ?? rows!.reduce((sum, row) => sum + row.count, 0);
        if (tenantId === OTHER_TENANT) {
          expect(count).toBe(TICKETS);
        } else {
          expect(count, `${question} is too old`).toBeGreaterThanOrEqual(
            acknowledgedBy(askedAtMs - MAX_DELAY_MS),
          );
          expect(count, `${question} counts too much`).toBeLessThanOrEqual(begun);
        }
        note(`answered from ${extensions!.sluice.source}`);
        await sleep(5);
      }
    };

    /** Waits until every question has been answered some more times, so that a phase has been lived through whatever the machine's speed. */
    const untilAnswered = async (more: number): Promise<void> => {
      const answers = (): number =>
        [...seen].reduce((sum, [what, n]) => sum + (what.startsWith('answered') ? n : 0), 0);
      const enough = answers() + more;
      while (answers() < enough) await sleep(20);
    };

    const running = Promise.all([
      write(),
      ...gateways.flatMap((gateway) =>
        Object.keys(QUESTIONS).flatMap((question) => [
          read(gateway, question, TENANT),
          read(gateway, question, OTHER_TENANT),
        ]),
      ),
    ]);
    const phases = async (): Promise<void> => {
      await untilAnswered(400);
      await redis.kill();
      await untilAnswered(200);
      await redis.startAgain();
      await untilAnswered(200);
      redis.pause();
      await untilAnswered(200);
      redis.resume();
      await untilAnswered(200);
      await postgres.stop();
      await sleep(300);
      await startPostgres();
      await untilAnswered(200);
      sendSignal(postgres.pid, 'SIGKILL');
      await postgres.ended;
      await startPostgres();
      await untilAnswered(200);
      proxy.cut();
      await untilAnswered(200);
    };
    try {
      await Promise.race([phases(), running]);
    } finally {
      isOver = true;
    }
    await running;

    expect(seen.get('unavailable') ?? 0).toBeGreaterThan(0);
    for (const source of ['MEMORY', 'REDIS', 'POSTGRESQL'])
      expect(seen.get(`answered from ${source}`) ?? 0, source).toBeGreaterThan(0);

    // The worker folds what is left, without a hand; and then the rollup alone says what the table says.
    const client = new pg.Client({ connectionString: superuserUrl });
    await client.connect();
    try {
      const pending = async (): Promise<number> => {
        const { rows } = await client.query<{ n: number }>(
          'select sum(pending)::int as n from sluice.rollup_work()',
        );
        return rows[0]!.n;
      };
      while ((await pending()) > 0) await sleep(50);
      const { rows } = await client.query(
        `select (select count(*)::int from helpdesk.tickets where tenant_id = $1) as kept`,
        [TENANT],
      );
      const { data } = (await gateways[0]!.ask<NonNullable<Answer['data']>>(
        '{ helpdesk { tickets(freshness: REFRESHED) { totals { count } } } }',
        { tenantId: TENANT },
      )) as Answer;
      expect(data?.helpdesk.tickets.totals?.count).toBe((rows[0] as { kept: number }).kept);
      expect((rows[0] as { kept: number }).kept).toBeGreaterThanOrEqual(acknowledged);
    } finally {
      await client.end();
    }
  });
});
