import { parse } from 'graphql';
import pg from 'pg';
import { say, type BenchDatabase } from './support/bench-database.js';
import { openBenchExecutor, type BenchExecutor } from './support/bench-executor.js';
import { spread } from './support/statistics.js';

const ROLLUPS = ['helpdesk.dashboard_stats', 'helpdesk.channel_performance'] as const;
const SHARES = [0.001, 0.01, 0.1] as const;
const CLIENTS = 8;
const DAY_MS = 86_400_000;

/**
 * Two questions about a rollup's layers. What does it cost to fold the buckets that have changed, against a refresh in full? And what do
 * dashboards notice: while folding, while refreshing, and where 1 % of the buckets are stale or in the delta?
 *
 * The dashboard is the one of `dashboard-throughput.ts`, over the last 30 whole days, asked for all tenants in turn, uncached, in-process.
 */
export async function layers(database: BenchDatabase, rounds: number, durationMs: number): Promise<void> {
  const maintainer = await connect(database.maintainerUrl);
  const superuser = await connect(database.superuserUrl);
  const executor = await openBenchExecutor(database);
  try {
    const tenants = (
      await superuser.query<{ id: string }>('select id from sluice.tenants order by id')
    ).rows.map(({ id }) => id);
    const read = (): Promise<number> => dashboardsPerSecond(executor, tenants, durationMs);
    const [{ n }] = (await superuser.query('select count(*)::float8 as n from helpdesk.tickets')).rows as [
      { n: number },
    ];
    const buckets = await countBuckets(superuser);
    process.stdout.write(
      `Layers: ${n.toLocaleString('en')} tickets, ${tenants.length} tenants, ${buckets.toLocaleString('en')} buckets\n`,
    );
    await refreshAll(maintainer);
    await superuser.query('vacuum (analyze) helpdesk.tickets');
    await foldingAgainstRefresh(maintainer, superuser, buckets, rounds);
    await readsBesideTheWork(maintainer, superuser, buckets, rounds, read);
  } finally {
    await executor.close();
    await maintainer.end();
    await superuser.end();
  }
}

async function foldingAgainstRefresh(
  maintainer: pg.Client,
  superuser: pg.Client,
  buckets: number,
  rounds: number,
): Promise<void> {
  for (const rollup of ROLLUPS) {
    for (const share of SHARES) {
      const folds: number[] = [];
      const refreshes: number[] = [];
      for (let round = 0; round < rounds; round++) {
        await change(superuser, Math.max(1, Math.round(buckets * share)));
        folds.push(await timed(() => maintainer.query('select sluice.fold_rollup($1)', [rollup])));
        refreshes.push(await timed(() => maintainer.query('select sluice.refresh_rollup($1)', [rollup])));
      }
      const ratio = spread(refreshes.map((ms, i) => ms / folds[i]!));
      process.stdout.write(
        `  ${rollup.padEnd(30)} ${(share * 100).toFixed(1).padStart(4)} % changed: fold ${ms(spread(folds).median)}, refresh ${ms(spread(refreshes).median)}, ` +
          `${ratio.median.toFixed(1)} times cheaper (${ratio.least.toFixed(1)} to ${ratio.greatest.toFixed(1)}, ${rounds} rounds)\n`,
      );
    }
  }
}

async function readsBesideTheWork(
  maintainer: pg.Client,
  superuser: pg.Client,
  buckets: number,
  rounds: number,
  read: () => Promise<number>,
): Promise<void> {
  const [rollup] = ROLLUPS;
  const figures: Record<string, number[]> = { stale: [], delta: [], folding: [], refreshing: [] };
  const absolute: number[] = [];
  await refreshAll(maintainer);
  await read();
  for (let round = 0; round < rounds; round++) {
    const fresh = await read();
    absolute.push(fresh);
    await change(superuser, Math.round(buckets / 100));
    figures['stale']!.push((await read()) / fresh);
    figures['folding']!.push((await beside(read, () => foldAgain(maintainer, superuser, rollup))) / fresh);
    await maintainer.query('select sluice.fold_rollup($1)', [rollup]);
    figures['delta']!.push((await read()) / fresh);
    figures['refreshing']!.push(
      (await beside(read, () => maintainer.query('select sluice.refresh_rollup($1)', [rollup]))) / fresh,
    );
    await refreshAll(maintainer);
  }
  const { median } = spread(absolute);
  process.stdout.write(
    `  dashboards per second, ${CLIENTS} at once, all layers fresh: ${median.toFixed(0)}; of that, ${rounds} rounds:\n`,
  );
  for (const [name, what] of [
    ['stale', '1 % of the buckets stale'],
    ['delta', '1 % of the buckets in the delta'],
    ['folding', 'while 0.1 % of the buckets are changed and folded, again and again'],
    ['refreshing', 'while it is refreshed in full, again and again'],
  ] as const) {
    const { median: share, least, greatest } = spread(figures[name]!);
    process.stdout.write(
      `    ${what.padEnd(68)} ${share.toFixed(2)} (${least.toFixed(2)} to ${greatest.toFixed(2)})\n`,
    );
  }
}

/** Repeats the work for as long as the reading takes. */
async function beside(read: () => Promise<number>, work: () => Promise<unknown>): Promise<number> {
  let isOver = false;
  const working = (async () => {
    while (!isOver) await work();
  })();
  const figure = await read();
  isOver = true;
  await working;
  return figure;
}

async function foldAgain(maintainer: pg.Client, superuser: pg.Client, rollup: string): Promise<void> {
  await change(superuser, 100);
  await maintainer.query('select sluice.fold_rollup($1)', [rollup]);
}

/** Changes one ticket in each of so many buckets, chosen at random over tenants and days. */
async function change(superuser: pg.Client, buckets: number): Promise<void> {
  await superuser.query(
    `update helpdesk.tickets as t set satisfaction_score = 1 + coalesce(t.satisfaction_score, 0) % 5
     from (
       select tenant_id, bucket from (select distinct tenant_id, bucket from helpdesk_rollup.dashboard_stats) as b
       order by random() limit $1::int
     ) as chosen
     cross join lateral (
       select k.created_at, k.id from helpdesk.tickets as k
       where k.tenant_id = chosen.tenant_id and k.created_at >= chosen.bucket and k.created_at < chosen.bucket + interval '24 hours'
       limit 1
     ) as one
     where t.tenant_id = chosen.tenant_id and t.created_at = one.created_at and t.id = one.id`,
    [buckets],
  );
}

async function countBuckets(superuser: pg.Client): Promise<number> {
  const { rows } = await superuser.query<{ n: number }>(
    'select count(*)::float8 as n from (select distinct tenant_id, bucket from helpdesk_rollup.dashboard_stats) as b',
  );
  return rows[0]!.n;
}

async function refreshAll(maintainer: pg.Client): Promise<void> {
  say('Refreshing');
  for (const rollup of ROLLUPS) await maintainer.query('select sluice.refresh_rollup($1)', [rollup]);
}

/** Dashboards answered per second, {@link CLIENTS} at once, each for the next tenant in turn. */
async function dashboardsPerSecond(
  { ask }: BenchExecutor,
  tenants: readonly string[],
  durationMs: number,
): Promise<number> {
  const day = (daysAgo: number): string =>
    new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS - daysAgo * DAY_MS).toISOString();
  const document = parse(
    `{ helpdesk { tickets(where: { createdAt: { since: "${day(30)}", until: "${day(0)}" } }) {
       rows { createdAt(grain: DAY) channel count avgResolutionHours avgSatisfactionScore } } } }`,
  );
  let answered = 0;
  const endAt = performance.now() + durationMs;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (performance.now() < endAt) await ask(tenants[answered++ % tenants.length]!, document);
    }),
  );
  return answered / ((performance.now() - startedAt) / 1_000);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function ms(value: number): string {
  return value < 1_000 ? `${value.toFixed(0)} ms` : `${(value / 1_000).toFixed(1)} s`;
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}
