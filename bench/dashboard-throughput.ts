import { randomBytes } from 'node:crypto';
import { issueJwt } from '../src/tokens/issue-jwt.js';
import { load, post, type LoadOptions } from './support/load.js';
import type { BenchDatabase } from './support/bench-database.js';
import { startServer, type ServerProcess } from './support/server-process.js';
import { quantile, spread } from './support/statistics.js';

/** What one request is: the last 30 whole days, per day and channel. */
const QUERY = `query Dashboard($since: DateTime!, $until: DateTime!) {
  helpdesk { tickets(where: { createdAt: { since: $since, until: $until } }) {
    rows { day: createdAt(grain: DAY) channel count avgResolutionHours avgSatisfactionScore }
  } }
}`;

const CONNECTIONS = 32;
const LATENCY_CONNECTIONS = 8;
const DATABASE_CONNECTIONS = '4';
const DAY_MS = 86_400_000;

type Target = Pick<LoadOptions, 'url' | 'headers'>;

/**
 * How much of a bare handler's throughput is left when the same question goes through the whole gateway: token, GraphQL, plan, SQL.
 * Nothing is cached. The bare handler comes in two kinds, by who writes the JSON: Node, as such handlers are
 * written, or PostgreSQL, as Sluice has it.
 */
export async function dashboardThroughput(
  database: BenchDatabase,
  rounds: number,
  roundMs: number,
): Promise<void> {
  const secret = randomBytes(32).toString('hex');
  const tenant = database.largest;
  const bare = (json: string): Promise<ServerProcess> =>
    startServer(
      ['--import', 'tsx', 'bench/support/bare-handler.ts'],
      {
        DATABASE_URL: database.gatewayUrl,
        BENCH_TENANT: tenant.id,
        BENCH_CONNECTIONS: DATABASE_CONNECTIONS,
        BENCH_JSON: json,
      },
      (line) => line,
    );
  const servers = {
    'bare, JSON by Node': await bare('node'),
    'bare, JSON by PostgreSQL': await bare('postgres'),
    sluice: await startServer(
      ['dist/main.js', 'serve', '--port', '0', '--json'],
      {
        DATABASE_URL: database.gatewayUrl,
        SLUICE_JWT_SECRET: secret,
        SLUICE_DATABASE_CONNECTIONS: DATABASE_CONNECTIONS,
        SLUICE_CACHE_BYTES: '0',
      },
      (line) => (JSON.parse(line) as { graphqlUrl: string }).graphqlUrl,
    ),
  };
  try {
    const token = await issueJwt(
      { tenantId: tenant.id, subject: 'bench', scopes: ['helpdesk:read'], lifetimeSeconds: 3_600 },
      { secret, issuer: 'sluice', audience: 'sluice' },
    );
    const targets = Object.entries(servers).map(([name, { url }]): [string, Target] => [
      name,
      { url, headers: name === 'sluice' ? { authorization: `Bearer ${token}` } : {} },
    ]);
    const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
    const variables = {
      since: new Date(today - 30 * DAY_MS).toISOString(),
      until: new Date(today).toISOString(),
    };
    const body = JSON.stringify({ query: QUERY, variables });
    await assertSameAnswers(targets, body);
    print(`Dashboard of the largest tenant (${tenant.tickets.toLocaleString('en')} tickets), uncached`);
    await compareThroughput(targets, body, rounds, roundMs);
    await compareLatency(targets, body, rounds, roundMs);
  } finally {
    await Promise.all(Object.values(servers).map((server) => server.stop()));
  }
}

async function compareThroughput(
  targets: readonly [string, Target][],
  body: string,
  rounds: number,
  durationMs: number,
): Promise<void> {
  const rates = new Map<string, number[]>(targets.map(([name]) => [name, []]));
  for (const [, target] of targets) await load({ ...target, body, connections: CONNECTIONS, durationMs });
  for (let round = 0; round < rounds; round++) {
    for (const [name, target] of targets) {
      const { requestsPerSecond } = await load({ ...target, body, connections: CONNECTIONS, durationMs });
      rates.get(name)!.push(requestsPerSecond);
    }
  }
  print(
    `  requests/s at ${CONNECTIONS} connections, ${rounds} rounds of ${durationMs / 1000} s each, in turn: median (least to greatest)`,
  );
  for (const [name, own] of rates) {
    const { median, least, greatest } = spread(own);
    print(
      `    ${name.padEnd(26)} ${median.toFixed(0).padStart(6)}  (${least.toFixed(0)} to ${greatest.toFixed(0)})`,
    );
  }
  print('  throughput of Sluice over that of the bare handler, round by round');
  for (const [name, own] of rates) {
    if (name === 'sluice') continue;
    const { median, least, greatest } = spread(rates.get('sluice')!.map((rate, i) => rate / own[i]!));
    print(
      `    over ${name.padEnd(26)} ${median.toFixed(2)}  (${least.toFixed(2)} to ${greatest.toFixed(2)})`,
    );
  }
}

async function compareLatency(
  targets: readonly [string, Target][],
  body: string,
  rounds: number,
  durationMs: number,
): Promise<void> {
  const latencies = new Map<string, { p50: number[]; p99: number[] }>(
    targets.map(([name]) => [name, { p50: [], p99: [] }]),
  );
  for (let round = 0; round < rounds; round++) {
    for (const [name, target] of targets) {
      const { latenciesMs } = await load({ ...target, body, connections: LATENCY_CONNECTIONS, durationMs });
      latencies.get(name)!.p50.push(quantile(latenciesMs, 0.5));
      latencies.get(name)!.p99.push(quantile(latenciesMs, 0.99));
    }
  }
  print(
    `  milliseconds at ${LATENCY_CONNECTIONS} connections: p50 and p99, medians over the rounds (least to greatest)`,
  );
  for (const [name, { p50, p99 }] of latencies) {
    print(`    ${name.padEnd(26)} p50 ${describe(p50)}  p99 ${describe(p99)}`);
  }
}

function describe(values: readonly number[]): string {
  const { median, least, greatest } = spread(values);
  return `${median.toFixed(1)} (${least.toFixed(1)} to ${greatest.toFixed(1)})`;
}

/** A comparison says nothing unless all answer the same. */
async function assertSameAnswers(targets: readonly [string, Target][], body: string): Promise<void> {
  const answers = await Promise.all(
    targets.map(async ([, target]) => normalise(await post({ ...target, body }))),
  );
  if (answers.some((answer) => answer !== answers[0])) {
    throw new Error(`The answers differ:\n${answers.map((answer) => answer.slice(0, 400)).join('\n')}`);
  }
}

function normalise(text: string): string {
  const { data } = JSON.parse(text) as {
    data: { helpdesk: { tickets: { rows: Record<string, unknown>[] } } };
  };
  const { rows } = data.helpdesk.tickets;
  if (rows.length === 0) throw new Error('The dashboard is empty.');
  return JSON.stringify(rows.map((row) => ({ ...row, day: Date.parse(String(row['day'])) })));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
