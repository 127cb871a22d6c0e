import fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createExecutor, type Executor } from '../../src/analytics/execution/create-executor.js';
import { MemoryAnswerCache } from '../../src/cache/memory-answer-cache.js';
import { createSluiceSchema } from '../../src/domains/schema.js';
import { ChangeFeed } from '../../src/freshness/change-feed.js';
import { GatewayDatabase } from '../../src/tenancy/gateway-database.js';
import { postgresVersions } from '../setup/test-database.js';
import { BackgroundLoop, type Step } from './concurrent-writers/background-loop.js';
import { ComparingDatabase } from './concurrent-writers/comparing-database.js';
import {
  archiveMonths,
  foldRandomly,
  partitionRandomly,
  refreshRandomly,
} from './concurrent-writers/maintain-randomly.js';
import { SeededRandom } from './concurrent-writers/seeded-random.js';
import { writeRandomly } from './concurrent-writers/write-randomly.js';
import { expectSameRow, expectSameRows, type Row } from './support/compare-answers.js';
import { preferRollups } from './support/prefer-rollups.js';
import {
  arbitraryQuestion,
  coverableQuestion,
  toGraphql,
  toSql,
  type Question,
} from './support/random-question.js';
import {
  askAs,
  createTicketsFixture,
  OTHER_TENANT,
  TENANT,
  type Answer,
  type TicketsFixture,
} from './support/tickets-fixture.js';
import { WITHOUT_CACHE } from './support/without-cache.js';

/** Fix it to have the same questions and, as far as their interleaving allows, the same changes again. */
const SEED = Math.floor(Math.random() * 2 ** 31);
/** Of a question the rows and the totals, each with what the base table says. */
const COMPARISONS = 1_000;
/** After so many the first months are archived. */
const ARCHIVED_AFTER = 700;
const READERS = 2;
/** Asked again and again beside the others, through the cache. */
const DASHBOARD_QUESTIONS = 3;
const WRITERS = 3;
const TIMEOUT_MS = 10 * 60_000;

/** A deadlock; a lock that is held; a month that is archived; a partition that is not there now, or a row that has none. */
const EXPECTED_STATES = ['40P01', '40001', '55P03', '55000', '23514', '23505', '42P01', '42P17', '42809'];

interface Explanation {
  readonly source: string;
  readonly layers: readonly string[];
  readonly reason: string;
}

interface Reply {
  readonly rows: readonly Row[];
  readonly totals: Row;
  readonly freshness: { readonly missingBefore: string | null };
  readonly explain: Explanation & { readonly totals: Explanation };
}

describe.each(postgresVersions.slice(0, 1))(
  'answers while others write, on PostgreSQL $version',
  (server) => {
    let fixture: TicketsFixture;
    let execute: Executor;
    let executeThroughCache: Executor;
    let feedDatabase: GatewayDatabase;
    let feed: ChangeFeed;
    const readers: ComparingDatabase[] = [];
    const loops: BackgroundLoop[] = [];
    const tally = new Map<string, number>();
    let archiving: Promise<void> | null = null;
    let hasFailed = false;
    const comparisons = (): number => tally.get('comparisons') ?? 0;
    const count = (kind: string, by = 1): unknown => tally.set(kind, (tally.get(kind) ?? 0) + by);

    beforeAll(async () => {
      fixture = await createTicketsFixture(server);
      const url = fixture.database.gatewayUrl;
      feedDatabase = new GatewayDatabase({ url, maxConnections: 1, statementTimeoutMs: 30_000 });
      feed = new ChangeFeed({ database: feedDatabase });
      const schema = createSluiceSchema();
      const { zones } = fixture;
      const states = preferRollups(fixture.states);
      execute = createExecutor({ schema, zones, states, ...WITHOUT_CACHE });
      const cache = new MemoryAnswerCache({ maxBytes: 64 * 1024 * 1024, behind: null });
      executeThroughCache = createExecutor({ schema, zones, states, feed, cache });
    });
    afterAll(async () => {
      await Promise.allSettled(loops.map((loop) => loop.stop()));
      await Promise.all(readers.map((reader) => reader.close()));
      await feed.close();
      await feedDatabase.close();
      await fixture.close();
    });

    test(
      'equal the base table under the same snapshot, each time',
      async () => {
        const random = new SeededRandom(SEED);
        const begin = (url: string, step: Step, maxPauseMs: number): void => {
          const own = new SeededRandom(random.whole(0, 2 ** 31));
          loops.push(
            new BackgroundLoop({ url, random: own, step, maxPauseMs, expectedStates: EXPECTED_STATES }),
          );
        };
        for (let n = 0; n < WRITERS; n++) begin(ownerUrl(), writeRandomly, 120);
        begin(fixture.database.maintainerUrl, foldRandomly, 150);
        begin(fixture.database.maintainerUrl, refreshRandomly, 4_000);
        begin(ownerUrl(), partitionRandomly, 1_500);

        const dashboard = askThroughCache();
        const outcomes = await Promise.allSettled([
          ...Array.from({ length: READERS }, (_, reader) => askRandomly(reader)),
          dashboard,
        ]);
        const stopped = await Promise.all(loops.map((loop) => loop.stop()));
        const failed = outcomes.find((outcome) => outcome.status === 'rejected');
        if (failed !== undefined) throw failed.reason as Error;
        const run = `seed ${SEED}, ${JSON.stringify(Object.fromEntries(tally))}, steps ${stopped.map(({ done }) => done).join(' ')}`;
        for (const kind of ['rollup', 'stale days', 'delta', 'archive', 'table', 'out of the cache']) {
          expect(tally.get(kind) ?? 0, `${kind}: ${run}`).toBeGreaterThan(0);
        }
      },
      TIMEOUT_MS,
    );

    async function askRandomly(reader: number): Promise<void> {
      const database = openComparing();
      const random = new SeededRandom(SEED + reader);
      const sampled = fc.sample(fc.oneof(arbitraryQuestion, coverableQuestion, coverableQuestion), {
        seed: SEED + reader,
        numRuns: COMPARISONS,
      });
      for (let index = 0; isGoingOn(); index++) {
        if (comparisons() >= ARCHIVED_AFTER) await (archiving ??= archiveMonths(fixture.database));
        const question = sampled[index % sampled.length]!;
        const tenantId = random.chance(0.8) ? TENANT : OTHER_TENANT;
        const before = database.transactions;
        await naming(`reader ${reader}, question ${index}`, question, tenantId, async () => {
          const reply = await ask(execute, database, question, tenantId);
          // What is archived may be missing, and the answer has said so.
          if (reply.freshness.missingBefore !== null) return count('incomplete, and said so');
          expectSame(question, reply, database.seen);
          countSources(reply.explain, reply.explain.totals);
          return count('comparisons', 2);
        });
        count('transactions more than one', database.transactions - before - 1);
      }
    }

    /**
     * An answer out of the cache is older than its asking by up to a tenth of a second, and names the version of the data that it shows. If
     * the table has that version still, it has to be the same.
     */
    async function askThroughCache(): Promise<void> {
      const database = openComparing();
      const random = new SeededRandom(SEED + READERS);
      const questions = fc.sample(coverableQuestion, { seed: SEED + READERS, numRuns: DASHBOARD_QUESTIONS });
      while (isGoingOn()) {
        await sleep(25);
        const question = random.pick(questions);
        const tenantId = random.pick([TENANT, OTHER_TENANT]);
        await naming('through the cache', question, tenantId, async () => {
          database.expected = [];
          const answer = await answerOf(executeThroughCache, database, question, tenantId);
          const { cache, dataVersion } = answer.sluice;
          if (cache !== 'HIT') return count('past the cache');
          const { rows, totals } = toSql(question, tenantId);
          const now = `select epoch || '.' || version as version from sluice.dataset_conditions where dataset = 'helpdesk.tickets'`;
          database.expected = [rows, totals, now];
          await database.tenantTransaction(tenantId, []);
          const [, , [{ version }]] = database.seen as [unknown, unknown, [{ version: string }]];
          if (version !== dataVersion || answer.reply.freshness.missingBefore !== null) return;
          expectSame(question, answer.reply, database.seen);
          return count('out of the cache', 2);
        });
      }
    }

    function openComparing(): ComparingDatabase {
      const database = new ComparingDatabase({
        url: fixture.database.gatewayUrl,
        maxConnections: 1,
        statementTimeoutMs: 60_000,
      });
      readers.push(database);
      return database;
    }

    function ask(
      by: Executor,
      database: ComparingDatabase,
      question: Question,
      tenantId: string,
    ): Promise<Reply> {
      const { rows, totals } = toSql(question, tenantId);
      database.expected = [rows, totals];
      return answerOf(by, database, question, tenantId).then(({ reply }) => reply);
    }

    async function answerOf(
      by: Executor,
      gateway: ComparingDatabase,
      question: Question,
      tenantId: string,
    ): Promise<{ reply: Reply; sluice: NonNullable<Answer['sluice']> }> {
      const source = toGraphql(question).replace(
        'explain { source totals { source } }',
        'freshness { missingBefore } explain { source layers reason totals { source layers reason } }',
      );
      const { data, errors, sluice } = await askAs({ execute: by, gateway }, source, { tenantId });
      expect(errors).toEqual([]);
      return {
        reply: (data as unknown as { helpdesk: { tickets: Reply } }).helpdesk.tickets,
        sluice: sluice!,
      };
    }

    function expectSame(question: Question, reply: Reply, seen: readonly unknown[]): void {
      const [rows, [totals]] = seen as [Row[], [Row]];
      expectSameRows(question, reply.rows, rows);
      expectSameRow(reply.totals, totals);
    }

    function countSources(...explanations: readonly Explanation[]): void {
      for (const { source, layers, reason } of explanations) {
        if (source === 'TABLE') count('table');
        if (source === 'ROLLUP') count('rollup');
        if (reason.includes('changed since')) count('stale days');
        if (layers.includes('DELTA')) count('delta');
        if (layers.includes('ARCHIVE')) count('archive');
      }
    }

    async function naming(
      who: string,
      question: Question,
      tenantId: string,
      work: () => Promise<unknown>,
    ): Promise<void> {
      try {
        await work();
      } catch (error) {
        hasFailed = true;
        throw new Error(`Seed ${SEED}, ${who}, tenant ${tenantId}: ${toGraphql(question)}`, { cause: error });
      }
    }

    /** Until there are enough comparisons, or something has failed. */
    function isGoingOn(): boolean {
      return !hasFailed && comparisons() < COMPARISONS && loops.every((loop) => loop.failure === null);
    }

    function ownerUrl(): string {
      const url = new URL(fixture.database.adminUrl);
      url.searchParams.set('options', '-c role=sluice_owner');
      return url.href;
    }
  },
);
