import { beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import { ONE, OTHER } from '../sql/sample-tenant.js';
import { idOf, insertRecords, insertTenants } from './support/insert-records.js';
import { searchPage, SOURCES, type SearchArguments, type SearchPage } from './support/search-page.js';

/** Occurs in the other tenant's records only, in every source and field. */
const FOREIGN = 'xylophone';
/** Occurs nowhere. */
const UNHEARD = 'zymurgist';
/** Occurs in both tenants' records. */
const SHARED = 'printer';

const FOREIGN_ROWS = 400;

describe.each(postgresVersions)('search of one tenant beside another, on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase(server);
    await insertTenants(database, { [ONE]: 'en', [OTHER]: 'en' });
    await insertRecords(database, ONE, 'helpdesk.tickets', [
      ...Array.from({ length: 30 }, (_, n) => ({
        id: idOf(`own ${n}`),
        created_at: `2026-0${1 + (n % 3)}-10T10:00:00Z`,
        subject: `Printer number ${n} ${n % 4 === 0 ? 'on fire' : 'is slow'}`,
        description: `The printer of room ${n} again. `.repeat(1 + (n % 5)),
        status: n % 2 === 0 ? 'open' : 'closed',
      })),
    ]);
    await insertRecords(database, ONE, 'helpdesk.users', [
      { name: 'Paula Printer', email: 'paula@own.example' },
    ]);
    for (const [table, row] of FOREIGN_RECORDS) await insertRecords(database, OTHER, table, [row]);
  });

  const searchAs = (tenantId: string, asked: SearchArguments): Promise<SearchPage> =>
    searchPage((sql, values) => database.asTenant(tenantId, sql, values), asked);

  /** All that a page says but its snapshot, the words that were asked for, and the way, which only whoever may explain is told. */
  const substance = ({ snapshot: _, headline: __, plan: ___, ...page }: SearchPage): unknown => page;

  describe('a word that only another tenant has', () => {
    test('is there for that tenant, in every kind of record', async () => {
      const page = await searchAs(OTHER, { text: FOREIGN });
      expect(new Set(page.hits.map(({ source }) => source))).toEqual(new Set(SOURCES));
    });

    test.each([
      ['as a word', {}],
      ['as the beginning of one', { isPrefix: true }],
      ['in a language', { language: 'en' }],
      ['with personal data', { sources: [...SOURCES, 'helpdesk.users:pii'] }],
      ['with every hit counted', { bound: 10_000 }],
      [
        "on the other tenant's own facets",
        { filters: { status: ['pending'], category: [`${FOREIGN} trade`] } },
      ],
    ] satisfies [string, Partial<SearchArguments>][])('gives what no tenant has, %s', async (_, options) => {
      const foreign = await searchAs(ONE, { text: FOREIGN, ...options });
      const unheard = await searchAs(ONE, { text: UNHEARD, ...options });
      expect(substance(foreign)).toEqual(substance(unheard));
      expect(foreign.hits).toEqual([]);
      for (const total of Object.values(foreign.totals)) expect(total).toEqual({ count: 0, isExact: true });
      for (const facet of Object.values(foreign.facets)) expect(facet).toEqual([]);
    });

    test.each(['printer', '"printer"', 'fire', '"number 3"'])(
      'changes nothing as an alternative to %s, or as what is excluded',
      async (word) => {
        const alone = await searchAs(ONE, { text: word });
        expect(alone.hits.length).toBeGreaterThan(0);
        const without = await searchAs(ONE, { text: `${word} -${FOREIGN}` });
        expect(without.totals).toEqual(alone.totals);
        expect(without.facets).toEqual(alone.facets);
        const alternatives = await Promise.all(
          [FOREIGN, UNHEARD].map((other) => searchAs(ONE, { text: `${word} or ${other}` })),
        );
        expect(substance(alternatives[0]!)).toEqual(substance(alternatives[1]!));
        expect(alternatives[0]!.totals).toEqual(alone.totals);
      },
    );

    test("excluded, leaves each of the tenant's own records and no other", async () => {
      const foreign = await searchAs(ONE, { text: `-${FOREIGN}` });
      const unheard = await searchAs(ONE, { text: `-${UNHEARD}` });
      expect(substance(foreign)).toEqual(substance(unheard));
      expect(foreign.totals['helpdesk.tickets']).toEqual({ count: 30, isExact: true });
    });

    test('is found by no analytic question', async () => {
      for (const source of [...SOURCES, 'helpdesk.users:pii']) {
        const find = (tenantId: string): Promise<unknown> =>
          database.asTenant(
            tenantId,
            'select count(*)::int from sluice.matching_documents($1, null, $2, null, null)',
            [FOREIGN, source],
          );
        expect(await find(ONE)).toEqual([{ count: 0 }]);
        expect(await find(OTHER)).toEqual([{ count: 1 }]);
      }
    });
  });

  describe('a key that is typed in', () => {
    test.each([
      ['a word', (key: string) => `${key}${FOREIGN}`],
      ['a quoted word', (key: string) => `"${key}${FOREIGN}"`],
      ['a lexeme', (key: string) => `'${key}${FOREIGN}'`],
      ["a language's bar", (key: string) => `${key}|en`],
      ['a weight', (key: string) => `${key}${FOREIGN}:A`],
      ['an alternative', (key: string) => `x or ${key}${FOREIGN} or ${key}|en`],
    ])('of another tenant, as %s, is a word like others', async (_, typed) => {
      const key = await keyOf(OTHER);
      for (const isPrefix of [false, true]) {
        expect((await searchAs(ONE, { text: typed(key), isPrefix })).hits).toEqual([]);
      }
      expect(await matchesOf(typed(key))).toEqual([]);
    });

    test('of another tenant and the beginning of a word finds none of its words', async () => {
      const key = await keyOf(OTHER);
      expect((await searchAs(ONE, { text: key, isPrefix: true })).hits).toEqual([]);
    });

    async function matchesOf(text: string): Promise<unknown> {
      return database.asTenant(
        ONE,
        `select * from sluice.matching_documents($1, null, 'helpdesk.tickets', null, null)`,
        [text],
      );
    }

    async function keyOf(tenantId: string): Promise<string> {
      const [row] = await database.asOwner('select sluice.search_key($1) as key', [tenantId]);
      return String(row!['key']);
    }
  });

  test('two tenants that share a key share no hit', async () => {
    const [one, other] = await tenantsOfOneKey(database);
    await insertTenants(database, { [one]: 'en', [other]: 'en' });
    const rows = (name: string, words: string): Record<string, string>[] =>
      Array.from({ length: 20 }, (_, n) => ({
        id: idOf(`${name} ${n}`),
        subject: `${words} ${n}`,
        created_at: `2026-04-01T00:00:${10 + n}Z`,
      }));
    await insertRecords(database, one, 'helpdesk.tickets', rows('of one key', 'Turbine'));
    const before = await searchAs(one, { text: 'turbine' });
    expect(before.hits).toHaveLength(20);
    await insertRecords(database, other, 'helpdesk.tickets', rows('of the same key', 'Turbine with gearbox'));
    expect(substance(await searchAs(one, { text: 'turbine' }))).toEqual(substance(before));
    for (const text of ['gearbox', 'turbine gearbox', '"with gearbox"']) {
      expect((await searchAs(one, { text })).hits, text).toEqual([]);
    }
    expect((await searchAs(one, { text: 'turbine', bound: 5 })).totals['helpdesk.tickets']).toEqual({
      count: 5,
      isExact: false,
    });
    expect((await searchAs(one, { text: '-gearbox' })).totals['helpdesk.tickets']).toEqual({
      count: 20,
      isExact: true,
    });
    expect(
      await database.asTenant(
        one,
        `select count(*)::int from sluice.matching_documents('gearbox', null, 'helpdesk.tickets', null, null)`,
      ),
    ).toEqual([{ count: 0 }]);
  });

  describe("a page's end", () => {
    test("of another tenant's search shows nothing of it", async () => {
      const theirs = await searchAs(OTHER, { text: FOREIGN, limit: 2 });
      const { rank, at, source, id } = theirs.hits[0]!;
      const after = { snapshot: theirs.snapshot, rank, at, source, id };
      for (const text of [FOREIGN, UNHEARD]) {
        expect((await searchAs(ONE, { text, after })).hits).toEqual([]);
      }
      const own = await searchAs(ONE, { text: SHARED, after: { ...after, rank: '1000' } });
      const ids = new Set(
        (
          await database.asTenant(
            ONE,
            'select id from helpdesk.tickets union all select id from helpdesk.users',
          )
        ).map((row) => row['id']),
      );
      expect(own.hits.length).toBeGreaterThan(0);
      expect(own.hits.filter(({ id: found }) => !ids.has(found))).toEqual([]);
    });
  });

  test("another tenant's documents change no rank, order, total or facet, before the statistics know them or after", async () => {
    const questions: SearchArguments[] = [
      { text: SHARED },
      { text: 'printer fire' },
      { text: 'slow or fire', bound: 7 },
      { text: 'pri', isPrefix: true },
      { text: '-fire', bound: 5 },
      { text: '"is slow"', filters: { status: ['closed'] } },
      { text: 'printer', since: '2026-02-01T00:00:00Z', timezone: 'Europe/Berlin' },
    ];
    const ask = (): Promise<unknown[]> =>
      Promise.all(questions.map(async (asked) => substance(await searchAs(ONE, asked))));
    const before = await ask();
    await insertRecords(
      database,
      OTHER,
      'helpdesk.tickets',
      Array.from({ length: FOREIGN_ROWS }, (_, n) => ({
        id: idOf(`bulk ${n}`),
        created_at: `2026-02-${10 + (n % 18)}T10:00:00Z`,
        subject: n % 2 === 0 ? 'Printer on fire' : 'Printer is slow',
        description: 'printer '.repeat(1 + (n % 50)),
      })),
    );
    expect(await ask()).toEqual(before);
    await database.asAdmin('analyze sluice.search_documents');
    expect(await ask()).toEqual(before);
  });

  describe("the gateway's role", () => {
    test.each(['sluice.search_documents', 'sluice.search_languages'])('does not read %s', async (table) => {
      await expect(database.asTenant(ONE, `select * from ${table}`)).rejects.toThrow(`permission denied for`);
    });

    test('calls none of the functions that search is made of', async () => {
      for (const call of [
        `sluice.search_key('${OTHER}')`,
        `sluice.document_vector('${OTHER}', 'en', 'a', null, null, null, null)`,
        `sluice.document_language('${OTHER}', 'en')`,
        `sluice.search_query('${OTHER}', 'x', false, null)`,
      ]) {
        await expect(database.asTenant(ONE, `select ${call}`), call).rejects.toThrow(
          'permission denied for function',
        );
      }
    });

    test('finds nothing without a tenant, or as one that is not there', async () => {
      const ask = (run: TestDatabase['asNobody']): Promise<SearchPage> => searchPage(run, { text: SHARED });
      for (const page of [
        await ask((sql, values) => database.asNobody(sql, values)),
        await ask((sql, values) => database.asTenant('', sql, values)),
        await ask((sql, values) => database.asTenant(idOf('no tenant'), sql, values)),
      ]) {
        expect(page.hits).toEqual([]);
        expect(Object.values(page.totals).every(({ count }) => count === 0)).toBe(true);
      }
      expect(
        await database.asNobody(
          `select count(*)::int from sluice.matching_documents('${SHARED}', null, 'helpdesk.tickets', null, null)`,
        ),
      ).toEqual([{ count: 0 }]);
    });

    test('is told the same of a mistake, whoever has the word', async () => {
      const fail = async (
        text: string,
        broken: Partial<Record<keyof SearchArguments, unknown>>,
      ): Promise<string> => {
        const error = await searchAs(ONE, { text, ...broken } as SearchArguments).then(
          () => null,
          (reason: unknown) =>
            reason as Error & { code: string; detail?: string; hint?: string; where?: string },
        );
        if (error === null) return 'no error';
        return [error.code, error.message, error.detail, error.hint].join('|').replaceAll(text, '…');
      };
      for (const broken of [
        { filters: { nonsense: ['x'] } },
        { filters: { author_id: ['x'] } },
        { timezone: 'Nowhere/Nowhere' },
        { sources: ['helpdesk.nothing'] },
        { after: { snapshot: 'x' } },
        { after: { snapshot: '1:1:', rank: 'x', at: 'y', source: 'z', id: 'w' } },
        { bound: -1 },
        { limit: -1 },
      ]) {
        expect(await fail(FOREIGN, broken), JSON.stringify(broken)).toBe(await fail(UNHEARD, broken));
      }
    });
  });
});

const FOREIGN_RECORDS: readonly [string, Readonly<Record<string, unknown>>][] = [
  [
    'helpdesk.tickets',
    {
      subject: `The ${FOREIGN} and the printer`,
      description: `A ${FOREIGN} was delivered`,
      category: `${FOREIGN} trade`,
      external_id: `${FOREIGN}-1`,
      status: 'pending',
    },
  ],
  ['helpdesk.comments', { body: `About the ${FOREIGN}` }],
  ['helpdesk.canned_responses', { title: `No ${FOREIGN}`, body: `We sell no ${FOREIGN}`, category: FOREIGN }],
  ['helpdesk.users', { name: `Xenia ${FOREIGN}`, email: `${FOREIGN}@example.com` }],
  ['helpdesk.organisations', { name: `${FOREIGN} Ltd.` }],
  ['helpdesk.attachments', { file_name: `${FOREIGN}.jpg`, content_type: 'image/jpeg' }],
];

/** Two tenants whose ids have the same key: among some ten thousand there are some. */
async function tenantsOfOneKey(database: TestDatabase): Promise<[string, string]> {
  const [row] = await database.asOwner(
    `select array_agg(id)::text[] as ids
       from (select md5('tenant of a key ' || n)::uuid as id from generate_series(1, 20000) as n) as t
      group by sluice.search_key(id) having count(*) > 1 limit 1`,
  );
  const [one, other] = row!['ids'] as string[];
  return [one!, other!];
}
