import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Scope } from '../../src/tenancy/scope.js';
import { createTicketsFixture, type TicketsFixture } from '../analytics/support/tickets-fixture.js';
import { startTestGateway, type GatewayFixture } from '../support/gateway-fixture.js';

const COUNT = '{ helpdesk { tickets { totals { count } } } }';
const FILTERED =
  'query Ask($where: TicketsFilter!) { helpdesk { tickets(where: $where) { totals { count } } } } query Other { __typename }';

/** Bodies that are asked twice: the first time Apollo answers, the second time the gateway knows the operation. */
const BODIES: Readonly<Record<string, object>> = {
  'an analytic operation': { query: COUNT },
  'one with explicit nulls': { query: COUNT, variables: null, operationName: null, extensions: null },
  'one that GraphQL executes': { query: '{ __typename helpdesk { __typename } }' },
  introspection: { query: '{ __schema { queryType { name } } }' },
  'a chosen operation': { query: FILTERED, operationName: 'Other' },
  'variables that fit': {
    query: FILTERED,
    operationName: 'Ask',
    variables: { where: { channel: { eq: 'web' } } },
  },
  'variables that are missing': { query: FILTERED, operationName: 'Ask' },
  'variables of a wrong type': { query: FILTERED, operationName: 'Ask', variables: { where: 5 } },
  'variables that are too deep': {
    query: FILTERED,
    operationName: 'Ask',
    variables: { where: JSON.parse('{"and":['.repeat(40) + ']}'.repeat(40)) as unknown },
  },
  'no operation chosen': { query: FILTERED },
  'an unknown operation': { query: FILTERED, operationName: 'Nothing' },
  'an empty operation name': { query: FILTERED, operationName: '' },
  'a value that is refused': {
    query: '{ helpdesk { tickets(timezone: "Mars/Base") { totals { count } } } }',
  },
  'a field beyond the scopes': { query: '{ helpdesk { tickets { totals { count } explain { reason } } } }' },
  'variables that are a list': { query: COUNT, variables: [] },
  'an operation name that is a number': { query: COUNT, operationName: 1 },
  'a persisted query': { query: COUNT, extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } },
  'extensions that are a list': { query: COUNT, extensions: [] },
};

describe('an operation that the gateway knows', () => {
  let fixture: TicketsFixture;
  let gateway: GatewayFixture;

  beforeAll(async () => {
    fixture = await createTicketsFixture();
    // An answer out of the cache says so.
    gateway = await startTestGateway(fixture.database.gatewayUrl, { SLUICE_CACHE_BYTES: '0' });
  });
  afterAll(async () => {
    await gateway?.close();
    await fixture?.close();
  });

  const ask = async (body: object, accept: string, scopes: readonly Scope[]) =>
    read(await gateway.post(body, { accept, authorization: await gateway.authorization({ scopes }) }));

  const askByGet = async (
    search: URLSearchParams | string,
    accept: string,
    headers: Record<string, string> = {},
  ) =>
    read(
      await fetch(`${gateway.graphqlUrl}?${search}`, {
        headers: {
          accept,
          authorization: await gateway.authorization({ scopes: ['helpdesk:read'] }),
          ...headers,
        },
      }),
    );

  const read = async (response: Response) => {
    const text = await response.text();
    const headers = Object.fromEntries(response.headers);
    delete headers['x-request-id'];
    delete headers['date'];
    return { status: response.status, text, headers };
  };

  test.each(Object.entries(BODIES))(
    'is answered to the byte as Apollo answers it: %s',
    async (_name, body) => {
      const scopes: readonly Scope[] = ['helpdesk:read'];
      for (const accept of ['application/json', 'application/graphql-response+json', '*/*']) {
        // An Accept header that needs negotiation always goes to Apollo.
        const byApollo = await ask(body, `${accept};q=0.9`, scopes);
        expect(await ask(body, accept, scopes)).toEqual(byApollo);
        expect(await ask(body, accept, scopes)).toEqual(byApollo);
      }
    },
  );

  test.each(Object.entries(BODIES))(
    'is answered to the byte as Apollo answers it, asked by GET: %s',
    async (_name, body) => {
      const search = new URLSearchParams(
        Object.entries(body).map(([name, value]): [string, string] => [
          name,
          typeof value === 'string' ? value : JSON.stringify(value),
        ]),
      );
      await ask(body, '*/*', ['helpdesk:read']);
      for (const accept of ['application/json', 'application/graphql-response+json', '*/*']) {
        const byApollo = await askByGet(search, `${accept};q=0.9`);
        expect(await askByGet(search, accept)).toEqual(byApollo);
      }
    },
  );

  const query = `query=${encodeURIComponent(COUNT)}`;
  test.each<[string, string, Record<string, string>?]>([
    ['a parameter that we do not know', `${query}&other=1`],
    ['the query twice', `${query}&${query}`],
    ['variables that are no JSON', `${query}&variables=x`],
    ['variables that are null', `${query}&variables=null`],
    ['variables that are a number', `${query}&variables=1`],
    ['an empty operation name', `${query}&operationName=`],
    ['extensions that are empty', `${query}&extensions={}`],
    ['signs that no encoding has', `${query}&operationName=%FF%zz`],
    ['blanks as plus signs', `query=${COUNT.replaceAll(' ', '+')}`],
    ['a content type', query, { 'content-type': 'application/json' }],
    ['a content type of something else', query, { 'content-type': 'text/plain' }],
    ['a subscription', `query=${encodeURIComponent(`subscription ${COUNT}`)}`],
    ['nothing', ''],
  ])('is answered to the byte as Apollo answers it, asked by GET with %s', async (_name, search, headers) => {
    await ask({ query: COUNT }, '*/*', ['helpdesk:read']);
    const byApollo = await askByGet(search, '*/*;q=0.9', headers);
    expect(await askByGet(search, '*/*', headers)).toEqual(byApollo);
  });

  test('is answered to each token as its own scopes allow', async () => {
    const body = { query: COUNT };
    const allowed = await ask(body, '*/*', ['helpdesk:read']);
    const refused = await ask(body, '*/*', ['records']);
    expect(allowed.text).toContain('"count":');
    expect(refused.text).toContain('FORBIDDEN');
    expect(await ask(body, '*/*', ['helpdesk:read'])).toEqual(allowed);
  });

  test('still needs an Accept header that can be met', async () => {
    await ask({ query: COUNT }, '*/*', ['helpdesk:read']);
    expect((await ask({ query: COUNT }, 'text/html', ['helpdesk:read'])).status).toBe(406);
  });
});
