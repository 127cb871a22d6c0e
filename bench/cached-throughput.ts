import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { issueJwt } from '../src/tokens/issue-jwt.js';
import { startRedisServer } from '../test/setup/redis-server.js';
import type { BenchDatabase } from './support/bench-database.js';
import { load, post } from './support/load.js';
import { startServer, type ServerProcess } from './support/server-process.js';
import { spread } from './support/statistics.js';

const QUESTIONS: Readonly<Record<string, string>> = {
  'per day and channel, 30 whole days': `query Dashboard($since: DateTime!, $until: DateTime!, $limit: Int!) {
  helpdesk { tickets(where: { createdAt: { since: $since, until: $until } }, limit: $limit) {
    rows { day: createdAt(grain: DAY) channel count avgResolutionHours avgSatisfactionScore }
  } }
}`,
  'totals by status, 30 whole days': `query Totals($since: DateTime!, $until: DateTime!, $limit: Int!) {
  helpdesk { tickets(where: { createdAt: { since: $since, until: $until } }, limit: $limit) { rows { status count } } }
}`,
};

const CONNECTIONS = 32;
/** So many questions in turn, so that no two under way are the same, which would share one answer. They differ in a limit beyond all rows. */
const DIFFERENT_QUESTIONS = 64;
const LEAST_LIMIT = 1_000;
const DATABASE_CONNECTIONS = '4';
const DAY_MS = 86_400_000;
const UNCACHED = 'uncached';
const MAX_WARM_UPS = 50;
const WARM_UP_PAUSE_MS = 20;

/**
 * How many more requests are answered where the answers are kept: in the process, and in Redis alone, which is what the second process
 * finds that the first has loaded. Nothing is written meanwhile.
 */
export async function cachedThroughput(
  database: BenchDatabase,
  rounds: number,
  roundMs: number,
): Promise<void> {
  const secret = randomBytes(32).toString('hex');
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-redis-'));
  const redis = await startRedisServer({ folder });
  const gateway = (environment: Readonly<Record<string, string>>): Promise<ServerProcess> =>
    startServer(
      ['dist/main.js', 'serve', '--port', '0', '--json'],
      {
        DATABASE_URL: database.gatewayUrl,
        SLUICE_JWT_SECRET: secret,
        SLUICE_DATABASE_CONNECTIONS: DATABASE_CONNECTIONS,
        REDIS_URL: '',
        ...environment,
      },
      (line) => (JSON.parse(line) as { graphqlUrl: string }).graphqlUrl,
    );
  const servers: Readonly<Record<string, ServerProcess>> = {
    [UNCACHED]: await gateway({ SLUICE_CACHE_BYTES: '0' }),
    'in memory': await gateway({}),
    // One byte holds no answer: each request goes to Redis.
    'in Redis': await gateway({ SLUICE_CACHE_BYTES: '1', REDIS_URL: redis.url }),
  };
  try {
    const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
    const variables = {
      since: new Date(today - 30 * DAY_MS).toISOString(),
      until: new Date(today).toISOString(),
    };
    for (const [size, tenant] of [
      ['largest', database.largest],
      ['median', database.median],
    ] as const) {
      const token = await issueJwt(
        { tenantId: tenant.id, subject: 'bench', scopes: ['helpdesk:read'], lifetimeSeconds: 3_600 },
        { secret, issuer: 'sluice', audience: 'sluice' },
      );
      for (const [name, query] of Object.entries(QUESTIONS)) {
        print(`Cached: ${name}, ${size} tenant (${tenant.tickets.toLocaleString('en')} tickets)`);
        const headers = { authorization: `Bearer ${token}` };
        const bodies = Array.from({ length: DIFFERENT_QUESTIONS }, (_, index) =>
          JSON.stringify({ query, variables: { ...variables, limit: LEAST_LIMIT + index } }),
        );
        await compare(servers, headers, bodies, rounds, roundMs);
      }
    }
  } finally {
    await Promise.all(Object.values(servers).map((server) => server.stop()));
    await redis.kill();
    await rm(folder, { recursive: true });
  }
}

async function compare(
  servers: Readonly<Record<string, ServerProcess>>,
  headers: Readonly<Record<string, string>>,
  bodies: readonly string[],
  rounds: number,
  durationMs: number,
): Promise<void> {
  for (const body of bodies) await assertSameData(Object.values(servers), headers, body);
  const rates = new Map<string, number[]>();
  for (let round = -1; round < rounds; round++) {
    for (const [name, { url }] of Object.entries(servers)) {
      const { requestsPerSecond } = await load({
        url,
        headers,
        body: bodies,
        connections: CONNECTIONS,
        durationMs,
      });
      // The first round warms up.
      if (round >= 0) rates.set(name, [...(rates.get(name) ?? []), requestsPerSecond]);
    }
  }
  print(
    `  requests/s at ${CONNECTIONS} connections, ${rounds} rounds of ${durationMs / 1000} s each, in turn; over uncached, round by round: median (least to greatest)`,
  );
  for (const [name, own] of rates) {
    const { median, least, greatest } = spread(own);
    const ratio = spread(own.map((rate, round) => rate / rates.get(UNCACHED)![round]!));
    print(
      `    ${name.padEnd(12)} ${median.toFixed(0).padStart(6)} (${least.toFixed(0)} to ${greatest.toFixed(0)})   × ${ratio.median.toFixed(2)} (${ratio.least.toFixed(2)} to ${ratio.greatest.toFixed(2)})`,
    );
  }
}

/** A comparison says nothing unless all answer the same, and from where they are meant to. */
async function assertSameData(
  servers: readonly ServerProcess[],
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<void> {
  const expected = ['POSTGRESQL', 'MEMORY', 'REDIS'];
  // A gateway has to hear of the data's version first, then of the answer.
  for (let attempt = 1; ; attempt++) {
    const answers = await Promise.all(
      servers.map(
        async ({ url }) =>
          JSON.parse(await post({ url, headers, body })) as {
            data: unknown;
            extensions: { sluice: { source: string } };
          },
      ),
    );
    const [first, ...others] = answers.map(({ data }) => JSON.stringify(data));
    if (others.some((other) => other !== first)) throw new Error('The answers differ.');
    const sources = answers.map(({ extensions }) => extensions.sluice.source);
    if (sources.join() === expected.join()) return;
    if (attempt === MAX_WARM_UPS) {
      throw new Error(`The answers came from ${sources.join(', ')}, not ${expected.join(', ')}.`);
    }
    await sleep(WARM_UP_PAUSE_MS);
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
