import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import { ONE, OTHER } from './sample-tenant.js';

const TICKETS = 'helpdesk.tickets';
const USERS = 'helpdesk.users';
const CANNED = 'helpdesk.canned_responses';

interface Document {
  readonly tenant?: string;
  readonly source?: string;
  readonly title: string;
  readonly body?: string;
  readonly language?: string;
}

describe.each(postgresVersions)('words of titles on PostgreSQL $version', (server) => {
  let database: TestDatabase;

  const add = async (...documents: readonly Document[]): Promise<void> => {
    for (const { tenant = ONE, source = TICKETS, title, body = '', language = 'en' } of documents) {
      await database.asOwner(
        `insert into sluice.search_documents (tenant_id, source, id, occurred_at, language, title, vector)
         select $1::uuid, $2, gen_random_uuid(), now(), l.language, $3,
           sluice.document_vector($1::uuid, l.language, $3, $4, null, null, null)
         from sluice.document_language($1::uuid, $5) as l (language)`,
        [tenant, source, title, body, language],
      );
    }
  };
  const gather = async (isFull = false, batch = 5000): Promise<number> => {
    let calls = 0;
    for (let isFirst = isFull; ; isFirst = false) {
      const [row] = await database.asMaintainer(null, 'select sluice.gather_search_words($1, $2)::int as n', [
        isFirst,
        batch,
      ]);
      calls++;
      if (row!['n'] === 0) return calls;
    }
  };
  const correct = async (text: string, tenant = ONE, sources = [TICKETS]): Promise<unknown> =>
    (
      await database.asTenant(tenant, 'select sluice.correct_query($1, $2::text[]) as text', [text, sources])
    )[0]!['text'];
  const suggest = async (
    prefix: string,
    { tenant = ONE, sources = [TICKETS], limit = 8, withQueries = false } = {},
  ): Promise<unknown[]> =>
    (
      await database.asTenant(tenant, 'select text from sluice.suggest($1, $2::text[], $3, $4)', [
        prefix,
        sources,
        limit,
        withQueries,
      ])
    ).map((row) => row['text']);
  const words = async (tenant = ONE): Promise<unknown[]> =>
    (
      await database.asOwner(
        `select word || ' ' || documents as word from sluice.search_words where tenant_id = $1 order by word`,
        [tenant],
      )
    ).map((row) => row['word']);

  beforeAll(async () => {
    database = await createTestDatabase(server);
    await database.asOwner(
      `insert into sluice.tenants (id, name) values ('${ONE}', 'One'), ('${OTHER}', 'Other')`,
    );
    await add(
      { title: 'Refund of an order' },
      { title: 'Refund of an order' },
      { title: 'refund OF AN order' },
      { title: 'Refrigerator is warm' },
      { title: 'The printer is on fire', body: 'Call the brigade.' },
      { title: 'Straße gesperrt', language: 'de' },
      { tenant: OTHER, title: 'Chargeback disputed' },
      { tenant: OTHER, title: 'Reflector' },
      { source: USERS, title: 'Wilhelmina Xanthopoulos' },
    );
    await gather();
  });

  test('a word or a title of another tenant is never proposed', async () => {
    expect(await correct('chargebak')).toBeNull();
    expect(await correct('chargebak', OTHER)).toBe('chargeback');
    expect(await correct('prinetr', OTHER)).toBeNull();
    expect(await suggest('refl')).toEqual([]);
    expect(await suggest('refl', { tenant: OTHER })).toEqual(['Reflector']);
  });

  test('a word or a title of a kind of record that was not asked for is never proposed', async () => {
    expect(await correct('xanthopulos')).toBeNull();
    expect(await correct('xanthopulos', ONE, [USERS])).toBe('xanthopoulos');
    expect(await suggest('wil')).toEqual([]);
    expect(await suggest('wil', { sources: [USERS] })).toEqual(['Wilhelmina Xanthopoulos']);
    expect(await suggest('wil', { sources: [] })).toEqual([]);
  });

  test('without a tenant nothing is proposed', async () => {
    expect(
      await database.asNobody(`select sluice.correct_query('refnud', array['${TICKETS}']) as text`),
    ).toEqual([{ text: null }]);
    expect(await database.asNobody(`select from sluice.suggest('r', array['${TICKETS}'], 8, true)`)).toEqual(
      [],
    );
  });

  test('the gateway reaches neither the words nor the gathering', async () => {
    for (const sql of [
      'select from sluice.search_words',
      'select from sluice.search_gathering',
      'select sluice.gather_search_words()',
      `select sluice.similar_words('${ONE}', array['${TICKETS}'], 'refnud', 1)`,
      `select sluice.is_found('${ONE}', array['${TICKETS}'], 'refund')`,
    ])
      await expect(database.asTenant(ONE, sql), sql).rejects.toMatchObject({ code: '42501' });
  });

  test.each([
    ['refnud', 'refund'],
    ['reffund', 'refund'],
    ['refnd', 'refund'],
    ['refumd', 'refund'],
    ['Prinetr', 'printer'],
    ['strasse', null],
    ['straße', null],
    ['Strße', 'straße'],
    ['refnud or printr', 'refund or printer'],
    ['"refnud of an ordr" -fire', '"refund of an order" -fire'],
    ['refund -ordr', null],
    ['refund -"ordr refnud"', null],
    ['the refund', null],
    ['zzzzzz', null],
    ['', null],
    ['12345 @#$ or -', null],
    ['refund-4711 mail@refnud.example', null],
  ])('%j becomes %j', async (text, corrected) => {
    expect(await correct(text)).toBe(corrected);
  });

  test('at most four words are replaced, and of a long text none', async () => {
    expect(await correct('refnud prinetr refnud prinetr refnud')).toBe(
      'refund printer refund printer refnud',
    );
    expect(await correct(`refnud ${'x'.repeat(1000)}`)).toBeNull();
    expect(
      await correct(Array.from({ length: 300 }, (_, n) => `q${'abcdefghij'[n % 10]}`).join(' ')),
    ).toBeNull();
  });

  test('a word whose last document is gone is not proposed any more, and goes with the next gathering in full', async () => {
    await add({ title: 'Ephemeral xylophone' });
    await gather();
    expect(await correct('xylophnoe')).toBe('xylophone');
    await database.asOwner(`delete from sluice.search_documents where title like 'Ephemeral%'`);
    expect(await correct('xylophnoe')).toBeNull();
    await gather();
    expect(await words()).toContain('xylophone 1');
    await gather(true);
    expect(await words()).not.toContain('xylophone 1');
    expect(await correct('refnud')).toBe('refund');
  });

  test('gathers in batches however many there are of one transaction, each document once', async () => {
    await database.asOwner(
      `insert into sluice.search_documents (tenant_id, source, id, occurred_at, language, title, vector)
       select '${OTHER}', s.source, md5(n::text)::uuid, now(), 'en', 'Gargoyle number ' || n, ''
       from generate_series(1, 50) as n, unnest(array['${TICKETS}', '${USERS}', '${USERS}:pii']) as s (source)`,
    );
    expect(await gather(false, 20)).toBeGreaterThan(7);
    expect((await words(OTHER)).filter((word) => String(word).startsWith('gargoyle'))).toEqual([
      'gargoyle 50',
      'gargoyle 50',
      'gargoyle 50',
    ]);
    await gather(true, 20);
    const gathered = await words(OTHER);
    expect(gathered).toContain('gargoyle 50');
    // Documents that an older snapshot of somebody else makes it look at again are not counted again.
    await gather();
    expect(await words(OTHER)).toEqual(gathered);
  });

  test('a transaction that was open while others were gathered is not passed over', async () => {
    const open = await createOpenTransaction(database);
    await open.insert('Quasimodo');
    await add({ title: 'Esmeralda' });
    await gather();
    expect(await words()).toContain('esmeralda 1');
    await open.commit();
    expect(await words()).not.toContain('quasimodo 1');
    await gather();
    expect(await words()).toEqual(expect.arrayContaining(['quasimodo 1', 'esmeralda 1']));
  });

  test('suggests each title once, whatever its case, and takes the prefix literally', async () => {
    expect((await suggest('ref')).map((text) => String(text).toLowerCase())).toEqual([
      'refund of an order',
      'refrigerator is warm',
    ]);
    expect(await suggest('REFRI')).toEqual(['Refrigerator is warm']);
    for (const prefix of ['%', '_efund', 'ref%', '\\', "'", '.*', ''])
      expect(await suggest(prefix), prefix).toEqual([]);
    expect(await suggest('ref', { limit: 1 })).toHaveLength(1);
    expect(await suggest('ref', { limit: 0 })).toEqual([]);
  });

  describe('past queries', () => {
    const past = async (
      ...queries: readonly (readonly [query: string, changes?: Record<string, unknown>])[]
    ) => {
      for (const [query, changes = {}] of queries) {
        const row: Record<string, unknown> = {
          tenant_id: ONE,
          id: randomUUID(),
          created_at: new Date(),
          query,
          normalized_query: query.toLowerCase(),
          types: ['ticket'],
          result_count: 1,
          is_exact: true,
          has_result: true,
          is_corrected: false,
          duration_us: 1,
          ...changes,
        };
        const columns = Object.keys(row);
        await database.asOwner(
          `insert into sluice.searches (${columns.join(', ')}) values (${columns.map((_, i) => `$${i + 1}`).join(', ')})`,
          Object.values(row),
        );
      }
    };
    const HIDDEN = [
      ['refund of a stranger', { tenant_id: OTHER }],
      ['refund -order', { has_result: false, result_count: 0 }],
      ['refund fire', { is_corrected: true, corrected_query: 'fire' }],
      ['refund order fire or order', { created_at: new Date(Date.now() - 100 * 24 * 3600 * 1000) }],
    ] as const;

    beforeAll(() =>
      past(
        ...HIDDEN,
        ['refund or fire'],
        ['Refund Or Fire'],
        ['refund of an order'],
        ['refund xanthopoulos or wilhelmina'],
        ['refuse'],
        [`refund ${'or refund '.repeat(99)}`],
      ),
    );

    test('are suggested once each, without those of others, the old, the long and the fruitless', async () => {
      expect(await suggest('refu', { sources: [USERS], withQueries: true })).toEqual([
        'refund xanthopoulos or wilhelmina',
      ]);
      expect(await suggest('refund or', { withQueries: true })).toEqual(['refund or fire']);
      expect(await suggest('refund', { tenant: OTHER, withQueries: true })).toEqual([]);
      expect(await suggest('refund or', { withQueries: false })).toEqual([]);
    });

    test('are suggested only to who would find something by them', async () => {
      expect(await suggest('refund x', { withQueries: true })).toEqual([]);
      expect(await suggest('refund x', { sources: [TICKETS, USERS], withQueries: true })).toEqual([
        'refund xanthopoulos or wilhelmina',
      ]);
      // Nothing has the word any more.
      expect(await suggest('refus', { withQueries: true })).toEqual([]);
    });

    test('cost as little to look up, however many there are', async () => {
      await database.asOwner(
        `insert into sluice.searches (tenant_id, id, created_at, query, normalized_query, types, result_count, is_exact, has_result,
           is_corrected, duration_us)
         select '${ONE}', gen_random_uuid(), now() - n * interval '1 minute', q.query, q.query, '{ticket}', 1, true, true, false, 1
         from generate_series(1, 50000) as n, lateral (select 'past ' || case when n % 2 = 0 then 'same' else n::text end) as q (query)`,
      );
      for (const prefix of ['p', 'past same', 'q']) {
        const [row] = await database.asTenant(
          ONE,
          `explain (analyze, buffers, format json) select * from sluice.suggest('${prefix}', array['${TICKETS}'], 8, true)`,
        );
        const [{ Plan }] = row!['QUERY PLAN'] as [{ Plan: Record<string, number> }];
        expect(Plan['Shared Hit Blocks']! + Plan['Shared Read Blocks']!, prefix).toBeLessThan(700);
      }
    });
  });

  test('one letter of a tenant with 200,000 documents costs no more look-ups than of one with few', async () => {
    await database.asOwner(
      `insert into sluice.search_documents (tenant_id, source, id, occurred_at, language, title, vector)
       select '${ONE}', '${TICKETS}', gen_random_uuid(), timestamptz '2026-01-01Z' + n * interval '1 minute', 'en',
         case when n % 3 = 0 then 'Same title for many' else 'Subject ' || n end, ''
       from generate_series(1, 200000) as n`,
    );
    for (const prefix of ['s', 'same', 'subject 1234', 'z']) {
      const [row] = await database.asTenant(
        ONE,
        `explain (analyze, buffers, format json) select * from sluice.suggest('${prefix}', array['${TICKETS}'], 8, false)`,
      );
      const [{ Plan }] = row!['QUERY PLAN'] as [{ Plan: Record<string, number> }];
      expect(Plan['Shared Hit Blocks']! + Plan['Shared Read Blocks']!, prefix).toBeLessThan(400);
    }
    expect(await suggest('s', { limit: 1 })).toEqual(['Same title for many']);
    await database.asOwner(`delete from sluice.search_documents where title ~ '^S(ame|ubject) '`);
  });

  test('suggests canned responses first, the most used of them first', async () => {
    await database.asMaintainer(
      ONE,
      `insert into helpdesk.canned_responses (tenant_id, id, title, body, usage_count)
       values ('${ONE}', gen_random_uuid(), 'Refund granted', 'x', 3), ('${ONE}', gen_random_uuid(), 'Refund refused', 'x', 70)`,
    );
    await database.asOwner(
      `insert into sluice.search_documents (tenant_id, source, id, occurred_at, language, title, vector)
       select tenant_id, '${CANNED}', id, created_at, language, title, '' from helpdesk.canned_responses on conflict do nothing`,
    );
    expect((await suggest('ref', { sources: [TICKETS, CANNED] })).slice(0, 2)).toEqual([
      'Refund refused',
      'Refund granted',
    ]);
  });
});

interface OpenTransaction {
  insert(title: string): Promise<void>;
  commit(): Promise<void>;
}

async function createOpenTransaction(database: TestDatabase): Promise<OpenTransaction> {
  const client = new pg.Client({ connectionString: database.adminUrl, application_name: 'sluice-test' });
  await client.connect();
  await client.query('begin');
  return {
    insert: async (title) => {
      await client.query(
        `insert into sluice.search_documents (tenant_id, source, id, occurred_at, language, title, vector)
         values ($1, $2, gen_random_uuid(), now(), 'en', $3, '')`,
        [ONE, TICKETS, title],
      );
    },
    commit: async () => {
      await client.query('commit');
      await client.end();
    },
  };
}
