import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSearchId } from '../../../src/search/log/search-id.js';
import { OTHER_TENANT, TENANT } from '../../analytics/support/tickets-fixture.js';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../../setup/test-database.js';
import { startTestGateway, type GatewayFixture, type TokenOptions } from '../../support/gateway-fixture.js';
import { LiveSocket } from '../../support/live-client.js';

const SEARCH = `query ($query: String!) { search(query: $query, types: [TICKET]) { searchId total { value } hits { record { ... on Ticket { id } } } } }`;
const OPENED = `mutation ($searchId: ID!, $id: ID!, $type: SearchType! = TICKET, $position: Int) {
  recordSearchOpened(searchId: $searchId, type: $type, id: $id, position: $position)
}`;

interface Found {
  readonly search: {
    readonly searchId: string;
    readonly hits: readonly { readonly record: { readonly id: string } }[];
  };
}

describe.each(postgresVersions)('recordSearchOpened on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  let gateway: GatewayFixture;
  /** Another gateway of the same database. */
  let neighbour: GatewayFixture;

  beforeAll(async () => {
    database = await createTestDatabase(server);
    await database.asAdmin(
      `insert into sluice.tenants (id, name) values ('${TENANT}', 'Ours'), ('${OTHER_TENANT}', 'Theirs')`,
    );
    for (const tenant of [TENANT, OTHER_TENANT]) {
      await database.asAdmin(
        `insert into helpdesk.tickets (tenant_id, id, subject, status, channel)
         select '${tenant}', gen_random_uuid(), 'The printer is on fire ' || n, 'open', 'email' from generate_series(1, 3) as n`,
      );
    }
    gateway = await startTestGateway(database.gatewayUrl);
    neighbour = await startTestGateway(database.gatewayUrl);
  });
  afterAll(async () => {
    await Promise.all([gateway?.close(), neighbour?.close()]);
  });

  const find = async (query = 'printer', options: TokenOptions = {}): Promise<Found['search']> => {
    const { data, errors } = await gateway.ask<Found>(SEARCH, { ...options, variables: { query } });
    expect(errors).toEqual([]);
    return data!.search;
  };
  const open = async (
    variables: Record<string, unknown>,
    { through = gateway, ...options }: TokenOptions & { readonly through?: GatewayFixture } = {},
  ): Promise<unknown> => {
    const { data, errors } = await through.ask<{ recordSearchOpened: boolean }>(OPENED, {
      ...options,
      variables,
    });
    return errors.length > 0 ? errors : data!.recordSearchOpened;
  };
  const openings = (searchId: string): Promise<unknown[]> =>
    database.asAdmin('select record_id from sluice.search_openings where search_id = $1', [searchId]);
  const someHit = ({ hits }: Found['search']): string => hits[0]!.record.id;

  describe('is refused', () => {
    test('to a token that lacks a scope of the search', async () => {
      const found = await find();
      const variables = { searchId: found.searchId, id: someHit(found) };
      expect(await open(variables, { scopes: ['helpdesk:read'] })).toMatchObject([
        { message: expect.stringContaining('the scope "records"'), extensions: { code: 'FORBIDDEN' } },
      ]);
      expect(await openings(found.searchId)).toEqual([]);
    });

    test('without a token', async () => {
      const response = await gateway.post({ query: OPENED }, { authorization: '' });
      expect(response.status).toBe(401);
    });

    test('over GET, which anybody may be led to', async () => {
      const { searchId, hits } = await find();
      const query = `mutation { recordSearchOpened(searchId: "${searchId}", type: TICKET, id: "${hits[0]!.record.id}") }`;
      // The second time, the operation is known.
      for (let n = 0; n < 2; n++) {
        const response = await fetch(`${gateway.graphqlUrl}?query=${encodeURIComponent(query)}`, {
          headers: { authorization: await gateway.authorization(), accept: 'application/json' },
        });
        expect(response.status).toBe(405);
      }
      expect(await openings(searchId)).toEqual([]);
    });

    test('over a WebSocket, and as a stream of events', async () => {
      const { searchId, hits } = await find();
      const query = `mutation { recordSearchOpened(searchId: "${searchId}", type: TICKET, id: "${hits[0]!.record.id}") }`;
      const socket = await LiveSocket.connect(gateway.graphqlUrl, await gateway.authorization());
      const stream = socket.subscribe(query);
      expect(await stream.next()).toMatchObject({
        errors: [{ message: expect.stringContaining('send it in a POST') }],
      });
      await socket.close();
      const response = await gateway.post({ query }, { accept: 'text/event-stream' });
      expect(await response.text()).toContain('send it in a POST');
      expect(await openings(searchId)).toEqual([]);
    });

    test('more than 20 times in one operation, and for a place that there is not', async () => {
      const found = await find();
      const one = `recordSearchOpened(searchId: "${found.searchId}", type: TICKET, id: "${someHit(found)}"`;
      const many = Array.from({ length: 21 }, (_, n) => `o${n}: ${one})`).join(' ');
      const { errors } = await gateway.ask(`mutation { ${many} }`);
      expect(errors[0]!.extensions.code).toBe('QUERY_TOO_COMPLEX');
      for (const position of [0, -1, 100_001]) {
        const refused = await gateway.ask(`mutation { ${one}, position: ${position}) }`);
        expect(refused.errors[0]!.extensions.code).toBe('BAD_USER_INPUT');
      }
      expect(await openings(found.searchId)).toEqual([]);
    });
  });

  test("answers false, and nothing else, for whatever is not the tenant's", async () => {
    const [ours, theirs] = [await find(), await find('printer', { tenantId: OTHER_TENANT })];
    expect(theirs.hits).toHaveLength(3);
    for (const variables of [
      { searchId: theirs.searchId, id: someHit(ours) },
      { searchId: ours.searchId, id: someHit(theirs) },
      { searchId: createSearchId(), id: someHit(ours) },
      { searchId: createSearchId(new Date(0)), id: someHit(ours) },
      { searchId: createSearchId(new Date(Date.now() + 1e9)), id: someHit(ours) },
      { searchId: ours.searchId, id: randomUUID() },
      { searchId: ours.searchId, id: 'no id' },
      { searchId: 'no id', id: someHit(ours) },
      { searchId: ours.searchId, id: someHit(ours), type: 'COMMENT' },
    ]) {
      expect(await open(variables)).toBe(false);
    }
    expect(await openings(ours.searchId)).toEqual([]);
    expect(await openings(theirs.searchId)).toEqual([]);
  });

  test('notes a hit at once after the search, once, and through any gateway', async () => {
    const found = await find();
    const variables = { searchId: found.searchId, id: someHit(found), position: 1 };
    expect(await open(variables)).toBe(true);
    expect(await open(variables)).toBe(true);
    expect(await openings(found.searchId)).toEqual([{ record_id: someHit(found) }]);
    const other = await find();
    expect(await open({ searchId: other.searchId, id: someHit(other) }, { through: neighbour })).toBe(true);
  });

  test('is what the analytics of searches are about: they are current, and only of the tenant', async () => {
    await find('no such thing anywhere');
    const found = await find('"on fire"');
    await open({ searchId: found.searchId, id: someHit(found) });
    const ask = `{ searchAnalytics { searches(where: { query: { in: ["no such thing anywhere", "\\"on fire\\""] } }) {
      rows { query count withResults withoutResult opened successRate noResultRate } totals { count p95DurationMs } } openings { totals { count } } } }`;
    const { data, errors } = await gateway.ask<{ searchAnalytics: Record<string, never> }>(ask);
    expect(errors).toEqual([]);
    expect(data!.searchAnalytics).toMatchObject({
      searches: {
        rows: [
          {
            query: '"on fire"',
            count: 1,
            withResults: 1,
            withoutResult: 0,
            opened: 1,
            successRate: 1,
            noResultRate: 0,
          },
          {
            query: 'no such thing anywhere',
            count: 1,
            withResults: 0,
            withoutResult: 1,
            opened: 0,
            successRate: 0,
            noResultRate: 1,
          },
        ],
        totals: { count: 2, p95DurationMs: expect.any(Number) },
      },
    });
    const theirs = await gateway.ask<{ searchAnalytics: { openings: { totals: { count: number } } } }>(ask, {
      tenantId: OTHER_TENANT,
    });
    expect(theirs.data!.searchAnalytics).toMatchObject({
      searches: { rows: [] },
      openings: { totals: { count: 0 } },
    });
  });

  test('a gateway that stops writes the searches that it has answered', async () => {
    const third = await startTestGateway(database.gatewayUrl);
    await third.ask(SEARCH, { variables: { query: 'goodbye' } });
    await third.close();
    expect(
      await database.asAdmin(`select types from sluice.searches where normalized_query = 'goodbye'`),
    ).toEqual([{ types: ['TICKET'] }]);
  });
});
