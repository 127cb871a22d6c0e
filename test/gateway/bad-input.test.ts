import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTicketsFixture, type TicketsFixture } from '../analytics/support/tickets-fixture.js';
import { startTestGateway, type GatewayFixture } from '../support/gateway-fixture.js';

/** What may stand in no answer: SQL, PostgreSQL's names, files, stacks, packages. */
const INTERNALS =
  /\bselect\b.*\bfrom\b|helpdesk_rollup|sluice_gateway|pg_|node_modules|\.[jt]s:\d|call stack|ECONN/i;

interface Refused {
  readonly body: unknown;
  readonly status?: number;
  readonly code: string;
  readonly message: RegExp;
  readonly headers?: Record<string, string>;
}

const query = (text: string, variables?: unknown, rest: object = {}) => ({ query: text, variables, ...rest });
const tickets = (args: string, selection = 'rows { count }') =>
  query(`{ helpdesk { tickets${args} { ${selection} } } }`);
const nested = (depth: number): object =>
  depth === 0 ? { channel: { eq: 'web' } } : { and: [nested(depth - 1)] };
const filtered = (where: unknown) =>
  query('query ($where: TicketsFilter) { helpdesk { tickets(where: $where) { totals { count } } } }', {
    where,
  });

/** Refused before anything is executed. */
const REFUSED: Readonly<Record<string, Refused>> = {
  'malformed JSON': { body: '{ "query": ', code: 'BAD_USER_INPUT', message: /not valid JSON/ },
  'an empty body': { body: '', code: 'BAD_USER_INPUT', message: /empty/ },
  'JSON that is no object': { body: '"text"', code: 'BAD_USER_INPUT', message: /./ },
  'JSON null': { body: 'null', code: 'BAD_USER_INPUT', message: /./ },
  'a batch': { body: [query('{ __typename }')], code: 'BAD_USER_INPUT', message: /batching/i },
  'an empty batch': { body: [], code: 'BAD_USER_INPUT', message: /./ },
  'no query': { body: { variables: {} }, code: 'BAD_USER_INPUT', message: /non-empty `query`/ },
  'an empty object': { body: {}, code: 'BAD_USER_INPUT', message: /body missing/ },
  'a query that is no text': { body: { query: 1 }, code: 'BAD_USER_INPUT', message: /must be strings/ },
  'variables that are a list': { body: query('{ __typename }', []), code: 'BAD_USER_INPUT', message: /./ },
  'variables that are text': { body: query('{ __typename }', 'x'), code: 'BAD_USER_INPUT', message: /./ },
  'a form': {
    body: 'query={__typename}',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    status: 415,
    code: 'BAD_USER_INPUT',
    message: /application\/json/,
  },
  'plain text': {
    body: '{"query":"{ __typename }"}',
    headers: { 'content-type': 'text/plain' },
    status: 415,
    code: 'BAD_USER_INPUT',
    message: /application\/json/,
  },
  'an unknown content encoding': {
    body: query('{ __typename }'),
    headers: { 'content-encoding': 'gzip', 'content-type': 'multipart/form-data' },
    status: 415,
    code: 'BAD_USER_INPUT',
    message: /./,
  },
  'a huge body': {
    body: query(`{ __typename } #${'x'.repeat(300_000)}`),
    status: 413,
    code: 'BODY_TOO_LARGE',
    message: /262144 bytes/,
  },
  'invalid UTF-8': {
    body: Buffer.concat([
      Buffer.from('{"query":"{ __typen'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('ame }"}'),
    ]),
    code: 'BAD_USER_INPUT',
    message: /not valid UTF-8/,
  },
  'a NUL character': {
    body: query('{ \u0000 }'),
    code: 'GRAPHQL_PARSE_FAILED',
    message: /Unexpected character/,
  },
  'a syntax error': { body: query('{ helpdesk {'), code: 'GRAPHQL_PARSE_FAILED', message: /Syntax Error/ },
  'too many tokens': {
    body: query(`{ ${'__typename '.repeat(12_000)} }`),
    code: 'QUERY_TOO_COMPLEX',
    message: /too long/,
  },
  'deep nesting': {
    body: query(`${'{a'.repeat(40)}${'}'.repeat(40)}`),
    code: 'QUERY_TOO_COMPLEX',
    message: /40 levels deep/,
  },
  'nesting past the stack': {
    body: query(`${'{a'.repeat(4_000)}${'}'.repeat(4_000)}`),
    code: 'QUERY_TOO_COMPLEX',
    message: /nested too deeply/,
  },
  'a literal past the stack': {
    body: tickets(`(where: ${'['.repeat(4_000)}${']'.repeat(4_000)})`),
    code: 'QUERY_TOO_COMPLEX',
    message: /nested too deeply/,
  },
  'a deep literal': {
    body: tickets(`(where: ${'{and:['.repeat(40)}${']}'.repeat(40)})`),
    code: 'QUERY_TOO_COMPLEX',
    message: /at most 32 levels/,
  },
  'too deep a selection': {
    body: query(`{ helpdesk { ${'... on Helpdesk { '.repeat(3)} __typename ${'}'.repeat(3)}
      tickets { explain { rejected { rollup } } } } __schema { types { fields { type { ofType { name } } } } } }`),
    headers: { 'x-depth': '3' },
    code: 'QUERY_TOO_COMPLEX',
    message: /levels deep; at most 3/,
  },
  'too many aliases': {
    body: tickets('', `rows { ${Array.from({ length: 101 }, (_, i) => `a${i}: count`).join(' ')} }`),
    code: 'QUERY_TOO_COMPLEX',
    message: /101 aliases; at most 100/,
  },
  'too many root fields': {
    body: query(
      `{ helpdesk { ${Array.from({ length: 21 }, (_, i) => `a${i}: tickets { totals { count } }`).join(' ')} } }`,
    ),
    code: 'QUERY_TOO_COMPLEX',
    message: /22 root fields; at most 20/,
  },
  'a cycle of fragments': {
    body: query('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'),
    code: 'QUERY_TOO_COMPLEX',
    message: /more than 5000 fields/,
  },
  'fragments that multiply': {
    body: query(
      `{ ...F0 } ${Array.from({ length: 20 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`).join(' ')}
       fragment F20 on Query { __typename }`,
    ),
    code: 'QUERY_TOO_COMPLEX',
    message: /more than 5000 fields/,
  },
  'an unknown operation': {
    body: query('query A { __typename } query B { __typename }', undefined, { operationName: 'C' }),
    code: 'BAD_USER_INPUT',
    message: /Unknown operation "C"/,
  },
  'one operation of several, unnamed': {
    body: query('query A { __typename } query B { __typename }'),
    code: 'BAD_USER_INPUT',
    message: /operationName/,
  },
  'an unknown field': {
    body: tickets('', 'rows { cuont }'),
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: /Cannot query field "cuont".*"count"/,
  },
  'an unknown argument': {
    body: tickets('(tenant: "x")'),
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: /tenant/,
  },
  'an unknown enumeration value': {
    body: tickets('(where: { status: { eq: OPNE } })'),
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: /"OPEN"/,
  },
  'a limit that is no number': {
    body: tickets('(limit: "5")'),
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: /Int/,
  },
  'a limit past 32 bits': {
    body: tickets('(limit: 99999999999)'),
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: /32-bit/,
  },
  'a malformed duration': {
    body: tickets('(where: { createdAt: { last: "30 days" } })'),
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: /30 days/,
  },
  'a mutation': { body: query('mutation { x }'), code: 'GRAPHQL_VALIDATION_FAILED', message: /Mutation/ },
  'a subscription where one answer is expected': {
    body: query('subscription { helpdesk { tickets { totals { count } } } }'),
    code: 'BAD_USER_INPUT',
    message: /WebSocket.*text\/event-stream/,
  },
  'a subscription to records': {
    body: query('subscription { helpdesk { ticketRecords { nodes { id } } } }'),
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: /"ticketRecords" on type "HelpdeskLive"/,
  },
  'a variable of the wrong type': {
    body: query('query ($limit: Int!) { helpdesk { tickets(limit: $limit) { totals { count } } } }', {
      limit: 'many',
    }),
    code: 'BAD_USER_INPUT',
    message: /"\$limit" got invalid value "many"/,
  },
  'a variable that is missing': {
    body: query('query ($limit: Int!) { helpdesk { tickets(limit: $limit) { totals { count } } } }'),
    code: 'BAD_USER_INPUT',
    message: /"\$limit" of required type "Int!" was not provided/,
  },
  'a malformed time in a variable': {
    body: filtered({ createdAt: { since: 'yesterday' } }),
    code: 'BAD_USER_INPUT',
    message: /yesterday/,
  },
  'a deep variable': { body: filtered(nested(40)), code: 'QUERY_TOO_COMPLEX', message: /at most 32 levels/ },
  'a variable past the stack': {
    body: `{"query":"query ($where: TicketsFilter) { helpdesk { tickets(where: $where) { totals { count } } } }","variables":{"where":${'{"and":['.repeat(20_000)}${']}'.repeat(20_000)}}}`,
    code: 'QUERY_TOO_COMPLEX',
    message: /at most 32 levels/,
  },
};

/** Refused while it is executed: the field is null and its neighbour is answered. */
const REFUSED_FIELDS: Readonly<Record<string, { readonly args: string; readonly message: RegExp }>> = {
  'an unknown zone': { args: '(timezone: "Europe/Berlim")', message: /Europe\/Berlim.*Europe\/Berlin/ },
  'a zone that is SQL': { args: `(timezone: "UTC'; drop table x; --")`, message: /time zone/i },
  'a limit of zero': { args: '(limit: 0)', message: /limit is 0/ },
  'a negative limit': { args: '(limit: -1)', message: /limit is -1/ },
  'an absurd limit': { args: '(limit: 2000000000)', message: /2000000000.*10000/ },
  'an id that is no uuid': { args: '(where: { agent: { eq: "me" } })', message: /"me"/ },
  'an order by what is not selected': {
    args: '(orderBy: [{ field: STATUS }])',
    message: /status/i,
  },
  'a range that ends before it begins': {
    args: '(where: { createdAt: { since: "2025-03-01", until: "2025-02-01" } })',
    message: /until/,
  },
  'last and since together': {
    args: '(where: { createdAt: { last: "P1D", since: "2025-02-01" } })',
    message: /since/,
  },
  'a NUL character in a filter': { args: '(where: { channel: { eq: "a\\u0000b" } })', message: /NUL/ },
};

describe('bad input', () => {
  let fixture: TicketsFixture;
  let gateway: GatewayFixture;
  let shallow: GatewayFixture;

  beforeAll(async () => {
    fixture = await createTicketsFixture();
    gateway = await startTestGateway(fixture.database.gatewayUrl);
    shallow = await startTestGateway(fixture.database.gatewayUrl, { SLUICE_MAX_DEPTH: '3' });
  });
  afterAll(async () => {
    await gateway?.close();
    await shallow?.close();
    await fixture?.close();
  });

  test.each(Object.entries(REFUSED))('is refused with a stable code: %s', async (_name, refused) => {
    const server = refused.headers?.['x-depth'] === undefined ? gateway : shallow;
    const response = await server.post(refused.body, refused.headers);
    const text = await response.text();
    const { errors } = JSON.parse(text) as { errors: { message: string; extensions: { code: string } }[] };
    expect({ status: response.status, code: errors[0]!.extensions.code, text }).toMatchObject({
      status: refused.status ?? 400,
      code: refused.code,
    });
    expect(errors[0]!.message).toMatch(refused.message);
    expect(text).not.toMatch(INTERNALS);
    expect(text).toMatch(/^\{"errors":\[\{"message":/);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  });

  test.each(Object.entries(REFUSED_FIELDS))(
    'nulls its own field alone: %s',
    async (_name, { args, message }) => {
      const { status, data, errors, text } = await gateway.ask(
        `{ helpdesk { bad: tickets${args} { rows { count } } good: tickets { totals { count } } } }`,
      );
      expect(errors).toMatchObject([{ path: ['helpdesk', 'bad'], extensions: { code: 'BAD_USER_INPUT' } }]);
      expect(errors[0]!.message).toMatch(message);
      expect(data).toEqual({ helpdesk: { bad: null, good: { totals: { count: 4500 } } } });
      expect(status).toBe(200);
      expect(text).not.toMatch(INTERNALS);
    },
  );

  test('that means to change prototypes changes nothing', async () => {
    const response = await gateway.post(
      '{"query":"query ($a: String = \\"x\\") { __typename }","__proto__":{"query":"{ nonsense }"},"variables":{"__proto__":{"a":1}}}',
    );
    expect(await response.json()).toMatchObject({ errors: [{ message: 'Variable "$a" is never used.' }] });
    expect(({} as { a?: unknown }).a).toBeUndefined();
  });

  test('is refused in a GET as in a POST', async () => {
    const get = (parameters: Record<string, string>) =>
      gateway.authorization().then((authorization) =>
        fetch(`${gateway.graphqlUrl}?${new URLSearchParams(parameters).toString()}`, {
          headers: { authorization },
        }),
      );
    const cases: [Record<string, string>, number][] = [
      [{}, 400],
      [{ query: '{' }, 400],
      [{ query: '{ __typename }', variables: '{' }, 400],
      [{ query: '{ __typename }', extensions: '[' }, 400],
      [{ query: 'mutation { x }' }, 400],
      [{ query: '{ __typename }' }, 200],
    ];
    for (const [parameters, status] of cases) expect((await get(parameters)).status).toBe(status);
  });

  test('is refused where there is no route, and where the path is garbage', async () => {
    for (const [path, status, code] of [
      ['nothing', 404, 'NOT_FOUND'],
      ['%E0%A4%A', 400, 'BAD_USER_INPUT'],
      ['graphql/x', 404, 'NOT_FOUND'],
    ] as const) {
      const response = await fetch(`${gateway.url}${path}`);
      const body = (await response.json()) as { errors: { extensions: { code: string } }[] };
      expect([response.status, body.errors[0]!.extensions.code]).toEqual([status, code]);
    }
    expect((await fetch(gateway.graphqlUrl, { method: 'DELETE' })).status).toBe(404);
  });

  test('of great breadth is answered or refused, never a fault of ours', async () => {
    const conditions = Array.from({ length: 9_000 }, (_, i) => ({ channel: { eq: `c${i}` } }));
    const { errors, data } = await gateway.ask<{ helpdesk: unknown }>(
      'query ($where: TicketsFilter) { helpdesk { tickets(where: $where) { totals { count } } } }',
      { variables: { where: { or: conditions } } },
    );
    if (errors.length === 0) expect(data).toEqual({ helpdesk: { tickets: { totals: { count: 0 } } } });
    else expect(errors[0]!.extensions.code).toMatch(/BAD_USER_INPUT|QUERY_TOO_COMPLEX|QUERY_TIMEOUT/);
  });

  test('leaves nothing in the log that calls it a fault of ours', () => {
    expect([...gateway.log, ...shallow.log].filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });
});
