import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { token } from '../../support/gateway-fixture.js';
import { LiveSocket } from '../../support/live-client.js';
import {
  count,
  COUNT,
  createLiveFixture,
  insertTickets,
  OTHER_TENANT,
  TENANT,
  type Counted,
  type LiveFixture,
} from './live-fixture.js';

describe('GraphQL over WebSocket', () => {
  let live: LiveFixture;

  beforeAll(async () => {
    live = await createLiveFixture({
      SLUICE_CORS_ORIGINS: 'https://bi.example',
      SLUICE_LIVE_INIT_MS: '300',
      SLUICE_LIVE_MAX_CONNECTIONS: '2',
      SLUICE_LIVE_MAX_SUBSCRIPTIONS: '3',
      SLUICE_MAX_BODY_BYTES: '2048',
    });
  });
  afterAll(() => live?.close());

  const open = async (options?: ConstructorParameters<typeof LiveSocket>[1]): Promise<LiveSocket> => {
    const socket = new LiveSocket(live.gateway.graphqlUrl, options);
    await socket.opened();
    return socket;
  };
  const bearer = async (tenantId = TENANT): Promise<string> => `Bearer ${await token({ tenantId })}`;

  describe('is refused', () => {
    test.each([
      ['without a token', {}, 'No token was sent.'],
      ['with a token that is none', { authorization: 'Bearer nonsense' }, 'The token is neither a JWT nor'],
      ['with a token of another type', { authorization: 5 }, 'No token was sent.'],
    ])('%s', async (_name, payload, reason) => {
      const socket = await open();
      socket.send({ type: 'connection_init', payload });
      expect(await socket.closed).toEqual({ code: 4403, reason: expect.stringContaining(reason) as string });
    });

    test('with a token that has expired, of an unknown tenant, or of another issuer', async () => {
      for (const authorization of [
        `Bearer ${await token({ tenantId: TENANT, lifetimeSeconds: -60 })}`,
        await bearer('00000000-0000-4000-8000-00000000dead'),
        'Bearer eyJhbGciOiJub25lIn0.e30.',
      ]) {
        const socket = await open();
        socket.send({ type: 'connection_init', payload: { authorization } });
        expect((await socket.closed).code).toBe(4403);
      }
    });

    test('an operation before anybody has said who it is', async () => {
      const socket = await open();
      socket.subscribe(COUNT);
      expect((await socket.closed).code).toBe(4401);
    });

    test('to whoever says nothing for too long', async () => {
      const socket = await open();
      expect((await socket.closed).code).toBe(4408);
    });

    test('to whoever says twice who it is', async () => {
      const socket = await open();
      socket.send({ type: 'connection_init', payload: { authorization: await bearer() } });
      socket.send({ type: 'connection_init', payload: { authorization: await bearer(OTHER_TENANT) } });
      expect((await socket.closed).code).toBe(4429);
    });

    test('in another protocol', async () => {
      const socket = new LiveSocket(live.gateway.graphqlUrl, { protocol: 'graphql-ws' });
      expect((await socket.closed).code).toBeGreaterThan(1000);
    });

    test.each([
      ['/elsewhere', 404, {}],
      ['/graphql', 403, { origin: 'https://evil.example' }],
      ['/graphql', 403, { origin: 'null' }],
    ])('at %s with status %i and headers %j', async (path, status, headers) => {
      const socket = new LiveSocket(new URL(path, live.gateway.url).href, { headers });
      await expect(socket.opened()).rejects.toThrow(`status ${status}`);
    });

    test.each([
      ['that is no JSON', 'hello', 4400],
      ['of an unknown type', '{"type":"hello"}', 4400],
      ['without a query', '{"type":"subscribe","id":"1","payload":{}}', 4400],
      [
        'that is longer than a request may be',
        JSON.stringify({ type: 'ping', payload: { x: 'x'.repeat(4_000) } }),
        1009,
      ],
    ])('a message %s', async (_name, message, code) => {
      const socket = await open();
      socket.socket.send(message);
      expect((await socket.closed).code).toBe(code);
    });

    test('a second operation under the id of one that runs', async () => {
      const socket = await live.connect();
      socket.send({ type: 'subscribe', id: 'a', payload: { query: COUNT } });
      socket.send({ type: 'subscribe', id: 'a', payload: { query: COUNT } });
      expect((await socket.closed).code).toBe(4409);
    });

    test('more operations than one connection may have, until one is completed', async () => {
      const socket = await live.connect();
      const streams = Array.from({ length: 3 }, () => socket.subscribe<Counted>(COUNT));
      for (const stream of streams) await count(stream);
      const refused = socket.subscribe(COUNT);
      expect((await refused.next()).errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
      streams[0]!.stop();
      await live.untilMetric('sluice_live_subscribers', 2);
      expect(await count(socket.subscribe(COUNT))).toBe(0);
      await socket.close();
    });

    test('more connections than a tenant may have, which leaves other tenants in peace', async () => {
      await live.untilMetric('sluice_live_connections', 0);
      const [first, second] = [await live.connect(), await live.connect()];
      await expect(live.connect()).rejects.toThrow(/"code":1013.*2 live connections/);
      const other = await live.connect({ tenantId: OTHER_TENANT });
      await first.close();
      await live.untilMetric('sluice_live_connections', 2);
      const third = await live.connect();
      await Promise.all([second.close(), third.close(), other.close()]);
    });
  });

  describe('is open', () => {
    test('to pages of the gateway and of the origins that are listed, and to what is no page', async () => {
      for (const origin of [new URL(live.gateway.url).origin, 'https://bi.example', undefined]) {
        const socket = await open({ headers: origin === undefined ? {} : { origin } });
        await socket.close();
      }
    });

    test('to a token in the header of the upgrade', async () => {
      const socket = await open({ headers: { authorization: await bearer() } });
      socket.send({ type: 'connection_init' });
      await socket.acknowledged();
      expect(await count(socket.subscribe(COUNT))).toBe(0);
      await socket.close();
    });

    test('to the client of graphql-ws', async () => {
      const client = createClient({
        url: live.gateway.graphqlUrl.replace(/^http/, 'ws'),
        webSocketImpl: WebSocket,
        connectionParams: async () => ({ authorization: await bearer() }),
      });
      const answers = client.iterate<Counted>({ query: COUNT });
      const before = (await answers.next()).value!.data!.helpdesk.tickets!.totals.count;
      await live.database.asOwner(insertTickets(TENANT));
      expect((await answers.next()).value!.data!.helpdesk.tickets!.totals.count).toBe(before + 1);
      await answers.return!();
      await client.dispose();
    });

    test('to pings', async () => {
      const socket = await open();
      socket.send({ type: 'ping', payload: { x: 1 } });
      expect(await socket.other()).toEqual({ type: 'pong', payload: { x: 1 } });
      await socket.close();
    });
  });

  test('has many operations over one connection, each with its own answers', async () => {
    const socket = await live.connect();
    const all = socket.subscribe<Counted>(COUNT);
    const closed = socket.subscribe<Counted>(
      'subscription { helpdesk { tickets(where: { status: { eq: CLOSED } }) { totals { count } } } }',
    );
    const [before, closedBefore] = [await count(all), await count(closed)];
    await live.database.asOwner(insertTickets(TENANT, 1, 'open'));
    expect(await count(all)).toBe(before + 1);
    await live.database.asOwner(insertTickets(TENANT, 1, 'closed'));
    expect(await count(all)).toBe(before + 2);
    expect(await count(closed)).toBe(closedBefore + 1);
    await socket.close();
  });

  test('forgets what is completed, and everything when the connection goes', async () => {
    await live.untilMetric('sluice_live_subscribers', 0);
    const socket = await live.connect();
    const [one, two] = [
      socket.subscribe<Counted>(COUNT),
      socket.subscribe<Counted>('subscription { helpdesk { tickets { totals { agents } } } }'),
    ];
    await Promise.all([one.next(), two.next()]);
    expect([
      await live.metric('sluice_live_subscribers'),
      await live.metric('sluice_live_questions'),
    ]).toEqual([2, 2]);
    one.stop();
    await live.untilMetric('sluice_live_questions', 1);
    socket.socket.terminate();
    await live.untilMetric('sluice_live_subscribers', 0);
    await live.untilMetric('sluice_live_questions', 0);
    await live.untilMetric('sluice_live_connections', 0);
  });

  test('cancels a query that is completed before its answer', async () => {
    const locker = new pg.Client({ connectionString: live.database.adminUrl });
    await locker.connect();
    const untilWaiting = async (expected: number): Promise<void> => {
      const waiting = async (): Promise<number> => {
        const { rows } = await locker.query<{ count: number }>(
          `select count(*)::int as count from pg_stat_activity
           where datname = current_database() and usename = 'sluice_gateway' and wait_event_type = 'Lock'`,
        );
        return rows[0]!.count;
      };
      while ((await waiting()) !== expected) await sleep(10);
    };
    const socket = await live.connect();
    try {
      await locker.query('begin; lock table helpdesk.tickets in access exclusive mode');
      const stream = socket.subscribe(
        '{ helpdesk { tickets { rows { channel status priority category count } } } }',
      );
      await untilWaiting(1);
      stream.stop();
      await untilWaiting(0);
    } finally {
      await locker.end();
      await socket.close();
    }
  });

  test('leaves requests alone that offer another protocol', async () => {
    const { port, hostname } = new URL(live.gateway.url);
    const body = JSON.stringify({ query: '{ __typename }' });
    const socket = connect(Number(port), hostname);
    const request = (connection: string, more: string): string =>
      `POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\nconnection: ${connection}\r\n${more}authorization: ${authorization}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    const authorization = await bearer();
    let answer = '';
    socket.on('data', (chunk) => (answer += String(chunk)));
    // As Java's client does it, and in two packets.
    const first = request('Upgrade, HTTP2-Settings', 'upgrade: h2c\r\nhttp2-settings: AAEAAEAAAAIAAAAB\r\n');
    socket.write(first.slice(0, -20));
    await sleep(50);
    socket.write(first.slice(-20));
    while (!answer.includes('"Query"')) await sleep(5);
    // The connection goes on as any other.
    answer = '';
    socket.end(request('close', ''));
    while (!answer.includes('"Query"')) await sleep(5);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
  });

  test('names no tenant in its metrics', async () => {
    const socket = await live.connect();
    await socket.subscribe(COUNT).next();
    const text = await (await fetch(new URL('metrics', live.gateway.url))).text();
    for (const name of ['evaluations_total', 'messages_total', 'connections', 'subscribers', 'questions']) {
      expect(text).toContain(`sluice_live_${name}`);
    }
    expect(text).not.toContain(TENANT);
    await socket.close();
  });
});
