import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCOPES, type Scope } from '../../../src/tenancy/scope.js';
import { OTHER_TENANT } from '../../analytics/support/tickets-fixture.js';
import { postgresVersions } from '../../setup/test-database.js';
import type { TokenOptions } from '../../support/gateway-fixture.js';
import type { GraphqlResponse } from '../../support/graphql-client.js';
import { HOSTILE_QUERIES } from '../support/hostile-queries.js';
import { idOf } from '../support/insert-records.js';
import { createSearchFixture, HOSTILE_TEXTS, SECRET, type SearchFixture } from './search-fixture.js';

interface Hit {
  readonly type: string;
  readonly id: string;
  readonly rank: number;
  readonly highlights: readonly { readonly field: string; readonly html: string }[];
}

interface Found {
  readonly search: {
    readonly searchId: string;
    readonly hits: readonly Hit[];
    readonly facets: Readonly<Record<string, readonly { readonly value: string; readonly count: number }[]>>;
    readonly total: { readonly value: number; readonly isExact: boolean };
    readonly isBounded: boolean;
    readonly notice: string | null;
    readonly correctedQuery: string | null;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

const FACETS =
  'facets { type { value count } status { value count } channel { value count } month { value count } }';
const ANSWER = `searchId hits { type id rank highlights { field html } } ${FACETS} total { value isExact }
  isBounded notice correctedQuery pageInfo { hasNextPage endCursor }`;

const without = (...scopes: Scope[]): Scope[] => SCOPES.filter((each) => !scopes.includes(each));

describe.each(postgresVersions)('search on PostgreSQL $version', (server) => {
  let fixture: SearchFixture;

  beforeAll(async () => {
    fixture = await createSearchFixture(server);
  });
  afterAll(() => fixture?.close());

  const ask = (source: string, options?: TokenOptions): Promise<GraphqlResponse<Found>> =>
    fixture.gateway.ask<Found>(source, options);
  /** Asks `search` with these arguments. */
  const search = async (args: string, options?: TokenOptions): Promise<Found['search']> => {
    const { data, errors } = await ask(`{ search(${args}) { ${ANSWER} } }`, options);
    expect(errors).toEqual([]);
    return data!.search;
  };
  const expectRefused = async (args: string, message: RegExp, options?: TokenOptions): Promise<void> => {
    const { data, errors } = await ask(`{ search(${args}) { ${ANSWER} } }`, options);
    expect(errors).toMatchObject([
      {
        path: ['search'],
        message: expect.stringMatching(message) as string,
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
    expect(data).toEqual({ search: null });
  };
  const idsOf = ({ hits }: Found['search']): string[] => hits.map(({ id }) => id);

  describe('keeps from a token', () => {
    test('without any scope of a source everything, and its neighbours are answered', async () => {
      const { data, errors } = await ask(
        '{ search(query: "printer") { total { value } } operator { rollups { name } } }',
        { scopes: without('helpdesk:read') },
      );
      expect(errors).toMatchObject([
        { path: ['search'], extensions: { code: 'FORBIDDEN', scope: 'helpdesk:read' } },
      ]);
      expect(data).toMatchObject({ search: null, operator: { rollups: expect.any(Array) as unknown[] } });
    });

    test('without "records" tickets, comments and attachments, unless it asks for them', async () => {
      const options = { scopes: without('records') };
      const { hits, facets } = await search('query: "printer"', options);
      expect(new Set(hits.map(({ type }) => type))).toEqual(
        new Set(['CANNED_RESPONSE', 'USER', 'ORGANISATION']),
      );
      expect(facets['type']!.map(({ value }) => value).sort()).toEqual([
        'CANNED_RESPONSE',
        'ORGANISATION',
        'USER',
      ]);
      const { data, errors } = await ask(
        '{ search(query: "printer", types: [USER, COMMENT]) { total { value } } }',
        options,
      );
      expect(data).toEqual({ search: null });
      expect(errors).toMatchObject([
        {
          message: expect.stringContaining('COMMENT') as string,
          extensions: { code: 'FORBIDDEN', scope: 'records' },
        },
      ]);
    });

    test('without "pii" e-mail addresses, as hits, as highlights and as fields', async () => {
      const options = { scopes: without('pii') };
      expect(await search('query: "petra@mail.example or mail"', options)).toMatchObject({
        hits: [],
        facets: { type: [] },
        total: { value: 0, isExact: true },
        correctedQuery: null,
      });
      const { data, errors, text } = await ask(
        '{ search(query: "petra") { hits { record { ... on User { name email } } highlights { field html } } } }',
        options,
      );
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', scope: 'pii' } }]);
      expect(data!.search.hits).toEqual([
        {
          record: { name: 'Petra Printer', email: null },
          highlights: [{ field: 'name', html: '<mark>Petra</mark> Printer' }],
        },
      ]);
      expect(text).not.toContain('example');
      expect((await search('query: "petra@mail.example"')).hits).toMatchObject([
        {
          id: idOf('petra'),
          highlights: [{ field: 'email', html: '<mark>petra@mail.example</mark>' }],
        },
      ]);
    });

    test("of another tenant this one's records, and this one's cursors", async () => {
      const mine = await search(`query: "${SECRET}"`);
      expect(mine).toMatchObject({ hits: [], total: { value: 0 }, correctedQuery: null });
      expect(mine.facets).toEqual({ type: [], status: [], channel: [], month: [] });
      const theirs = await search('query: "printer"', { tenantId: OTHER_TENANT });
      expect(idsOf(theirs)).toEqual([idOf('their ticket')]);
      const { pageInfo } = await search('query: "printer", first: 1');
      await expectRefused(
        `query: "printer", first: 1, after: "${pageInfo.endCursor}"`,
        /cursor of another search/,
        { tenantId: OTHER_TENANT },
      );
    });

    test('without "explain" the explanation', async () => {
      const source =
        '{ search(query: "printer") { total { value } explain { plan sources { type matches isExact } } } }';
      const refused = await ask(source, { scopes: without('explain') });
      expect(refused.data).toMatchObject({ search: { total: { value: 7 }, explain: null } });
      expect(refused.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', scope: 'explain' } }]);
      const { data, errors } = await ask(source);
      expect(errors).toEqual([]);
      expect(data).toMatchObject({
        search: {
          explain: {
            plan: 'All matches were looked up in the index of words.',
            sources: expect.arrayContaining([{ type: 'TICKET', matches: 2, isExact: true }]) as unknown[],
          },
        },
      });
    });
  });

  test.each([
    ['a page of nothing', 'query: "x", first: 0', /first is 0; it must be from 1 to 100/],
    ['a page too long', 'query: "x", first: 101', /first is 101/],
    ['a query too long', `query: "${'x'.repeat(1_001)}"`, /at most 1000 characters; this one has 1001/],
    ['too many words', `query: "${'x '.repeat(33)}"`, /at most 32 words; this one has 33/],
    ['many words in one', `query: "${'x-'.repeat(33)}"`, /at most 32 words; this one has 33/],
    ['no types', 'query: "x", types: []', /"types" is empty/],
    ['no language', 'query: "x", language: "english"', /"english" is no language/],
    ['no zone', 'query: "x", timezone: "Mars/Base"', /Unknown time zone "Mars\/Base"/],
    ['no id', 'query: "x", where: { organisation: { eq: "acme" } }', /"acme" is none/],
    ['a category with NUL', 'query: "x", where: { category: { in: ["a\\u0000"] } }', /no text can have/],
    [
      'too many values',
      `query: "x", where: { category: { in: [${'"a" '.repeat(101)}] } }`,
      /lists 101 values; at most 100/,
    ],
    [
      'two beginnings',
      'query: "x", where: { createdAt: { last: "P1D", since: "2026-01-01" } }',
      /either "last" or "since"/,
    ],
    ['too many fragments', 'query: "x", highlight: { maxFragments: 11 }', /maxFragments is 11/],
    ['too many words in a fragment', 'query: "x", highlight: { maxWords: 101 }', /maxWords is 101/],
    ['a mark too long', `query: "x", highlight: { before: "${'x'.repeat(201)}" }`, /highlight.before/],
    ['no cursor', 'query: "x", after: "garbage"', /not a cursor/],
    ['an empty cursor', 'query: "x", after: ""', /not a cursor/],
  ])('says what is wrong with %s', async (_what, args, message) => {
    await expectRefused(args, message);
  });

  test('says what is wrong with half a character in a category', async () => {
    const { errors } = await fixture.gateway.ask<Found, { category: string }>(
      'query ($category: String!) { search(query: "x", where: { category: { eq: $category } }) { searchId } }',
      { variables: { category: '\ud83d' } },
    );
    expect(errors).toMatchObject([
      {
        message: expect.stringContaining('no text can have') as string,
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });

  test.each(Object.entries(HOSTILE_QUERIES))(
    'answers a hostile query, or says what is wrong with it: %s',
    async (_what, query) => {
      for (const asYouType of [false, true]) {
        const { status, errors } = await fixture.gateway.ask<Found, Record<string, unknown>>(
          `query ($query: String!, $asYouType: Boolean!) { search(query: $query, asYouType: $asYouType) { ${ANSWER} } }`,
          { variables: { query, asYouType } },
        );
        if (errors.length > 0) {
          expect(['BAD_USER_INPUT', 'BODY_TOO_LARGE']).toContain(errors[0]!.extensions.code);
        }
        expect(status).toBeLessThan(500);
      }
    },
  );

  test('ranks all kinds of records in one list, with the records of the same snapshot and what hangs on them', async () => {
    const { data, errors } = await ask(`{ search(query: "printer") { hits { type record {
      __typename
      ... on Ticket { subject status agent { name } customer { name } organisation { name } }
      ... on Comment { body author { name } ticket { subject } }
      ... on Attachment { fileName ticket { subject } }
      ... on CannedResponse { title usageCount }
      ... on User { name email role }
      ... on Organisation { name }
    } } } }`);
    expect(errors).toEqual([]);
    const records = (data as unknown as { search: { hits: { record: object }[] } }).search.hits.map(
      ({ record }) => record,
    );
    expect(records).toHaveLength(7);
    expect(records).toEqual(
      expect.arrayContaining([
        {
          __typename: 'Ticket',
          subject: 'Printer on fire',
          status: 'OPEN',
          agent: { name: 'Petra Printer' },
          customer: { name: 'Carl' },
          organisation: { name: 'Acme Printers' },
        },
        {
          __typename: 'Comment',
          body: 'Which printer is it?',
          author: { name: 'Carl' },
          ticket: { subject: 'Printer on fire' },
        },
        {
          __typename: 'Attachment',
          fileName: 'printer_fire-2024.jpg',
          ticket: { subject: 'Printer on fire' },
        },
        { __typename: 'CannedResponse', title: 'Restart a printer', usageCount: 0 },
        { __typename: 'User', name: 'Petra Printer', email: 'petra@mail.example', role: 'AGENT' },
        { __typename: 'Organisation', name: 'Acme Printers' },
      ]) as unknown[],
    );
    const ranks = (await search('query: "printer"')).hits.map(({ rank }) => rank);
    expect(ranks).toEqual(ranks.toSorted((a, b) => b - a));
  });

  test('puts what is called like the query first', async () => {
    expect((await search('query: "printer on FIRE"')).hits[0]).toMatchObject({
      type: 'TICKET',
      id: idOf('fire'),
    });
  });

  test('knows quotes, or, and without', async () => {
    expect(idsOf(await search('query: "\\"middle of a page\\""'))).toEqual([idOf('paper')]);
    expect(idsOf(await search('query: "smokes or yesterday"')).sort()).toEqual(
      [idOf('fire'), idOf('paper')].sort(),
    );
    expect(idsOf(await search('query: "printer -fire", types: [TICKET]'))).toEqual([idOf('paper')]);
  });

  test('counts by type, status, channel and month in the zone asked for', async () => {
    const { facets, total } = await search('query: "printer", types: [TICKET], timezone: "Europe/Berlin"');
    expect(total).toEqual({ value: 2, isExact: true });
    expect(facets).toEqual({
      type: [{ value: 'TICKET', count: 2 }],
      status: [
        { value: 'CLOSED', count: 1 },
        { value: 'OPEN', count: 1 },
      ].map((each) => expect.objectContaining(each) as object),
      channel: expect.arrayContaining([
        { value: 'email', count: 1 },
        { value: 'phone', count: 1 },
      ]) as unknown[],
      // Half an hour before midnight in UTC is April there.
      month: expect.arrayContaining([
        { value: '2026-02', count: 1 },
        { value: '2026-04', count: 1 },
      ]) as unknown[],
    });
  });

  test.each([
    ['a status', '{ status: { eq: OPEN } }', ['fire']],
    [
      'one of several',
      '{ status: { in: [OPEN, CLOSED] }, channel: { in: ["phone", "email"] } }',
      ['fire', 'paper'],
    ],
    ['a channel', '{ channel: { eq: "phone" } }', ['paper']],
    ['a priority', '{ priority: { eq: URGENT } }', ['fire']],
    ['a category', '{ category: { eq: "hardware" } }', ['fire', 'restart']],
    ['an organisation', `{ organisation: { eq: "${idOf('acme')}" } }`, ['acme', 'fire', 'petra']],
    ['an author, in capitals', `{ author: { in: ["${idOf('carl').toUpperCase()}"] } }`, ['fire', 'which']],
    ['a time', '{ createdAt: { since: "2026-03-02", until: "2026-04-01" } }', ['fire']],
    ['a time up to another', '{ createdAt: { last: "P31D", until: "2026-03-01T00:00:00Z" } }', ['paper']],
    ['conditions that exclude each other', '{ status: { eq: OPEN, in: [CLOSED] } }', []],
    ['none of none', '{ category: { in: [] } }', []],
  ])('confines itself to %s; what has no such field does not match', async (_what, where, names) => {
    const { hits, total } = await search(`query: "printer", where: ${where}`);
    expect(hits.map(({ id }) => id).sort()).toEqual(names.map(idOf).sort());
    expect(total).toEqual({ value: names.length, isExact: true });
  });

  test('takes the last word as a beginning while somebody types', async () => {
    const ids = async (query: string, asYouType = true): Promise<string[]> =>
      idsOf(await search(`query: "${query}", asYouType: ${asYouType}, types: [TICKET]`));
    expect(await ids('smo', false)).toEqual([]);
    expect(await ids('smo')).toEqual([idOf('fire')]);
    expect(await ids('printer fi')).toEqual([idOf('fire')]);
    // One letter says too little.
    expect(await ids('printer f')).toEqual(await ids('printer'));
    expect((await search('query: "f", asYouType: true')).notice).toBe('The query has no word to search for.');
  });

  test.each(['', '   ', '!!! ... ???', '\\u0000\\u202e', '\\"\\"', '-'])(
    'finds nothing for a query without any word and says so: "%s"',
    async (query) => {
      expect(await search(`query: "${query}"`)).toMatchObject({
        hits: [],
        total: { value: 0, isExact: true },
        isBounded: false,
        notice: 'The query has no word to search for.',
        pageInfo: { hasNextPage: false, endCursor: null },
      });
    },
  );

  test('takes invisible characters and halves of characters for blanks', async () => {
    const { data } = await fixture.gateway.ask<Found, { query: string }>(
      `query ($query: String!) { search(query: $query) { ${ANSWER} } }`,
      { variables: { query: '\u202eprinter\u0000\u0007fire\ud800' } },
    );
    const ids = idsOf(data!.search);
    expect(ids).toEqual(idsOf(await search('query: "printer fire"')));
    expect(ids).toContain(idOf('fire'));
  });

  test('corrects a misspelt query that finds nothing, and says so on every page', async () => {
    const first = await search('query: "pritner", first: 4');
    expect(first.correctedQuery).toBe('printer');
    expect(first.notice).toBe('Nothing matches "pritner". These are the results for "printer".');
    expect(first.total.value).toBe(7);
    const second = await search(`query: "pritner", first: 4, after: "${first.pageInfo.endCursor}"`);
    expect(second).toMatchObject({
      searchId: first.searchId,
      correctedQuery: 'printer',
      total: { value: 7 },
      pageInfo: { hasNextPage: false },
    });
    expect(new Set([...idsOf(first), ...idsOf(second)]).size).toBe(7);
    expect(first.hits[0]!.highlights[0]!.html).toMatch(/<mark>Printer<\/mark>/i);
  });

  test('does not correct what is right, nor with words of another tenant', async () => {
    expect(await search('query: "zanzibra"')).toMatchObject({ correctedQuery: null, total: { value: 0 } });
    expect(await search('query: "printer", where: { channel: { eq: "chat" } }')).toMatchObject({
      correctedQuery: null,
      notice: 'Nothing matches "printer".',
    });
  });

  describe('highlights', () => {
    test('fragments of long texts and short ones as a whole, in every field that matches', async () => {
      const { hits } = await search('query: "printer", types: [TICKET]');
      expect(hits.find(({ id }) => id === idOf('fire'))!.highlights).toEqual([
        { field: 'subject', html: '<mark>Printer</mark> on fire' },
        { field: 'description', html: 'The <mark>printer</mark> burns and smokes.' },
      ]);
      const [{ field, html } = { field: '', html: '' }] = hits.find(
        ({ id }) => id === idOf('paper'),
      )!.highlights;
      expect(field).toBe('description');
      expect(html).toContain('<mark>printer</mark> stopped');
      expect(html.length).toBeLessThan(300);
    });

    test('parts of a name of many parts', async () => {
      expect((await search('query: "fire", types: [ATTACHMENT]')).hits[0]!.highlights).toEqual([
        { field: 'fileName', html: 'printer_<mark>fire</mark>-2024.jpg' },
      ]);
    });

    test('between the marks asked for', async () => {
      const { hits } = await search(
        'query: "smokes", highlight: { before: "<b class=\\"hit\\">", after: "</b>", maxFragments: 1, maxWords: 4 }',
      );
      expect(hits[0]!.highlights).toEqual([
        { field: 'description', html: 'The printer burns and <b class="hit">smokes</b>.' },
      ]);
    });

    test('nothing of a text that is not escaped', async () => {
      const { hits } = await search('query: "hostile", types: [TICKET], first: 100');
      expect(idsOf({ hits } as Found['search']).sort()).toEqual(
        HOSTILE_TEXTS.map((_text, n) => idOf(`hostile ${n}`)).sort(),
      );
      for (const { id, highlights } of hits) {
        const text = HOSTILE_TEXTS.find((_text, n) => idOf(`hostile ${n}`) === id)!;
        expect(highlights.length, text).toBeGreaterThan(0);
        for (const { html } of highlights) {
          if (text.startsWith('a „')) expect(html.match(/<mark>hostile<\/mark>/g)).toHaveLength(3);
          expect(html.match(/<mark>/g)?.length).toBe(html.match(/<\/mark>/g)?.length);
          const bare = html.replace(/<\/?mark>/g, '');
          expect(bare).not.toMatch(/[<>"'\u0001-\u0004]/);
          expect(bare).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/);
          // What is seen is the text itself.
          expect(unescaped(bare)).toBe(text.replace(/[\u0001-\u0004]/g, ''));
        }
      }
    });
  });

  describe('pages', () => {
    const pageOf = (after: string | null, first = 2): Promise<Found['search']> =>
      search(`query: "printer", first: ${first}${after === null ? '' : `, after: "${after}"`}`);

    test('follow each other without gap or repetition while records arrive', async () => {
      const all = idsOf(await pageOf(null, 100));
      const found: string[] = [];
      const totals: number[] = [];
      let after: string | null = null;
      let hasNextPage = true;
      for (let n = 0; hasNextPage; n++) {
        const page: Found['search'] = await pageOf(after);
        found.push(...idsOf(page));
        totals.push(page.total.value);
        ({ endCursor: after, hasNextPage } = page.pageInfo);
        await fixture.database.asOwner(
          `insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, channel)
           select t.id, gen_random_uuid(), '2027-01-01', '2027-01-01', 'Printer', 'open', 'email' from sluice.tenants t`,
        );
      }
      expect(found).toEqual(all);
      expect(new Set(totals)).toEqual(new Set([all.length]));
      expect((await pageOf(null, 100)).total.value).toBeGreaterThan(all.length);
      await fixture.database.asOwner(`delete from helpdesk.tickets where subject = 'Printer'`);
    });

    test('go on behind any hit', async () => {
      const all = await ask('{ search(query: "printer") { hits { id cursor } } }');
      const hits = (all.data as unknown as { search: { hits: { id: string; cursor: string }[] } }).search
        .hits;
      expect(idsOf(await pageOf(hits[2]!.cursor, 100))).toEqual(hits.slice(3).map(({ id }) => id));
      expect(await pageOf(hits.at(-1)!.cursor)).toMatchObject({
        hits: [],
        total: { value: 7 },
        pageInfo: { hasNextPage: false, endCursor: null },
      });
    });

    test.each([
      ['query', 'query: "fire"'],
      ['filter', 'query: "printer", where: { status: { eq: OPEN } }'],
      ['types', 'query: "printer", types: [TICKET, USER]'],
      ['language', 'query: "printer", language: "en"'],
      ['marks', 'query: "printer", highlight: { before: "*" }'],
    ])('are refused for another %s', async (_what, args) => {
      const { pageInfo } = await pageOf(null);
      await expectRefused(`${args}, after: "${pageInfo.endCursor}"`, /cursor of another search/);
    });

    test('are refused for a token that opens other sources', async () => {
      const { pageInfo } = await pageOf(null);
      await expectRefused(`query: "printer", after: "${pageInfo.endCursor}"`, /cursor of another search/, {
        scopes: without('pii'),
      });
    });

    test('of a cursor that somebody has written are his own records, or none', async () => {
      const { pageInfo } = await pageOf(null);
      const parts = JSON.parse(Buffer.from(pageInfo.endCursor!, 'base64url').toString()) as unknown[];
      const written = (changes: Record<number, unknown>): string =>
        Buffer.from(JSON.stringify(parts.map((part, n) => changes[n] ?? part))).toString('base64url');
      const AT = 7;
      const SOURCE = 8;
      for (const changes of [
        { 0: 'x' },
        { 2: '5:3:' },
        { 2: '1:9:4,2' },
        { 2: `${'9'.repeat(19)}:${'9'.repeat(19)}:` },
        { 3: 'x '.repeat(40) },
        { 4: '1' },
        { 6: 'NaN' },
        { [AT]: '2026-13-45 10:00:00+00' },
        { [AT]: 'now' },
        { [SOURCE]: 'helpdesk.secrets' },
        { 9: 'x' },
      ]) {
        const { data, errors } = await ask(
          `{ search(query: "printer", after: "${written(changes)}") { ${ANSWER} } }`,
        );
        if (errors.length === 0) {
          expect(idsOf(data!.search)).not.toContain(idOf('their ticket'));
        } else {
          expect(errors, JSON.stringify(changes)).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
        }
      }
    });
  });

  describe('costs', () => {
    /** What the gateway does for itself, whoever asks: the log of searches, the state of the rollups. */
    const OWN_STATEMENT = /record_searches|select view_name,|changes_since/;
    const statementsOf = async (source: string): Promise<string[]> => {
      for (let round = 0; round < 2; round++) expect((await ask(source)).errors).toEqual([]);
      for (let attempt = 0; attempt < 10; attempt++) {
        fixture.proxy.reset();
        await ask(source);
        const statements = [...fixture.proxy.statements];
        if (statements.some((text) => OWN_STATEMENT.test(text))) continue;
        return statements.filter((text) => /sluice\.search\(|correct_query|from helpdesk\./.test(text));
      }
      throw new Error('The gateway is busy with itself all the time');
    };

    test('one round trip, of one statement where only the index is asked', async () => {
      const statements = await statementsOf(
        '{ search(query: "printer") { total { value } hits { id type rank record { __typename } } } }',
      );
      expect(statements).toEqual([expect.stringContaining('sluice.search(')]);
      await statementsOf('{ search(query: "printer") { hits { record { ... on Ticket { subject } } } } }');
      expect(fixture.proxy.turns).toEqual(['client', 'server']);
    });

    test('a statement for each kind of record that is asked for, and headlines only where highlights are', async () => {
      const statements = await statementsOf(
        '{ search(query: "printer") { hits { record { ... on Ticket { subject } ... on User { name } } } } }',
      );
      expect(statements.map((text) => /from (helpdesk\.\w+)/.exec(text)?.[1])).toEqual([
        undefined,
        'helpdesk.tickets',
        'helpdesk.users',
      ]);
      expect(statements.join()).not.toContain('ts_headline');
      const highlighted = await statementsOf(
        '{ search(query: "printer", types: [TICKET]) { hits { highlights { html } } } }',
      );
      expect(highlighted).toHaveLength(2);
      expect(highlighted[1]).toContain('ts_headline');
      expect(highlighted[1]).not.toContain('satisfaction_score');
    });

    test('no statement where it is refused', async () => {
      fixture.proxy.reset();
      await expectRefused('query: "x", first: 0', /first/);
      await ask('{ search(query: "x") { total { value } } }', { scopes: [] });
      expect(fixture.proxy.statements).toEqual([]);
    });

    test('a second round trip where the query has to be corrected', async () => {
      const statements = await statementsOf('{ search(query: "pritner") { correctedQuery } }');
      expect(statements.map((text) => /sluice\.(\w+)\(/.exec(text)?.[1])).toEqual([
        'search',
        'correct_query',
        'search',
      ]);
      expect(fixture.proxy.turns).toEqual(['client', 'server', 'client', 'server']);
    });

    test('no more than the partitions of the records on the page', async () => {
      const [, statement] = await statementsOf(
        '{ search(query: "smokes", types: [TICKET]) { hits { record { ... on Ticket { subject } } } } }',
      );
      for (const month of ['2026-01', '2026-02', '2026-03']) {
        await fixture.database.asOwner(
          `select sluice.create_monthly_partition('helpdesk.tickets', '${month}-01')`,
        );
      }
      const page = JSON.stringify({
        hits: [{ source: 'helpdesk.tickets', id: idOf('fire'), at: '2026-03-31 23:30:00+00' }],
      });
      const plan = await fixture.database.asTenant(
        '0000000a-0000-4000-8000-000000000000',
        `select set_config('app.search_page', '${page}', true);
         explain (analyze, costs off, timing off, summary off) ${statement!.replace('$1::text', `'helpdesk.tickets'`).replace('$2::int', '20')}`,
      );
      const lines = plan.map((row) => String(row['QUERY PLAN']));
      const touched = lines.filter((line) => / on tickets_/.test(line) && !line.includes('never executed'));
      expect(touched, lines.join('\n')).toHaveLength(1);
    });
  });

  test('is not kept by anybody, over GET as over POST', async () => {
    const query = '{ search(query: "printer") { searchId } }';
    const get = async (): Promise<Response> =>
      fetch(`${fixture.gateway.graphqlUrl}?${new URLSearchParams({ query }).toString()}`, {
        headers: { authorization: await fixture.gateway.authorization() },
      });
    const [one, other] = [await get(), await get()];
    expect(one.headers.get('etag')).toBeNull();
    expect(one.headers.get('cache-control')).toBe('no-store');
    expect(await one.text()).not.toBe(await other.text());
  });

  test('counts as one root field, at most three times in an operation, wherever it stands', async () => {
    const three = `a: search(query: "printer") { ${ANSWER} } b: search(query: "fire") { ${ANSWER} } ...More`;
    const more = `fragment More on Query { c: search(query: "paper") { ${ANSWER} } }`;
    expect((await ask(`{ ${three} } ${more}`)).errors).toEqual([]);
    expect((await ask(`{ ${three} d: search(query: "x") { searchId } } ${more}`)).errors).toMatchObject([
      {
        message: 'The operation asks for "search" 4 times; at most 3 are allowed.',
        extensions: { code: 'QUERY_TOO_COMPLEX' },
      },
    ]);
  });

  test('does not let records multiply', async () => {
    const inside = await ask(
      '{ search(query: "x") { hits { record { ... on Ticket { comments { ticket { subject } } } } } } }',
    );
    expect(inside.errors).toMatchObject([
      {
        message: expect.stringContaining('a Ticket inside a Ticket') as string,
        extensions: { code: 'QUERY_TOO_COMPLEX' },
      },
    ]);
  });

  test('is logged once, for all its pages, and not while it is typed', async () => {
    // The log is written behind the answers, and at the latest when the gateway closes.
    const own = await createSearchFixture(server);
    const searched = async (args: string): Promise<Found['search']> =>
      (await own.gateway.ask<Found>(`{ search(${args}) { ${ANSWER} } }`)).data!.search;
    const { searchId, pageInfo } = await searched('query: "printer", first: 1');
    await searched(`query: "printer", first: 1, after: "${pageInfo.endCursor}"`);
    await searched('query: "prin", asYouType: true');
    await searched('query: ""');
    await own.close();
    const rows = await own.database.asOwner('select id::text from sluice.searches');
    expect(rows).toEqual([{ id: searchId }]);
  });

  test('tells nothing of what goes wrong in the database', async () => {
    const errors = fixture.gateway.log.filter(({ level }) => (level as number) >= 50);
    expect(errors).toEqual([]);
  });
});

function unescaped(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
