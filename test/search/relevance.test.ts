import { beforeAll, describe, expect, test } from 'vitest';
import { tenantIdOf } from '../../src/importing/transform/named-uuid.js';
import { describeRealData } from '../importing/describe-real-data.js';
import { importInto, pathOf } from '../importing/import-fixture.js';
import { createTestDatabase, type TestDatabase, type TestRow } from '../setup/test-database.js';
import { discountedGain, reciprocalRank } from './support/gain.js';
import { JUDGED_QUERIES, type JudgedQuery } from './support/judged-queries.js';
import { searchPage, type SearchArguments, type SearchPage } from './support/search-page.js';

/** Of the first hits, as many as one looks at. */
const LOOKED_AT = 10;
/** What a query has to reach by itself, and all of them on average. Measured: 0.97 on average, the least 0.76. */
const LEAST_GAIN = 0.7;
const LEAST_MEAN_GAIN = 0.95;
const LEAST_MEAN_RECIPROCAL_RANK = 0.97;

describeRealData('search of the real service requests', 'helpdesk/boston_311_2015.csv.gz', (file) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    await importInto(database, 'tickets', file, {
      mapping: 'boston-311',
      rejectFile: pathOf('boston.rejects.csv'),
    });
    await database.asAdmin('vacuum analyze sluice.search_documents');
    let gathered: TestRow[];
    do {
      gathered = await database.asOwner('select sluice.gather_search_words()::int as words');
    } while (gathered[0]!['words'] !== 0);
  });

  const search = (department: string, asked: SearchArguments): Promise<SearchPage> =>
    searchPage((sql, values) => database.asTenant(tenantIdOf('boston-311', department), sql, values), {
      sources: ['helpdesk.tickets'],
      limit: LOOKED_AT,
      ...asked,
    });

  /** The tickets of the first hits, in their order. */
  async function ticketsOf(department: string, asked: SearchArguments): Promise<TestRow[]> {
    const { hits } = await search(department, asked);
    return database.asTenant(
      tenantIdOf('boston-311', department),
      `select t.* from unnest($1::uuid[]) with ordinality as h (id, n) join helpdesk.tickets as t on t.id = h.id order by n`,
      [hits.slice(0, asked.limit ?? LOOKED_AT).map(({ id }) => id)],
    );
  }

  /** The grades of the first hits, and those of the best that there are. */
  async function judge({
    query,
    department,
    isPrefix,
    best,
    good,
  }: JudgedQuery): Promise<{ found: number[]; ideal: number[] }> {
    const tenantId = tenantIdOf('boston-311', department);
    const grade = `case when ${best} then 3 when ${good ?? 'false'} then 1 else 0 end`;
    const { hits } = await search(department, { text: query, isPrefix: isPrefix ?? false });
    const found = await database.asTenant(
      tenantId,
      `select ${grade} as grade from unnest($1::uuid[]) with ordinality as h (id, n) join helpdesk.tickets as t on t.id = h.id order by n`,
      [hits.slice(0, LOOKED_AT).map(({ id }) => id)],
    );
    const ideal = await database.asTenant(
      tenantId,
      `select ${grade} as grade from helpdesk.tickets order by 1 desc limit ${LOOKED_AT}`,
    );
    const grades = (rows: TestRow[]): number[] => rows.map((row) => Number(row['grade']));
    return { found: grades(found), ideal: grades(ideal) };
  }

  const gains: number[] = [];
  const reciprocalRanks: number[] = [];
  describe.each(Object.entries(JUDGED_QUERIES))('%s', (_, queries) => {
    test.each(queries)('$query', async (judged) => {
      const { found, ideal } = await judge(judged);
      expect(ideal[0], 'There is such a request at all.').toBe(3);
      const gain = discountedGain(found) / discountedGain(ideal);
      gains.push(gain);
      reciprocalRanks.push(reciprocalRank(found));
      expect(gain, JSON.stringify(found)).toBeGreaterThanOrEqual(judged.leastGain ?? LEAST_GAIN);
    });
  });

  test('on average the first ten are nearly the ten best', () => {
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(gains.length).toBeGreaterThanOrEqual(25);
    expect(mean(gains)).toBeGreaterThanOrEqual(LEAST_MEAN_GAIN);
    expect(mean(reciprocalRanks)).toBeGreaterThanOrEqual(LEAST_MEAN_RECIPROCAL_RANK);
  });

  describe('order', () => {
    test('whatever is called exactly as the query comes before all that merely speaks of it, in any case', async () => {
      for (const text of ['Bed Bugs', 'bed bugs', '  BED BUGS ']) {
        const tickets = await ticketsOf('Inspectional Services', { text, limit: 400 });
        expect(tickets).toHaveLength(400);
        expect(new Set(tickets.map((row) => row['subject']))).toEqual(new Set(['Bed Bugs']));
      }
    });

    test('an old request that is called exactly so is found behind a thousand newer matches', async () => {
      const page = await search('Public Works Department', { text: 'outages' });
      expect(page.totals['helpdesk.tickets']).toEqual({ count: 1_000, isExact: false });
      const [first] = await ticketsOf('Public Works Department', { text: 'outages' });
      expect(first).toMatchObject({ subject: 'outages', created_at: new Date('2015-03-23T01:02:39Z') });
    });

    test('what must not occur says nothing of how well the rest fits', async () => {
      const ranked = async (text: string): Promise<unknown> =>
        (await search('Inspectional Services', { text })).hits.map(({ id, rank }) => [id, rank]);
      const plain = await ranked('monoxide carbon');
      expect(await ranked('monoxide carbon -gargoyle')).toEqual(plain);
    });

    test('at equal rank the more recent request comes first', async () => {
      const page = await search('Inspectional Services', { text: 'carbon monoxide', limit: 50 });
      expect(page.totals['helpdesk.tickets']).toEqual({ count: 12, isExact: true });
      const places = page.hits.map(({ rank, at }) => ({ rank: Number(rank), at: Date.parse(at) }));
      expect(places).toEqual([...places].sort((a, b) => b.rank - a.rank || b.at - a.at));
      expect(new Set(places.map(({ rank }) => rank)).size).toBeLessThan(places.length);
    });
  });

  describe('words', () => {
    const countOf = async (department: string, text: string, isPrefix = false): Promise<number> =>
      (await search(department, { text, isPrefix, bound: 10_000 })).totals['helpdesk.tickets']!.count;

    test('are found in each of their forms', async () => {
      const counts = await Promise.all(
        ['mattress', 'mattresses', 'Mattress', 'MATTRESSES'].map((text) =>
          countOf('Public Works Department', text),
        ),
      );
      expect(new Set(counts).size).toBe(1);
      expect(counts[0]).toBeGreaterThan(50);
    });

    test('of a phrase stand beside each other, in this order', async () => {
      const phrase = await countOf('Public Works Department', '"water main"');
      const words = await countOf('Public Works Department', 'water main');
      expect(phrase).toBeGreaterThan(5);
      expect(phrase).toBeLessThan(words);
      expect(await countOf('Inspectional Services', '"bed bugs"')).toBe(427);
      expect(await countOf('Inspectional Services', '"bugs bed"')).toBe(0);
      // The subject ends with the one, and the category begins with the other.
      expect(await countOf('Inspectional Services', '"bugs housing"')).toBe(0);
    });

    test('that are excluded, and alternatives, add up', async () => {
      const [wasps, hornets, either, both, onlyWasps] = await Promise.all(
        ['wasps', 'hornets', 'wasps or hornets', 'wasps hornets', 'wasps -hornets'].map((text) =>
          countOf('Parks & Recreation Department', text),
        ),
      );
      expect(either).toBe(wasps! + hornets! - both!);
      expect(onlyWasps).toBe(wasps! - both!);
      expect(either).toBeGreaterThan(5);
    });

    test('are found by their beginning only while they are being typed', async () => {
      expect(await countOf('Public Works Department', 'racco')).toBe(0);
      expect(await countOf('Public Works Department', 'racco', true)).toBe(
        await countOf('Public Works Department', 'raccoon'),
      );
    });
  });

  describe('typing errors', () => {
    test.each([
      ['Inspectional Services', 'rodnet', 'rodent'],
      ['Inspectional Services', 'carbn monoxide', 'carbon monoxide'],
      ['Inspectional Services', 'bed bgus', 'bed bugs'],
      ['Inspectional Services', 'ilegal ocupancy', 'illegal occupancy'],
      ['Public Works Department', 'potholle', 'pothole'],
      ['Parks & Recreation Department', 'playgruond', 'playground'],
    ])('of %s: "%s" is meant to be "%s"', async (department, typed, meant) => {
      const find = async (text: string): Promise<number> =>
        (await search(department, { text })).totals['helpdesk.tickets']!.count;
      expect(await find(typed)).toBe(0);
      expect(
        await database.asTenant(
          tenantIdOf('boston-311', department),
          'select sluice.correct_query($1, $2) as query',
          [typed, ['helpdesk.tickets']],
        ),
      ).toEqual([{ query: meant }]);
      expect(await find(meant)).toBeGreaterThan(10);
    });
  });
});
