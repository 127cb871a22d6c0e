import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import { insertDocuments } from './support/insert-documents.js';
import { idOf, insertTenants } from './support/insert-records.js';
import { buffersOf, openPlanReader, type ExecutedPlan, type PlanReader } from './support/read-plans.js';
import { SEARCH_SQL, searchValues, type SearchArguments, type SearchPage } from './support/search-page.js';

const LARGE = idOf('the large tenant');
const SMALL = idOf('the small tenant');
const OTHERS = Array.from({ length: 8 }, (_, n) => idOf(`another tenant ${n}`));

const LARGE_DOCUMENTS = 20_000;
const SMALL_DOCUMENTS = 792;
const RARE_HITS = 9;

/** A third of the documents speak of the street; nine, spread over all times, of a raccoon; each of a few of 700 other words. */
const words = (documents: number): string => `
  concat_ws(' ', case when n % 3 = 0 then 'street' end, case when n % ${Math.floor(documents / RARE_HITS)} = 7 then 'raccoon' end,
    'word' || n % 700, 'word' || n * 7 % 700, 'word' || n * 13 % 701, repeat('and what is to be done ', 5))`;

const WORD_INDEX = 'idx_search_documents_vector_gin';
const TIME_INDEX = 'idx_search_documents_time';
const TITLE_INDEX = 'idx_search_documents_title';

describe.each(postgresVersions)(
  "how the gateway's searches are executed, on PostgreSQL $version",
  (server) => {
    let database: TestDatabase;
    let reader: PlanReader;

    beforeAll(async () => {
      database = await createTestDatabase(server);
      await insertTenants(database, Object.fromEntries([LARGE, SMALL, ...OTHERS].map((id) => [id, 'en'])));
      await insertDocuments(database, LARGE, LARGE_DOCUMENTS, words(LARGE_DOCUMENTS));
      for (const id of [SMALL, ...OTHERS])
        await insertDocuments(database, id, SMALL_DOCUMENTS, words(SMALL_DOCUMENTS));
      // Nobody may count again in between what the plans go by.
      await database.asAdmin('alter table sluice.search_documents set (autovacuum_enabled = false)');
      await database.asAdmin('vacuum analyze sluice.search_documents');
      await database.asAdmin('analyze sluice.search_languages');
      reader = await openPlanReader(database);
    });
    afterAll(() => reader.close());

    interface Executed {
      readonly plan: string | null;
      readonly hits: number;
      readonly count: number;
      readonly plans: readonly ExecutedPlan[];
    }

    async function execute(tenantId: string, asked: SearchArguments): Promise<Executed> {
      const { rows, plans } = await reader.run(
        tenantId,
        SEARCH_SQL,
        searchValues({ sources: ['helpdesk.tickets'], ...asked }),
      );
      const page = rows[0]!['page'] as SearchPage;
      return {
        plan: page.plan,
        hits: page.hits.length,
        count: page.totals['helpdesk.tickets']!.count,
        plans,
      };
    }

    /** The indexes by which documents were read. */
    function indexesOf(plans: readonly ExecutedPlan[]): Set<string> {
      const names = plans.flatMap(({ nodes }) => nodes.map((node) => node['Index Name']));
      return new Set(names.filter((name) => name?.startsWith('idx_search_documents')) as string[]);
    }

    function expectNoTableScan(plans: readonly ExecutedPlan[]): void {
      const scans = plans.flatMap(({ nodes }) =>
        nodes.filter((node) => node['Node Type'].includes('Seq Scan')),
      );
      expect(scans.filter((node) => node['Relation Name'] === 'search_documents')).toEqual([]);
    }

    const TENANTS = [
      ['a large tenant', LARGE, LARGE_DOCUMENTS],
      ['a small tenant', SMALL, SMALL_DOCUMENTS],
    ] as const;

    describe.each(['force_custom_plan', 'force_generic_plan', 'auto'])('with plan_cache_mode %s', (mode) => {
      beforeAll(() => reader.set('plan_cache_mode', mode));

      test.each(TENANTS)('a rare word is looked up in the index of words, of %s', async (_, tenantId) => {
        for (const asked of [
          { text: 'raccoon' },
          { text: 'raccoons' },
          { text: 'racc', isPrefix: true },
          { text: '"raccoon"' },
          { text: 'raccoon or raccoons' },
          { text: 'raccoon -nothing' },
          { text: 'raccoon', filters: { channel: ['email', 'phone', 'web'] } },
          { text: 'raccoon', since: '2019-01-01T00:00:00Z', until: '2100-01-01T00:00:00Z' },
        ]) {
          const { plan, count, plans } = await execute(tenantId, asked);
          expect([asked.text, plan, count]).toEqual([asked.text, 'INDEX', RARE_HITS]);
          expect(indexesOf(plans)).toEqual(new Set([WORD_INDEX]));
          expectNoTableScan(plans);
        }
      });

      test('a common word of a large tenant is found by a walk through its newest documents', async () => {
        for (const asked of [
          { text: 'street' },
          { text: 'streets' },
          { text: 'stre', isPrefix: true },
          { text: '-raccoon' },
          { text: 'street', filters: { status: ['open'] } },
        ]) {
          const { plan, count, plans } = await execute(LARGE, asked);
          expect([asked.text, plan, count]).toEqual([asked.text, 'TIME', 1_000]);
          // More matches than are ranked: what is called exactly so is looked for, too.
          expect(indexesOf(plans)).toEqual(new Set([TIME_INDEX, TITLE_INDEX]));
          expectNoTableScan(plans);
        }
      });

      test('all matches, for analytics, are looked up in the index of words', async () => {
        for (const [text, count] of [
          ['raccoon', RARE_HITS],
          ['street', Math.floor(LARGE_DOCUMENTS / 3)],
        ] as const) {
          const { rows, plans } = await reader.run(
            LARGE,
            `select count(*)::int from sluice.matching_documents($1, null, 'helpdesk.tickets', null, null)`,
            [text],
          );
          expect(rows).toEqual([{ count }]);
          expect(indexesOf(plans)).toEqual(new Set([WORD_INDEX]));
          expectNoTableScan(plans);
        }
      });
    });

    test.each(TENANTS)('a rare word touches at most three buffers a hit, of %s', async (_, tenantId) => {
      // What a session reads once, such as its catalogues, is no cost of a search.
      for (let warm = 0; warm < 3; warm++) await execute(tenantId, { text: 'raccoon' });
      const { hits, plans } = await execute(tenantId, { text: 'raccoon' });
      expect(hits).toBe(RARE_HITS);
      // One a hit, and 9 besides: four in the index down to the word, the others for the tenant's languages and the estimate.
      expect(buffersOf(plans.at(-1)!)).toBeLessThanOrEqual(3 * RARE_HITS);
    });

    test('a walk looks at the newest documents only, as few as give enough matches', async () => {
      const { plans } = await execute(LARGE, { text: 'street' });
      const walked = plans.flatMap(({ nodes }) => nodes.filter((node) => node['Index Name'] === TIME_INDEX));
      const looked = Math.max(...walked.map((node) => node['Actual Rows']! * node['Actual Loops']!));
      // One in three matches, and one match more than is ranked says that there are more.
      expect(looked).toBeLessThanOrEqual(3 * 1_001);
    });

    describe('where the statistics promise what does not hold', () => {
      test('a walk that finds too little gives way to the index', async () => {
        await database.asAdmin(`delete from sluice.search_documents where tenant_id = '${OTHERS[0]!}'`);
        // Common in the statistics, and since then only in the oldest documents.
        await database.asOwner(
          `update sluice.search_documents set vector = sluice.document_vector($1, 'en', title, 'rest', null, null, null)
          where tenant_id = $1 and occurred_at > '2020-03-01'`,
          [LARGE],
        );
        const { plan, plans, count } = await execute(LARGE, { text: 'street' });
        expect(plan).toBe('INDEX');
        expect(indexesOf(plans)).toContain(TIME_INDEX);
        expect(indexesOf(plans)).toContain(WORD_INDEX);
        const [row] = await database.asOwner(
          `select count(*)::int from sluice.search_documents where tenant_id = $1
          and vector @@ (quote_literal(sluice.search_key($1) || 'street'))::tsquery`,
          [LARGE],
        );
        expect(count).toBe(row!['count']);
      });

      test('a look-up that finds too much gives way to the walk', async () => {
        // As rare in the statistics as any word that they have never seen.
        const { plan, plans, count } = await execute(LARGE, { text: 'rest' });
        expect([plan, count]).toEqual(['TIME', 1_000]);
        expect(indexesOf(plans)).toContain(WORD_INDEX);
        expect(indexesOf(plans)).toContain(TIME_INDEX);
      });

      test('a look-up that finds too much, and all of it old, is made to its end after all', async () => {
        await database.asOwner(
          `update sluice.search_documents set vector = sluice.document_vector($1, 'en', title, 'antique', null, null, null)
          where tenant_id = $1 and occurred_at < '2020-11-01'`,
          [LARGE],
        );
        const { plan, plans, count } = await execute(LARGE, { text: 'antique', bound: 100 });
        expect([plan, count]).toEqual(['INDEX', 100]);
        expect(indexesOf(plans)).toContain(TIME_INDEX);
      });
    });
  },
);
