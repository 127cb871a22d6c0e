import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EventStream } from '../../../src/gateway/live/event-stream.js';
import { streamEvents } from '../../support/live-client.js';
import {
  count,
  COUNT,
  createLiveFixture,
  insertTickets,
  TENANT,
  type Counted,
  type LiveFixture,
} from './live-fixture.js';

const ACCEPT = { accept: 'text/event-stream' };

describe('GraphQL over server-sent events', () => {
  let live: LiveFixture;
  let authorization: string;

  beforeAll(async () => {
    live = await createLiveFixture({
      SLUICE_CORS_ORIGINS: 'https://bi.example',
      SLUICE_LIVE_MAX_CONNECTIONS: '2',
    });
    authorization = await live.gateway.authorization({ tenantId: TENANT });
  });
  afterAll(() => live?.close());

  const post = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    live.gateway.post(body, { ...ACCEPT, authorization, ...headers });

  describe('is refused', () => {
    test.each([
      ['without a token', { authorization: '' }, 401, 'UNAUTHENTICATED'],
      ['with a token that is none', { authorization: 'Bearer nonsense' }, 401, 'UNAUTHENTICATED'],
    ])('%s, as a response of its own', async (_name, headers, status, code) => {
      const response = await post({ query: COUNT }, headers);
      expect([
        response.status,
        ((await response.json()) as { errors: { extensions: object }[] }).errors[0]!.extensions,
      ]).toEqual([status, expect.objectContaining({ code })]);
    });

    test.each([
      ['no operation', {}],
      ['an operation that is no text', { query: 5 }],
      ['no object', []],
      ['a name that is no text', { query: COUNT, operationName: 5 }],
      ['variables that are no object', { query: COUNT, variables: [] }],
      ['extensions that are no object', { query: COUNT, extensions: 'x' }],
    ])('where there is %s', async (_name, body) => {
      const response = await post(body);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    });

    test('a persisted query, in the stream', async () => {
      const stream = await streamEvents(live.gateway.graphqlUrl, { authorization }, `${COUNT} `, {
        extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } },
      } as never);
      expect((await stream.next()).errors).toMatchObject([
        { extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } },
      ]);
    });

    test('where the tenant has as many connections as it may have', async () => {
      const streams = await Promise.all([0, 1].map(() => live.ask('server-sent events', COUNT)));
      const response = await post({ query: COUNT });
      expect(response.status).toBe(429);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
      for (const stream of streams) stream.stop();
      await live.untilMetric('sluice_live_connections', 0);
      const again = await live.ask('server-sent events', COUNT);
      await again.next();
      again.stop();
      await live.untilMetric('sluice_live_connections', 0);
    });
  });

  test('is what the protocol says, byte by byte', async () => {
    const response = await new Promise<IncomingMessage>((resolve) => {
      const outgoing = httpRequest(
        live.gateway.graphqlUrl,
        {
          method: 'POST',
          headers: {
            ...ACCEPT,
            authorization,
            'content-type': 'application/json',
            origin: 'https://bi.example',
          },
        },
        resolve,
      );
      outgoing.end(JSON.stringify({ query: '{ __typename }' }));
    });
    let text = '';
    for await (const chunk of response) text += String(chunk);
    expect(text).toBe(
      ':\n\nevent: next\ndata: {"data":{"__typename":"Query"}}\n\nevent: complete\ndata: \n\n',
    );
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'x-request-id': expect.any(String) as string,
      'x-content-type-options': 'nosniff',
      'access-control-allow-origin': 'https://bi.example',
    });
  });

  test('has each answer in one line, whatever its data', async () => {
    await live.database.asOwner(
      `insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, channel, category)
       select '${TENANT}', gen_random_uuid(), now(), now(), 'x', 'open', 'web', E'one\\r\\ntwo\\nthree \\u2028' || n from generate_series(1, 3) n`,
    );
    const stream = await live.ask<{ helpdesk: { tickets: { rows: { category: string }[] } } }>(
      'server-sent events',
      'subscription { helpdesk { tickets { rows { category } } } }',
    );
    expect((await stream.next()).data!.helpdesk.tickets.rows.map(({ category }) => category)).toEqual(
      [1, 2, 3].map((n) => `one\r\ntwo\nthree \u2028${n}`),
    );
    stream.stop();
    await live.database.asOwner('delete from helpdesk.tickets');
  });

  test('takes an operation from the URL too', async () => {
    const query =
      'subscription Q($status: TicketStatus!) { helpdesk { tickets(where: { status: { eq: $status } }) { totals { count } } } }';
    const stream = await streamEvents<Counted>(live.gateway.graphqlUrl, { authorization }, query, {
      isGet: true,
      operationName: 'Q',
      variables: { status: 'OPEN' },
    });
    const before = await count(stream);
    await live.database.asOwner(insertTickets(TENANT));
    expect(await count(stream)).toBe(before + 1);
    stream.stop();
  });

  test.each([
    ['text/event-stream', 'text/event-stream'],
    ['application/json, text/event-stream;q=0.5', 'text/event-stream'],
    ['TEXT/EVENT-STREAM; charset=utf-8', 'text/event-stream'],
    ['text/event-stream;q=0, application/json', 'application/json'],
    ['application/json', 'application/json'],
    ['*/*', 'application/json'],
  ])('is for those who ask for it: %s', async (accept, expected) => {
    const response = await post({ query: '{ __typename }' }, { accept });
    expect(response.headers.get('content-type')).toMatch(new RegExp(`^${expected}`));
    expect(await response.text()).toContain('"Query"');
  });

  test('is forgotten when its reader goes, and is no slow request', async () => {
    const stream = await live.ask('server-sent events', COUNT);
    await stream.next();
    expect(await live.metric('sluice_live_subscribers')).toBe(1);
    stream.stop();
    await live.untilMetric('sluice_live_subscribers', 0);
    await live.untilMetric('sluice_live_connections', 0);
    expect(live.gateway.log.map(({ msg }) => msg)).not.toContain('A request was slow');
  });
});

test('a stream of events that begins when its reader has gone already ends at once', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const begun = new Promise<ServerResponse>((resolve) =>
    server.once('request', (_request, response) => resolve(response)),
  );
  const outgoing = httpRequest({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
  outgoing.on('error', () => undefined);
  outgoing.end();
  const response = await begun;
  const gone = new Promise((resolve) => response.once('close', resolve));
  outgoing.destroy();
  await gone;
  const events = new EventStream(response, {}, { drainMs: 600_000 }, () => undefined);
  await new Promise<void>((resolve) => events.onClose(resolve));
  await events.next('{}');
  await events.end();
  await new Promise((resolve) => server.close(resolve));
});
