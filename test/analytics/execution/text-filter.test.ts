import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgresVersions } from '../../setup/test-database.js';
import { expectSameRow, expectSameRows, type Row } from '../support/compare-answers.js';
import {
  comparison,
  questionFilteredBy,
  toGraphql,
  toSql,
  type Condition,
} from '../support/random-question.js';
import {
  createTicketsFixture,
  OTHER_TENANT,
  TENANT,
  type Answer,
  type TicketsFixture,
} from '../support/tickets-fixture.js';

const RUNS = 150;

const WORDS = [
  'refund',
  'chargebacks',
  'printers',
  'printing',
  'invoice',
  'Rechnungen',
  'delivered',
  'zürich',
];

/** Words of our tickets, some of them in German; the other tenant has a word of its own. */
const WRITE_WORDS = `
  update helpdesk.tickets as t
  set subject = w.words[1 + r.n % 8] || ' and the ' || w.words[1 + (r.n / 8) % 8],
    description = case when r.n % 5 > 0 then w.words[1 + (r.n / 3) % 8] || ' please, ' || w.words[1 + (r.n / 7) % 8] end,
    language = case when r.n % 4 = 0 then 'de' end
  from (select tenant_id, id, created_at, row_number() over (order by id)::int as n from helpdesk.tickets) as r,
    (select '{${WORDS.join(',')}}'::text[] as words) as w
  where (t.tenant_id, t.created_at, t.id) = (r.tenant_id, r.created_at, r.id)`;

/** What plain SQL says of a search in the tickets' own columns. */
function searchSql(search: string, language: string | null): string {
  // So far apart that no phrase reaches from one field into the next.
  const bar = `'''|'':100'::tsvector`;
  const found = (configuration: string): string =>
    `(to_tsvector('${configuration}', subject) || ${bar} || to_tsvector('${configuration}', coalesce(description, '')) || ${bar}
      || to_tsvector('${configuration}', coalesce(category, ''))) @@ websearch_to_tsquery('${configuration}', '${search}')`;
  const own = `coalesce(language, 'en')`;
  const wanted = language === null ? '' : ` and ${own} = '${language}'`;
  return `case ${own} when 'de' then ${found('german')} else ${found('english')} end${wanted}`;
}

const word = fc.constantFrom(...WORDS, 'billing', 'nowhere');
const search = fc.oneof(
  word,
  fc.tuple(word, word).map((words) => words.join(' ')),
  fc.tuple(word, word).map((words) => words.join(' or ')),
  fc.tuple(word, word).map(([a, b]) => `${a} -${b}`),
  fc.tuple(word, word).map(([a, b]) => `\\"${a} and the ${b}\\"`),
  word.map((each) => `-${each}`),
);
const textCondition: fc.Arbitrary<Condition> = fc
  .record({ search, language: fc.constantFrom(null, null, 'en', 'de') })
  .map(({ search: text, language }) => ({
    graphql: `text: { search: "${text}"${language === null ? '' : `, language: "${language}"`} }`,
    sql: searchSql(text.replaceAll('\\"', '"'), language),
  }));

interface Reply {
  readonly rows: readonly Row[];
  readonly totals: Row;
}

const count = (where: string): string => `{ helpdesk { tickets(where: ${where}) { totals { count } } } }`;
const codeOf = ({ errors }: Answer): unknown => errors[0]?.extensions['code'];
const countOf = ({ data, errors }: Answer): number => {
  expect(errors).toEqual([]);
  return (data as unknown as { helpdesk: { tickets: { totals: { count: number } } } }).helpdesk.tickets.totals
    .count;
};

describe.each(postgresVersions)('questions filtered by text on PostgreSQL $version', (server) => {
  let fixture: TicketsFixture;

  beforeAll(async () => {
    fixture = await createTicketsFixture(server);
    await fixture.database.asAdmin(WRITE_WORDS);
    await fixture.database.asAdmin(
      `update helpdesk.tickets set subject = 'Geheimnis' where tenant_id = '${OTHER_TENANT}' and channel = 'web'`,
    );
    await fixture.database.asMaintainer(null, 'select * from helpdesk.refresh_dashboard_views()');
    await fixture.database.asAdmin('analyze');
  });
  afterAll(() => fixture.close());

  describe('are refused', () => {
    test.each([
      '{ text: { search: "refund" } }',
      '{ or: [{ status: { eq: OPEN } }, { not: { text: { search: "refund" } } }] }',
    ])('to a token without the scope "records": %s', async (where) => {
      const answer = await fixture.ask(count(where), { scopes: ['helpdesk:read', 'explain'] });
      expect(codeOf(answer)).toBe('FORBIDDEN');
      expect(answer.errors[0]!.message).toBe(
        'Filtering by "text" needs the scope "records", which this token does not have.',
      );
    });

    test.each([
      ['more than 1,000 characters', `"${'a'.repeat(1_001)}"`, /at most 1000 characters; this one has 1001/],
      ['more than 32 words', `"${'a '.repeat(33)}"`, /at most 32 words; this one has 33/],
      ['a NUL character', '"a\\u0000b"', /NUL/],
      ['what is no language', '"a", language: "english"', /"english" is no language/],
    ])('for %s', async (_what, text, message) => {
      const answer = await fixture.ask(count(`{ text: { search: ${text} } }`));
      expect(codeOf(answer)).toBe('BAD_USER_INPUT');
      expect(answer.errors[0]!.message).toMatch(message);
    });

    test('for more than ten searches in one filter', async () => {
      const each = '{ text: { search: "refund" } }';
      expect(countOf(await fixture.ask(count(`{ or: [${`${each} `.repeat(10)}] }`)))).toBeGreaterThan(0);
      const answer = await fixture.ask(count(`{ or: [${`${each} `.repeat(11)}] }`));
      expect(answer.errors[0]!.message).toBe('The filter searches 11 times; at most 10 are allowed.');
    });

    test('for the materialized state, which holds no text', async () => {
      const answer = await fixture.ask(
        '{ helpdesk { tickets(freshness: REFRESHED, where: { text: { search: "refund" } }) { totals { count } } } }',
      );
      expect(codeOf(answer)).toBe('BAD_USER_INPUT');
      expect(answer.errors[0]!.message).toContain('the question filters by text, which no rollup holds');
    });
  });

  test('find nothing that only another tenant has written', async () => {
    const where = '{ text: { search: "geheimnis" } }';
    expect(countOf(await fixture.ask(count(where), { tenantId: OTHER_TENANT }))).toBeGreaterThan(0);
    expect(countOf(await fixture.ask(count(where)))).toBe(0);
  });

  test.each(['', '  ', '-', '"', '\\u202e', '!?'])('find nothing without any word: "%s"', async (text) => {
    expect(countOf(await fixture.ask(count(`{ text: { search: ${JSON.stringify(text)} } }`)))).toBe(0);
    expect(countOf(await fixture.ask(count(`{ not: { text: { search: ${JSON.stringify(text)} } } }`)))).toBe(
      countOf(await fixture.ask(count('{}'))),
    );
  });

  test('are read from the base table, and explain why', async () => {
    const { data } = await fixture.ask(
      '{ helpdesk { tickets(where: { text: { search: "refund" } }) { rows { channel count } explain { source rollup reason rejected { reason } } } } }',
    );
    const { explain } = (data as unknown as { helpdesk: { tickets: { explain: unknown } } }).helpdesk.tickets;
    expect(explain).toEqual({
      source: 'TABLE',
      rollup: null,
      reason: 'the question filters by text, which no rollup holds',
      rejected: Array.from({ length: 7 }, () => ({
        reason: 'the question filters by text, which no rollup holds',
      })),
    });
  });

  test('filter records one by one, page by page', async () => {
    const ids: string[] = [];
    let after = 'null';
    for (;;) {
      const { data, errors } = await fixture.ask(
        `{ helpdesk { ticketRecords(first: 100, after: ${after}, where: { text: { search: "refund -printing" }, status: { eq: OPEN } }) { nodes { id } pageInfo { hasNextPage endCursor } } } }`,
      );
      expect(errors).toEqual([]);
      const page = (
        data as unknown as {
          helpdesk: {
            ticketRecords: {
              nodes: { id: string }[];
              pageInfo: { hasNextPage: boolean; endCursor: string };
            };
          };
        }
      ).helpdesk.ticketRecords;
      ids.push(...page.nodes.map(({ id }) => id));
      if (!page.pageInfo.hasNextPage) break;
      after = JSON.stringify(page.pageInfo.endCursor);
    }
    const expected = await fixture.database.asOwner(
      `select id from helpdesk.tickets where tenant_id = '${TENANT}' and status = 'open' and ${searchSql('refund -printing', null)} order by created_at desc, id desc`,
    );
    expect(expected.length).toBeGreaterThan(100);
    expect(ids).toEqual(expected.map(({ id }) => id));
  });

  test('see what was written a moment ago', async () => {
    const where = '{ text: { search: "moment" } }';
    expect(countOf(await fixture.ask(count(where)))).toBe(0);
    const changed = `tenant_id = '${TENANT}' and id in (select id from helpdesk.tickets where tenant_id = '${TENANT}' order by id limit 3)`;
    await fixture.database.asAdmin(`update helpdesk.tickets set subject = 'A moment ago' where ${changed}; `);
    expect(countOf(await fixture.ask(count(where)))).toBe(3);
    await fixture.database.asAdmin(`update helpdesk.tickets set subject = 'refund' where ${changed}`);
    expect(countOf(await fixture.ask(count(where)))).toBe(0);
  });

  test('are answered as plain SQL answers them on the base table, whatever else they ask', async () => {
    await fc.assert(
      fc.asyncProperty(
        questionFilteredBy(fc.oneof({ weight: 2, arbitrary: textCondition }, comparison), { freq: 20 }),
        async (question) => {
          const { data, errors } = await fixture.ask(toGraphql(question));
          expect(errors).toEqual([]);
          const reply = (data as unknown as { helpdesk: { tickets: Reply } }).helpdesk.tickets;
          const { rows, totals } = toSql(question, TENANT);
          expectSameRows(question, reply.rows, await fixture.database.asOwner(rows));
          expectSameRow(reply.totals, (await fixture.database.asOwner(totals))[0]!);
        },
      ),
      { numRuns: RUNS },
    );
  });

  test('say from when on they have all there is, where months are archived', async () => {
    const [archived] = await fixture.database.asMaintainer(
      null,
      `select sluice.archive_old_rows('helpdesk.tickets', 12) as until`,
    );
    const until = archived!['until'] as Date;
    await fixture.states.load();
    const { data, errors } = await fixture.ask(
      `{ helpdesk { tickets(where: { text: { search: "refund" } }) { totals { count } freshness { missingBefore } explain { reason } } } }`,
    );
    expect(errors).toEqual([]);
    const [kept] = await fixture.database.asOwner(
      `select count(*)::int as count from helpdesk.tickets where tenant_id = $1 and created_at >= $2 and ${searchSql('refund', null)}`,
      [TENANT, until],
    );
    const iso = `${until.toISOString().slice(0, 19)}.000000Z`;
    expect((data as unknown as { helpdesk: { tickets: unknown } }).helpdesk.tickets).toEqual({
      totals: kept,
      freshness: { missingBefore: expect.stringContaining(iso.slice(0, 19)) },
      explain: {
        reason: `the question filters by text, which no rollup holds; what lies before ${iso} is archived and can no longer be had in full like this`,
      },
    });
  });
});
