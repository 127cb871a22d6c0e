import { beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import { ONE } from '../sql/sample-tenant.js';
import { HOSTILE_QUERIES } from './support/hostile-queries.js';
import { idOf, insertRecords, insertTenants } from './support/insert-records.js';
import { searchPage, type SearchPage } from './support/search-page.js';

/** What the gateway sets for itself, too: whatever takes longer ends with an error, and none of these does. */
const STATEMENT_TIMEOUT = '15s';

/** SQLSTATEs that say something of the text: not in this encoding, more than a query may have, nested too deeply. */
const CLEAR_REFUSALS = ['22021', '22P05', '54000', '54001', '22023'];

describe.each(postgresVersions)('queries that nobody would type, on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase(server);
    await database.asAdmin(
      `alter role sluice_gateway in database ${database.name} set statement_timeout = '${STATEMENT_TIMEOUT}'`,
    );
    await insertTenants(database, { [ONE]: 'en' });
    await insertRecords(
      database,
      ONE,
      'helpdesk.tickets',
      Array.from({ length: 200 }, (_, n) => ({
        id: idOf(`hostile ${n}`),
        subject: `Printer ${n} on fire`,
        description: `The printer of room ${n} burns; smoke and alarm. `.repeat(5),
        language: n % 10 === 0 ? 'de' : null,
      })),
    );
  });

  const searchFor = (text: string, isPrefix = false, language: string | null = null): Promise<SearchPage> =>
    searchPage((sql, values) => database.asTenant(ONE, sql, values), { text, isPrefix, language });

  /** An answer, or one of the refusals; whatever else it is fails the test. */
  const outcomeOf = async (work: () => Promise<unknown>): Promise<string> => {
    try {
      await work();
      return 'answered';
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === undefined || !CLEAR_REFUSALS.includes(code)) throw error;
      return code;
    }
  };

  test.each(Object.entries(HOSTILE_QUERIES))('%s: an answer or a clear refusal', async (_, text) => {
    for (const isPrefix of [false, true]) await outcomeOf(() => searchFor(text, isPrefix));
    await outcomeOf(() =>
      database.asTenant(
        ONE,
        `select count(*) from sluice.matching_documents($1, null, 'helpdesk.tickets', null, null)`,
        [text],
      ),
    );
    expect((await searchFor('printer')).totals['helpdesk.tickets']).toEqual({ count: 200, isExact: true });
  });

  test.each(Object.entries(HOSTILE_QUERIES))(
    "%s: written as a ticket's text is kept and hides no other",
    async (name, text) => {
      const isStorable = !/[\0\ud800-\udfff]/u.test(text);
      const writing = insertRecords(database, ONE, 'helpdesk.tickets', [
        {
          id: idOf(`hostile text ${name}`),
          subject: 'Fax',
          description: text,
          category: text.slice(0, 1_000),
        },
      ]);
      if (isStorable) await writing;
      else await expect(writing).rejects.toThrow();
      const ids = (await searchFor('fax')).hits.map(({ id }) => id);
      expect(ids.includes(idOf(`hostile text ${name}`))).toBe(isStorable);
      await database.asOwner('delete from helpdesk.tickets where id = $1', [idOf(`hostile text ${name}`)]);
    },
  );

  test.each([
    ['an unbalanced quote', '"printer'],
    ['typographic quotes', '“printer”'],
    ['a no-break space', '\u00a0printer\u00a0fire'],
    ['typographic punctuation', '«printer»… –'],
    ['a backslash', '\\printer\\'],
    ['a single quote', `'printer'`],
    ['brackets', '((printer))'],
    ['operators of tsquery', 'printer & fire'],
    ['a prefix operator', 'printer:*'],
    ['right-to-left marks', '\u202eprinter\u202c'],
    ['a zero-width space at the end', 'printer\u200b'],
    ['control characters', '\u0001printer\u0007'],
  ])('%s around a word do not hide it', async (_, text) => {
    expect((await searchFor(text)).totals['helpdesk.tickets']!.count).toBe(200);
  });

  test('a query of stop words finds no record that merely holds some', async () => {
    expect((await searchFor('the of and', false, 'en')).hits).toEqual([]);
  });
});
