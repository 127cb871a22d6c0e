import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { WebSocket } from 'ws';
import { issueJwt } from '../src/tokens/issue-jwt.js';
import type { BenchDatabase } from './support/bench-database.js';
import { startServer } from './support/server-process.js';
import { quantile } from './support/statistics.js';

/** The dashboard query as a subscription; its limit makes it one of many questions. */
const QUERY = `subscription Dashboard($limit: Int!) {
  helpdesk { tickets(where: { createdAt: { last: "P30D" } }, limit: $limit) {
    rows { day: createdAt(grain: DAY) channel count avgResolutionHours avgSatisfactionScore }
    totals { count }
  } }
}`;

const QUESTIONS = 50;
/** Of each case: subscribers over as many connections, with so many different questions. */
const CASES = [
  { subscribers: 1, questions: 1 },
  { subscribers: 1_000, questions: QUESTIONS },
] as const;

/** A change comes at any moment between two polls, and later than the interval after the one before. */
const LEAST_PAUSE_MS = 400;
const MORE_PAUSE_MS = 300;
const PATIENCE_MS = 30_000;

/**
 * How long after a commit was sent does its message arrive? Everything is on one machine and one clock: the writer, PostgreSQL, the
 * gateway, and subscribers over WebSockets of their own. Each round is one inserted ticket; a message counts for the round whose tickets it
 * counts, and every subscriber has to get one.
 */
export async function commitToMessage(database: BenchDatabase, rounds: number): Promise<void> {
  const secret = randomBytes(32).toString('hex');
  const tenant = database.largest;
  const server = await startServer(
    ['dist/main.js', 'serve', '--port', '0', '--json'],
    { DATABASE_URL: database.gatewayUrl, SLUICE_JWT_SECRET: secret },
    (line) => (JSON.parse(line) as { graphqlUrl: string }).graphqlUrl,
  );
  const writer = new pg.Client({ connectionString: database.superuserUrl });
  await writer.connect();
  try {
    const token = await issueJwt(
      { tenantId: tenant.id, subject: 'bench', scopes: ['helpdesk:read'], lifetimeSeconds: 3_600 },
      { secret, issuer: 'sluice', audience: 'sluice' },
    );
    print(
      `From a commit to its message, dashboard of the largest tenant (${tenant.tickets.toLocaleString('en')} tickets), ${rounds} changes`,
    );
    for (const { subscribers, questions } of CASES) {
      const audience = await Audience.gather(server.url, token, subscribers, questions);
      const delaysMs: number[] = [];
      const lastMs: number[] = [];
      for (let round = 0; round < rounds; round++) {
        await sleep(LEAST_PAUSE_MS + Math.random() * MORE_PAUSE_MS);
        const own = await oneChange(writer, tenant.id, audience);
        delaysMs.push(...own);
        lastMs.push(Math.max(...own));
      }
      audience.leave();
      print(`  ${subscribers.toLocaleString('en')} subscribers, ${questions} questions`);
      print(`    each message           ${describe(delaysMs)}`);
      print(`    the last of a change   ${describe(lastMs)}`);
    }
  } finally {
    // The next run finds the tickets that it expects.
    await writer.query(`delete from helpdesk.tickets where tenant_id = $1 and subject = $2`, [
      tenant.id,
      SUBJECT,
    ]);
    await writer.end();
    await server.stop();
  }
}

const SUBJECT = 'A ticket of the benchmark of live answers';

/** Inserts one ticket. @returns how long after its commit was sent each subscriber had it, in milliseconds */
async function oneChange(
  writer: pg.Client,
  tenantId: string,
  audience: Audience,
): Promise<readonly number[]> {
  const expected = audience.count + 1;
  await writer.query('begin');
  await writer.query(
    `insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, channel)
     values ($1, gen_random_uuid(), now(), now(), $2, 'open', 'web')`,
    [tenantId, SUBJECT],
  );
  const arrivals = audience.untilAllSee(expected);
  const committedAtMs = performance.now();
  await writer.query('commit');
  return (await arrivals).map((atMs) => atMs - committedAtMs);
}

/** Subscribers that remember when they first saw a count. */
class Audience {
  readonly #sockets: WebSocket[] = [];
  #waiting: ((count: number) => void)[] = [];
  /** The greatest count that everybody has seen. */
  count = 0;

  static async gather(url: string, token: string, subscribers: number, questions: number): Promise<Audience> {
    const audience = new Audience();
    const counts = await Promise.all(
      Array.from({ length: subscribers }, (_, i) => audience.#join(url, token, i, 1_000 + (i % questions))),
    );
    audience.count = Math.max(...counts);
    return audience;
  }

  /** When each subscriber saw `count`. */
  untilAllSee(count: number): Promise<readonly number[]> {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(
        () => reject(new Error(`Not every subscriber has seen ${count} tickets within ${PATIENCE_MS} ms.`)),
        PATIENCE_MS,
      );
      const arrivals: number[] = [];
      let missing = this.#sockets.length;
      this.#waiting = this.#sockets.map((_socket, i) => (seen) => {
        if (seen < count || arrivals[i] !== undefined) return;
        arrivals[i] = performance.now();
        if (--missing > 0) return;
        clearTimeout(deadline);
        this.count = count;
        resolve(arrivals);
      });
    });
  }

  leave(): void {
    for (const socket of this.#sockets) socket.close();
  }

  /** @returns the first count */
  #join(url: string, token: string, index: number, limit: number): Promise<number> {
    const socket = new WebSocket(url.replace(/^http/, 'ws'), 'graphql-transport-ws');
    this.#sockets[index] = socket;
    return new Promise((resolve, reject) => {
      socket.once('open', () =>
        socket.send(
          JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }),
        ),
      );
      socket.once('close', (code, reason) =>
        reject(new Error(`A subscriber was closed: ${code} ${String(reason)}`)),
      );
      socket.on('error', reject);
      socket.on('message', (data) => {
        const text = String(data as Buffer);
        if (text.startsWith('{"type":"connection_ack"')) {
          socket.send(
            JSON.stringify({ id: '1', type: 'subscribe', payload: { query: QUERY, variables: { limit } } }),
          );
          return;
        }
        // Reading a thousand messages as JSON would be measured as well.
        const count = /"totals":\s*\{\s*"count":\s*(\d+)/.exec(text)?.[1];
        if (count === undefined) {
          reject(new Error(`Not an answer: ${text.slice(0, 500)}`));
          return;
        }
        resolve(Number(count));
        this.#waiting[index]?.(Number(count));
      });
    });
  }
}

function describe(delaysMs: readonly number[]): string {
  const ascending = [...delaysMs].sort((a, b) => a - b);
  const [median, p99] = [quantile(ascending, 0.5), quantile(ascending, 0.99)];
  return `median ${median.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, greatest ${ascending.at(-1)!.toFixed(0)} ms`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
