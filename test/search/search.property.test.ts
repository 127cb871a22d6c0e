import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import { ONE, OTHER } from '../sql/sample-tenant.js';
import { SeededRandom } from '../analytics/concurrent-writers/seeded-random.js';
import { facetOf, searchByBruteForce, type BruteForceAnswer } from './support/brute-force-search.js';
import { idOf, insertRecords, insertTenants, type RecordRow } from './support/insert-records.js';
import {
  positionAfter,
  searchPage,
  SOURCES,
  type SearchArguments,
  type SearchPage,
} from './support/search-page.js';

/** Fix it to have the same records and the same questions again. */
const SEED = Math.floor(Math.random() * 2 ** 31);
const QUESTIONS = 300;
const TICKETS = 160;
const OTHERS = 40;

/** Words in several forms, with those that a language leaves out, and with what only some language takes for the same. */
const WORDS = {
  en: 'printer printers printing print fire fires on the and running run refund refunds login error box boxes not is'.split(
    ' ',
  ),
  de: 'Drucker Druckers Haus Häuser und die der laufen läuft Rechnung Rechnungen Fehler fire printer Straße nicht'.split(
    ' ',
  ),
  'pt-BR': 'impressora impressoras fogo erro erros e de para correndo printer Coração não'.split(' '),
  xx: 'printer printers fires the und erro zorg zorgs'.split(' '),
} as const;
type Language = keyof typeof WORDS;
const LANGUAGES: readonly Language[] = ['en', 'de', 'pt-BR', 'xx'];
const ALL_WORDS = [...new Set(Object.values(WORDS).flat())];
const STATUSES = ['open', 'closed', 'pending'];
const CHANNELS = ['email', 'phone', 'web'];
const PEOPLE = ['Ada', 'Bob', 'Cy'].map((name) => idOf(name));

const TENANT_LANGUAGES: Readonly<Record<string, readonly Language[]>> = {
  // Several languages, of which one is the tenant's own; and one alone.
  [ONE]: LANGUAGES,
  [OTHER]: ['en'],
};

describe.each(postgresVersions)('search equals brute force, on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase(server);
    await insertTenants(database, { [ONE]: 'de', [OTHER]: 'en' });
    const random = new SeededRandom(SEED);
    for (const tenantId of [ONE, OTHER]) {
      const languages = TENANT_LANGUAGES[tenantId]!;
      const rows = (count: number, make: (n: number) => RecordRow): RecordRow[] =>
        Array.from({ length: count }, (_, n) => ({ created_at: someTime(random), ...make(n) }));
      await insertRecords(
        database,
        tenantId,
        'helpdesk.organisations',
        rows(3, (n) => ({ id: PEOPLE[n], name: `${words(random, 'en', 2)} ${n}` })),
      );
      await insertRecords(
        database,
        tenantId,
        'helpdesk.tickets',
        rows(TICKETS, (n) => someTicket(random, languages, `${tenantId} ${n}`)),
      );
      await insertRecords(
        database,
        tenantId,
        'helpdesk.comments',
        rows(OTHERS, (n) => ({
          id: idOf(`comment ${tenantId} ${n}`),
          ...inSomeLanguage(random, languages, (language) => ({ body: words(random, language, 6) })),
          author_id: random.pick(PEOPLE),
        })),
      );
      await insertRecords(
        database,
        tenantId,
        'helpdesk.canned_responses',
        rows(OTHERS / 2, () => {
          const language = random.pick(languages);
          return {
            language: language === 'xx' ? 'xxx' : language,
            title: words(random, language, 2),
            body: words(random, language, 8),
          };
        }),
      );
      await insertRecords(
        database,
        tenantId,
        'helpdesk.users',
        rows(OTHERS / 2, (n) => ({
          name: words(random, 'en', 2),
          email: `${random.pick(WORDS.en)}.${n}@fire.example`,
          organisation_id: random.pick(PEOPLE),
        })),
      );
      await insertRecords(
        database,
        tenantId,
        'helpdesk.attachments',
        rows(OTHERS / 2, () => ({
          file_name: `${random.pick(WORDS.en)}_${random.pick(WORDS.en)}-2.jpg`,
          content_type: 'image/jpeg',
        })),
      );
    }
    // Nobody may count again what the statistics are set to.
    await database.asAdmin('alter table sluice.search_documents set (autovacuum_enabled = false)');
    await database.asAdmin('analyze sluice.search_documents');
  });

  const languagesOf = async (tenantId: string): Promise<string[]> =>
    (
      await database.asOwner('select distinct language from sluice.search_languages where tenant_id = $1', [
        tenantId,
      ])
    ).map((row) => String(row['language']));

  const search = (tenantId: string, asked: SearchArguments): Promise<SearchPage> =>
    searchPage((sql, values) => database.asTenant(tenantId, sql, values), asked);

  const plain = async (tenantId: string, asked: SearchArguments): Promise<BruteForceAnswer> =>
    searchByBruteForce(database, tenantId, await languagesOf(tenantId), { sources: SOURCES, ...asked });

  /** A table that seems so large that every word is common: then searches walk through the newest documents. */
  const believeInSize = (isLarge: boolean): Promise<unknown> =>
    isLarge
      ? database.asAdmin(
          `update pg_class set reltuples = 1e9 where oid = 'sluice.search_documents'::regclass`,
        )
      : database.asAdmin('analyze sluice.search_documents');

  describe.each([
    ['by the index of words', false],
    ['by a walk through the newest', true],
  ])('%s', (_, isWalk) => {
    test(`hits, order, totals and facets of any question (seed ${SEED})`, async () => {
      await believeInSize(isWalk);
      const plans = new Map<string | null, number>();
      let found = 0;
      await fc.assert(
        fc.asyncProperty(arbitraryQuestion, fc.constantFrom(ONE, OTHER), async (asked, tenantId) => {
          const page = await search(tenantId, asked);
          plans.set(page.plan, (plans.get(page.plan) ?? 0) + 1);
          const all = await plain(tenantId, asked);
          found += all.matches.length;
          expectPage(page, all, asked);
        }),
        { seed: SEED, numRuns: QUESTIONS },
      );
      // Of a word that no statistics know even a large table has few, so that some questions are looked up either way.
      expect(plans.get(isWalk ? 'TIME' : 'INDEX') ?? 0, JSON.stringify([...plans])).toBeGreaterThan(
        QUESTIONS / 4,
      );
      if (!isWalk) expect(plans.get('TIME') ?? 0).toBe(0);
      expect(found).toBeGreaterThan(QUESTIONS);
    });

    test(`pages of one search, while records arrive, change and vanish (seed ${SEED})`, async () => {
      await believeInSize(isWalk);
      const random = new SeededRandom(SEED + (isWalk ? 2 : 1));
      for (const text of ['printer', 'fire or run', '-refund', 'erro or error or fehler', 'pri']) {
        const asked: SearchArguments = { text, isPrefix: text === 'pri', limit: 7, bound: 10_000 };
        const { matches: first } = await plain(ONE, asked);
        const changed = new Set<string>();
        let read = 0;
        let page = await search(ONE, asked);
        for (;;) {
          const expected = first
            .slice(read)
            .filter(({ id }) => !changed.has(id))
            .slice(0, 7);
          expect(
            page.hits.slice(0, 7).map(({ id }) => id),
            `${text} after ${read}`,
          ).toEqual(expected.map(({ id }) => id));
          const position = positionAfter(page, 7);
          if (position === null) break;
          read = first.findIndex(({ id }) => id === position.id) + 1;
          for (const id of await disturb(random)) changed.add(id);
          page = await search(ONE, { ...asked, after: position });
        }
      }
    });
  });

  test('records of a transaction that was under way at the first page come on no later one', async () => {
    await believeInSize(false);
    const asked: SearchArguments = { text: 'gargoyle', limit: 1 };
    await insertRecords(
      database,
      ONE,
      'helpdesk.tickets',
      [1, 2, 3].map((n) => ({ id: idOf(`gargoyle ${n}`), subject: `Gargoyle ${n}` })),
    );
    const { default: pg } = await import('pg');
    const writer = new pg.Client({ connectionString: database.adminUrl });
    await writer.connect();
    try {
      await writer.query('begin');
      await writer.query(
        `insert into helpdesk.tickets (tenant_id, id, subject, status, channel) values ($1, $2, 'Gargoyle under way', 'open', 'email')`,
        [ONE, idOf('gargoyle under way')],
      );
      let page = await search(ONE, asked);
      await writer.query('commit');
      const ids: string[] = [];
      for (;;) {
        ids.push(page.hits[0]!.id);
        const position = positionAfter(page, 1);
        if (position === null) break;
        page = await search(ONE, { ...asked, after: position });
      }
      expect(new Set(ids)).toEqual(new Set([1, 2, 3].map((n) => idOf(`gargoyle ${n}`))));
      expect(ids).toHaveLength(3);
      expect((await search(ONE, { ...asked, limit: 10 })).hits).toHaveLength(4);
    } finally {
      await writer.end();
    }
  });

  /** Writes, changes or deletes some tickets; of those that were there before, the ids that a page may no longer show. */
  async function disturb(random: SeededRandom): Promise<readonly string[]> {
    const tickets = (
      await database.asOwner('select id::text from helpdesk.tickets where tenant_id = $1 order by id', [ONE])
    ).map((row) => String(row['id']));
    const [deleted, rewritten, closed] = [random.pick(tickets), random.pick(tickets), random.pick(tickets)];
    await insertRecords(database, ONE, 'helpdesk.tickets', [
      someTicket(random, LANGUAGES, `arrived ${random.next()}`),
    ]);
    await database.asOwner('delete from helpdesk.tickets where tenant_id = $1 and id = $2', [ONE, deleted]);
    await database.asOwner(
      `update helpdesk.tickets set subject = subject || ' printer fire run' where tenant_id = $1 and id = $2`,
      [ONE, rewritten],
    );
    // Its words stay, and so does its place.
    await database.asOwner(`update helpdesk.tickets set status = 'closed' where tenant_id = $1 and id = $2`, [
      ONE,
      closed,
    ]);
    return [deleted, rewritten];
  }
});

/** A page, totals and facets made of all matches by plain means. */
function expectPage(
  page: SearchPage,
  { matches: all, calledSo }: BruteForceAnswer,
  asked: SearchArguments,
): void {
  const sources = asked.sources ?? SOURCES;
  const bound = asked.bound ?? 1_000;
  const newestFirst = [...all].sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || (a.id < b.id ? 1 : -1));
  const newest = sources.flatMap((source) =>
    newestFirst.filter((match) => match.source === source).slice(0, bound),
  );
  const counts = Object.fromEntries(
    sources.map((source) => [source, all.filter((match) => match.source === source).length]),
  );
  const isCut = Object.values(counts).some((count) => count > bound);
  // What is called exactly so counts however old it is, unless there is no end of it.
  const titled = all.filter(({ isTitled }) => isTitled);
  const counted = new Set(isCut && calledSo <= bound ? [...newest, ...titled] : newest);
  const expected = all.filter((match) => counted.has(match));
  const limit = asked.limit ?? 20;
  expect(page.hits.map(({ source, id, at, rank, language }) => ({ source, id, at, rank, language }))).toEqual(
    expected
      .slice(0, limit + 1)
      .map(({ source, id, at, rank, language }) => ({ source, id, at, rank, language })),
  );
  expect(page.totals).toEqual(
    Object.fromEntries(
      sources.map((source) => [
        source,
        { count: Math.min(counts[source]!, bound), isExact: counts[source]! <= bound },
      ]),
    ),
  );
  const facets = {
    type: facetOf(newest.map(({ source }) => source)),
    status: facetOf(newest.map(({ status }) => status)),
    channel: facetOf(newest.map(({ channel }) => channel)),
    month: facetOf(newest.map(({ month }) => month)),
  };
  expect(page.facets).toEqual(
    Object.fromEntries(Object.entries(facets).filter(([, values]) => values.length > 0)),
  );
}

const arbitraryWord = fc.constantFrom(...ALL_WORDS);
const arbitraryTerm = fc.oneof(
  { weight: 6, arbitrary: arbitraryWord },
  { weight: 1, arbitrary: arbitraryWord.map((word) => `-${word}`) },
  {
    weight: 1,
    arbitrary: fc
      .array(arbitraryWord, { minLength: 1, maxLength: 3 })
      .map((phrase) => `"${phrase.join(' ')}"`),
  },
  {
    weight: 1,
    arbitrary: fc
      .array(arbitraryWord, { minLength: 1, maxLength: 2 })
      .map((phrase) => `-"${phrase.join(' ')}"`),
  },
);
const arbitraryText = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(arbitraryTerm, { minLength: 1, maxLength: 3 }).map((terms) => terms.join(' ')),
  },
  {
    weight: 2,
    arbitrary: fc.array(arbitraryTerm, { minLength: 2, maxLength: 3 }).map((terms) => terms.join(' or ')),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'the and',
      'und',
      'e de',
      '',
      '   ',
      'or',
      '"the and"',
      '-the',
      'printer or',
      'unheard',
    ),
  },
);
/** The beginning of a word, behind others. */
const arbitraryBeginning = fc
  .tuple(
    fc.array(arbitraryWord, { maxLength: 1 }),
    fc.constantFrom(' ', ' or '),
    arbitraryWord,
    fc.integer({ min: 1, max: 5 }),
  )
  .map(([before, joint, word, length]) => [...before, word.slice(0, length).toLowerCase()].join(joint));

const arbitraryTime = fc.option(
  fc.integer({ min: 0, max: 120 }).map((day) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString()),
  { freq: 3 },
);
const arbitraryFilters = fc.record(
  {
    status: fc.subarray(STATUSES, { minLength: 1 }),
    channel: fc.subarray(CHANNELS, { minLength: 1 }),
    category: fc.subarray(['print', 'fire'], { minLength: 1 }),
    organisation_id: fc.subarray(PEOPLE, { minLength: 1 }),
    author_id: fc.subarray(PEOPLE, { minLength: 1 }),
  },
  { requiredKeys: [] },
);

const arbitraryQuestion: fc.Arbitrary<SearchArguments> = fc
  .record({
    words: fc.oneof(
      { weight: 4, arbitrary: arbitraryText.map((text) => ({ text, isPrefix: false })) },
      { weight: 1, arbitrary: arbitraryBeginning.map((text) => ({ text, isPrefix: true })) },
    ),
    language: fc.option(fc.constantFrom('en', 'de', 'pt', 'pt-BR', 'fr'), { freq: 5 }),
    sources: fc.oneof(
      fc.constant([...SOURCES]),
      fc.subarray([...SOURCES], { minLength: 1 }),
      fc.constant(['helpdesk.users:pii', 'helpdesk.tickets']),
    ),
    since: arbitraryTime,
    until: arbitraryTime,
    filters: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: arbitraryFilters }),
    limit: fc.constantFrom(1, 5, 20, 500),
    bound: fc.constantFrom(1, 3, 10, 1_000),
    timezone: fc.constantFrom('UTC', 'America/New_York', 'Asia/Kathmandu'),
  })
  .map(({ words, ...rest }) => ({ ...words, ...rest }) as SearchArguments);

function words(random: SeededRandom, language: Language, most: number): string {
  return Array.from({ length: random.whole(1, most) }, () => random.pick(WORDS[language])).join(
    random.chance(0.9) ? ' ' : ', ',
  );
}

/** Some rows do not say their language: then they are written in their tenant's. */
function inSomeLanguage(
  random: SeededRandom,
  languages: readonly Language[],
  make: (language: Language) => RecordRow,
): RecordRow {
  const language = random.pick(languages);
  return { ...make(language), language: random.chance(0.3) ? null : language };
}

function someTicket(random: SeededRandom, languages: readonly Language[], name: string): RecordRow {
  return {
    id: idOf(`ticket ${name}`),
    created_at: someTime(random),
    status: random.pick(STATUSES),
    channel: random.pick(CHANNELS),
    priority: random.pick(['low', 'high', null]),
    category: random.pick(['print', 'fire', null]),
    customer_id: random.pick(PEOPLE),
    organisation_id: random.pick([...PEOPLE, null]),
    external_id: random.chance(0.2) ? `X-${name.slice(-6)}` : null,
    ...inSomeLanguage(random, languages, (language) => ({
      // Some are called like queries are.
      subject: words(random, language, random.chance(0.3) ? 1 : 3),
      description: random.chance(0.8) ? words(random, language, 12) : null,
    })),
  };
}

/** Of few, so that times are often the same and order has to be told by id. */
function someTime(random: SeededRandom): string {
  return new Date(Date.UTC(2026, 0, random.whole(1, 100), random.pick([0, 12]))).toISOString();
}
