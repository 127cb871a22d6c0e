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
    gateway = await startTestGateway(fixture.database.gatewayUrl);
  });
  afterAll(async () => {
    await gateway?.close();
    await fixture?.close();
  });

  const ask = async (body: object, accept: string, scopes: readonly Scope[]) => {
    const response = await gateway.post(body, {
      accept,
      authorization: await gateway.authorization({ scopes }),
    });
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
