import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import { ONE, OTHER } from '../sql/sample-tenant.js';
import { startTestGateway, type GatewayFixture } from '../support/gateway-fixture.js';
import { HOSTILE_QUERIES } from './support/hostile-queries.js';
import { idOf, insertRecords, insertTenants } from './support/insert-records.js';

const SEARCH = `query ($query: String!, $asYouType: Boolean!, $after: String) {
  search(query: $query, asYouType: $asYouType, after: $after, first: 2) {
    hits { type rank cursor record { ... on Ticket { id subject } ... on User { id name } } highlights { field html } }
    facets { type { value count } status { value count } channel { value count } month { value count } }
    total { value isExact } correctedQuery notice pageInfo { hasNextPage endCursor }
  }
}`;
const SUGGEST = 'query ($prefix: String!) { suggest(prefix: $prefix, first: 8) { text kind type } }';
const ANALYTICS = `query ($query: String!) {
  helpdesk { tickets(where: { text: { search: $query } }) { rows { channel count } totals { count } } }
}`;

/** Occurs in the other tenant's texts only; and what occurs nowhere, as long. */
const FOREIGN = 'xylophone';
const UNHEARD = 'zymurgist';

/** What may be said of a query that is not answered. */
const CLEAR_CODES = ['BAD_USER_INPUT', 'BODY_TOO_LARGE'];

describe.each(postgresVersions.slice(0, 1))('search over HTTP, on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  let gateway: GatewayFixture;
  beforeAll(async () => {
    database = await createTestDatabase(server);
    await insertTenants(database, { [ONE]: 'en', [OTHER]: 'en' });
    const tickets = (name: string, words: string): Record<string, string>[] =>
      Array.from({ length: 12 }, (_, n) => ({
        id: idOf(`${name} ${n}`),
        subject: `${words} ${n}`,
        description: `${words} again`,
      }));
    await insertRecords(database, ONE, 'helpdesk.tickets', tickets('own', 'Printer on fire'));
    await insertRecords(database, OTHER, 'helpdesk.tickets', tickets('theirs', `Printer of a ${FOREIGN}`));
    await database.asOwner('select sluice.gather_search_words()');
    gateway = await startTestGateway(database.gatewayUrl, { SLUICE_LIMIT_REQUESTS: '1000000' });
  });
  afterAll(() => gateway.close());

  const ask = async (
    operation: string,
    variables: Record<string, unknown>,
    tenantId = ONE,
  ): Promise<string> => (await gateway.ask(operation, { tenantId, variables })).text;
  const search = (query: string, more: Record<string, unknown> = {}): Promise<string> =>
    ask(SEARCH, { query, asYouType: false, ...more });

  /** A notice quotes the caller's own words, and a cursor holds them and the time. */
  const withoutQuery = (answer: string): string =>
    answer.replaceAll(/\\"[^"\\]*\\"|(?<="(?:cursor|endCursor)":)"[^"]*"/g, '…');

  test('a word that only another tenant has is answered byte for byte like one that nobody has', async () => {
    const theirs = await ask(SEARCH, { query: FOREIGN, asYouType: false }, OTHER);
    expect(theirs).toContain('"total":{"value":12,"isExact":true}');
    for (const make of [
      (word: string) => search(word),
      (word: string) => search(word, { asYouType: true }),
      (word: string) => search(word.slice(0, -1), { asYouType: true }),
      // One letter is wrong: the nearest word is another tenant's.
      (word: string) => search(`${word.slice(0, 4)}${word.slice(5)}`),
      (word: string) => search(`printer ${word}`),
      (word: string) => search(`printer or ${word}`),
      (word: string) => search(`-${word}`),
      (word: string) => ask(SUGGEST, { prefix: word.slice(0, 3) }),
      (word: string) => ask(SUGGEST, { prefix: word }),
      (word: string) => ask(ANALYTICS, { query: word }),
      (word: string) => ask(ANALYTICS, { query: `printer -${word}` }),
    ]) {
      const [foreign, unheard] = await Promise.all([make(FOREIGN), make(UNHEARD)]);
      expect(withoutQuery(foreign)).toBe(withoutQuery(unheard));
      expect(foreign).not.toContain('errors');
    }
  });

  test("another tenant's cursor opens nothing of it", async () => {
    const { data } = await gateway.ask<{ search: { pageInfo: { endCursor: string } } }>(SEARCH, {
      tenantId: OTHER,
      variables: { query: 'printer', asYouType: false },
    });
    const answer = await search('printer', { after: data!.search.pageInfo.endCursor });
    expect(answer).not.toContain(FOREIGN);
    expect(answer).not.toContain(idOf('theirs 0').slice(0, 8));
  });

  test.each(Object.entries(HOSTILE_QUERIES))(
    '%s: an answer or a clear error, and the gateway goes on',
    async (_, query) => {
      for (const [operation, variables] of [
        [SEARCH, { query, asYouType: false }],
        [SEARCH, { query, asYouType: true }],
        [SUGGEST, { prefix: query }],
        [ANALYTICS, { query }],
      ] as const) {
        const { status, errors, data } = await gateway.ask<Record<string, unknown>>(operation, {
          tenantId: ONE,
          variables,
        });
        expect(status).toBeLessThan(500);
        for (const error of errors) expect(CLEAR_CODES).toContain(error.extensions.code);
        if (errors.length === 0) expect(data).not.toBeNull();
      }
      expect(await search('printer')).toContain('"total":{"value":12,"isExact":true}');
    },
  );
});
