import pg from 'pg';
import type { BenchDatabase } from './support/bench-database.js';
import { BENCH_WORDS, REAL_WORDS } from './support/bench-texts.js';
import { beginAs, buffersOf, timeOf, type SearchWay } from './support/measured-search.js';
import { createPlainSearch } from './support/plain-search.js';
import { openRealRequests } from './support/real-requests.js';
import { quantile, spread } from './support/statistics.js';

/** As the gateway asks. */
const BOUND = 1_000;
const PAGE = 20;
const SOURCES = ['helpdesk.tickets'];

/** Words of the real service requests, of those of the largest department and of one in the middle, which has others. */
const REAL_QUERIES: BothQueries = {
  largest: {
    rare: 'raccoon',
    'two rare': 'dead raccoon',
    middling: 'outage',
    'two middling': 'graffiti removed',
    common: 'street',
    'two common': 'street lights',
  },
  median: {
    rare: 'sinkhole',
    'two rare': 'manhole cover',
    middling: 'leak',
    'two middling': 'catch basin',
    common: 'catchbasin',
    'two common': 'case resolved',
  },
};
const SAME_QUERIES: Queries = {
  rare: BENCH_WORDS.rare,
  'two rare': `${BENCH_WORDS.rare} or scarce8`,
  middling: BENCH_WORDS.usual[0],
  'two middling': BENCH_WORDS.usual.join(' '),
  common: BENCH_WORDS.common,
  'two common': `${BENCH_WORDS.common} ${BENCH_WORDS.usual[0]}`,
};
const BENCH_QUERIES: BothQueries = { largest: SAME_QUERIES, median: SAME_QUERIES };

/** By what is asked, the query. */
type Queries = Readonly<Record<string, string>>;
/** By the tenant's size. */
type BothQueries = Readonly<Record<'largest' | 'median', Queries>>;

/** Shares of a tenant's documents that a word of the bench is looked for. */
const SHARES = [0.01, 0.02, 0.05, 0.1, 0.2];
/** Longer than this ILIKE need not be waited for in each round. */
const ILIKE_ROUNDS = 3;

/** What does a search cost as a tenant, against the same search without isolation and against ILIKE; and does it grow with the matches? */
export async function search(database: BenchDatabase, rounds: number): Promise<void> {
  await searchIn(database, 'generated tickets', BENCH_QUERIES, rounds, [
    ...REAL_WORDS.split(' '),
    BENCH_WORDS.common,
  ]);
  const real = await openRealRequests(database);
  if (real === null) write('The real service requests are absent (SLUICE_REAL_DATA): not measured.');
  else await searchIn(real, 'real service requests', REAL_QUERIES, rounds, REAL_CANDIDATES.split(' '));
}

/** Words of the real requests, among which there are some for each share. */
const REAL_CANDIDATES =
  'case street repair closed crew request sidewalk recycling printed pickup pothole schedule collection safe noted cart litter basket general ' +
  'replaced empty picked sticker removed dead contractor snow pole inspection mantles emergency fixture plowing inspector concrete';

async function searchIn(
  database: BenchDatabase,
  title: string,
  queries: BothQueries,
  rounds: number,
  candidates: readonly string[],
): Promise<void> {
  const superuser = await connect(database.superuserUrl);
  const gateway = await connect(database.gatewayUrl);
  try {
    await createPlainSearch(superuser);
    await compare(database, title, queries, rounds, gateway, superuser);
    await growth(database, candidates, rounds, gateway, superuser);
    await suggestions(database, rounds, gateway);
  } finally {
    await gateway.end();
    await superuser.end();
  }
}

/** The ways in turn; ratios round by round. */
async function compare(
  database: BenchDatabase,
  title: string,
  queries: BothQueries,
  rounds: number,
  gateway: pg.Client,
  superuser: pg.Client,
): Promise<void> {
  write(
    `\nSearch of ${title}, top ${PAGE}, ${rounds} rounds in turn: times as long, median (least to greatest); buffers`,
  );
  for (const [size, tenant] of sizesOf(database)) {
    write(`  ${size} tenant, ${tenant.tickets.toLocaleString('en')} tickets`);
    for (const [kind, text] of Object.entries(queries[size])) {
      await beginAs(gateway, tenant.id);
      const isolated = functionWay('sluice', text);
      const plain = functionWay('bench_plain', text);
      const statement = await statementWay(superuser, tenant.id, text);
      const ways = [isolated, plain, statement];
      for (let warm = 0; warm < 2; warm++) for (const way of ways) await timeOf(gateway, way);
      const times: number[][] = ways.map(() => []);
      for (let round = 0; round < rounds; round++) {
        for (const [index, way] of ways.entries()) times[index]!.push(await timeOf(gateway, way));
      }
      const ilike = ilikeWay(text);
      const ilikeMs: number[] = [];
      for (let round = 0; round < Math.min(rounds, ILIKE_ROUNDS); round++)
        ilikeMs.push(await timeOf(gateway, ilike));
      const buffers: number[] = [];
      for (const way of ways) buffers.push(await buffersOf(gateway, way));
      const { plan, matches, hits } = await outcomeOf(gateway, isolated);
      await gateway.query('rollback');
      const [own, without, bare] = times as [number[], number[], number[]];
      write(
        `    ${`${kind} (${text})`.padEnd(34)} ${plan.padEnd(5)} ${matches.padStart(6)} matches ${spread(own).median.toFixed(1).padStart(6)} ms` +
          `, to the same without isolation ${ratio(own, without)}, to a plain statement ${ratio(own, bare)}` +
          `, ILIKE ${(spread(ilikeMs).median / spread(own).median).toFixed(1)} times as long` +
          `; buffers ${buffers[0]} against ${buffers[1]} and ${buffers[2]}${hits > 0 && hits <= PAGE ? `, ${(buffers[0]! / hits).toFixed(1)} a hit` : ''}`,
      );
    }
  }
}

/** The cost of one word by how many documents have it. */
async function growth(
  database: BenchDatabase,
  candidates: readonly string[],
  rounds: number,
  gateway: pg.Client,
  superuser: pg.Client,
): Promise<void> {
  write('  Cost by the number of matches, largest tenant');
  const { id, tickets } = database.largest;
  const counts: { word: string; count: number }[] = [];
  for (const word of candidates) counts.push({ word, count: await countOf(superuser, id, word) });
  const nearest = (share: number): { word: string; count: number } =>
    counts.reduce((best, next) =>
      Math.abs(next.count - share * tickets) < Math.abs(best.count - share * tickets) ? next : best,
    );
  const chosen = [...new Set([...SHARES, 1 / 3].map(nearest))].sort((a, b) => a.count - b.count);
  await beginAs(gateway, id);
  for (const { word, count } of [...chosen, { word: '-unheard', count: tickets }]) {
    const way = functionWay('sluice', word);
    await timeOf(gateway, way);
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) times.push(await timeOf(gateway, way));
    const { plan } = await outcomeOf(gateway, way);
    write(
      `    ${word.padEnd(14)} ${((100 * count) / tickets).toFixed(1).padStart(5)} % of the tickets, ${count.toLocaleString('en').padStart(9)} matches: ${plan.padEnd(5)} ${spreadText(times)} ms, ${await buffersOf(gateway, way)} buffers`,
    );
  }
  await gateway.query('rollback');
}

async function suggestions(database: BenchDatabase, rounds: number, gateway: pg.Client): Promise<void> {
  for (const [size, tenant] of sizesOf(database)) {
    await beginAs(gateway, tenant.id);
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const prefix of ['r', 're', 'pri', 'street l', 'account cu']) {
        times.push(
          await timeOf(gateway, {
            name: 'suggest',
            sql: 'select * from sluice.suggest($1, $2, 10, true)',
            values: [prefix, SOURCES],
          }),
        );
      }
    }
    await gateway.query('rollback');
    times.sort((a, b) => a - b);
    write(
      `  Completions, ${size} tenant: median ${quantile(times, 0.5).toFixed(1)} ms, p99 ${quantile(times, 0.99).toFixed(1)} ms`,
    );
  }
}

/** `sluice.search`, or the copy of it that knows no keys. */
function functionWay(schema: 'sluice' | 'bench_plain', text: string): SearchWay {
  return {
    name: `search ${schema}`,
    sql: `select ${schema}.search($1, false, null, $2::text[], null, null, '{}', ${PAGE}, null, ${BOUND}, 'UTC') as page`,
    values: [text, SOURCES],
  };
}

/**
 * The same page as one statement, as somebody would write it who need not isolate: no function, the words as they are, the tenant as a
 * filter, and the planner left to choose.
 */
async function statementWay(superuser: pg.Client, tenantId: string, text: string): Promise<SearchWay> {
  const { rows } = await superuser.query<{ query: string }>(
    `select websearch_to_tsquery('english', $1)::text as query`,
    [text],
  );
  return {
    name: 'statement',
    sql: `
      with found as materialized (
        select source, id, occurred_at, status, channel, ts_rank(vector, $2::tsquery) as rank
        from bench_plain.search_documents
        where tenant_id = $1 and source = any($3) and vector @@ $2::tsquery
        order by occurred_at desc, id desc
        limit ${BOUND} + 1
      ), counted as (
        select v.facet, v.value, count(*) as matches
        from found as f
        cross join lateral (values ('type', f.source), ('status', f.status), ('channel', f.channel),
          ('month', to_char(f.occurred_at at time zone 'UTC', 'YYYY-MM'))) as v (facet, value)
        group by v.facet, v.value
      )
      select
        (select jsonb_agg(h) from (select * from found order by rank desc, occurred_at desc, source, id limit ${PAGE} + 1) as h) as hits,
        (select count(*) from found) as total,
        (select jsonb_agg(c) from counted as c) as facets`,
    values: [tenantId, rows[0]!.query, SOURCES],
  };
}

/** Each word somewhere in subject or description, newest first, under the policy. */
function ilikeWay(text: string): SearchWay {
  const words = text.split(' ').filter((word) => word !== 'or');
  const conditions = words.map(
    (_, index) => `(subject ilike $${index + 1} or description ilike $${index + 1})`,
  );
  return {
    name: `ilike ${words.length} ${text.includes(' or ')}`,
    sql: `select id, subject from helpdesk.tickets where ${conditions.join(text.includes(' or ') ? ' or ' : ' and ')} order by created_at desc limit ${PAGE}`,
    values: words.map((word) => `%${word}%`),
  };
}

interface Outcome {
  readonly plan: string;
  /** A count, with a plus where it is cut. */
  readonly matches: string;
  /** On the page. */
  readonly hits: number;
}

async function outcomeOf(gateway: pg.Client, { sql, values }: SearchWay): Promise<Outcome> {
  const { rows } = await gateway.query<{
    page: {
      plan: string | null;
      hits: unknown[];
      totals: Record<string, { count: number; isExact: boolean }>;
    };
  }>(sql, [...values]);
  const { plan, hits, totals } = rows[0]!.page;
  const { count, isExact } = totals[SOURCES[0]!]!;
  return { plan: plan ?? 'none', matches: `${count}${isExact ? '' : '+'}`, hits: hits.length };
}

async function countOf(superuser: pg.Client, tenantId: string, word: string): Promise<number> {
  const { rows } = await superuser.query<{ count: number }>(
    `select count(*)::float8 as count from bench_plain.search_documents
      where tenant_id = $1 and source = any($3) and vector @@ websearch_to_tsquery('english', $2)`,
    [tenantId, word, SOURCES],
  );
  return rows[0]!.count;
}

function sizesOf({
  largest,
  median,
}: BenchDatabase): readonly (readonly ['largest' | 'median', BenchDatabase['largest']])[] {
  return [
    ['largest', largest],
    ['median', median],
  ];
}

function ratio(times: readonly number[], to: readonly number[]): string {
  return spreadText(
    times.map((time, round) => time / to[round]!),
    2,
  );
}

function spreadText(values: readonly number[], digits = 1): string {
  const { median, least, greatest } = spread(values);
  return `${median.toFixed(digits)} (${least.toFixed(digits)} to ${greatest.toFixed(digits)})`;
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, application_name: 'sluice-bench' });
  await client.connect();
  return client;
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
