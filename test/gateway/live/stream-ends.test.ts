import { request as httpRequest, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AccessTokenStore } from '../../../src/tokens/access-token-store.js';
import { createTestDatabase } from '../../setup/test-database.js';
import { startTestGateway } from '../../support/gateway-fixture.js';
import { LiveSocket, streamEvents, type LiveStream } from '../../support/live-client.js';
import {
  count,
  COUNT,
  createLiveFixture,
  insertTickets,
  liveFixtureOf,
  TENANT,
  TRANSPORTS,
  type Counted,
  type LiveFixture,
  type Transport,
} from './live-fixture.js';

describe.each(TRANSPORTS)('a stream over %s ends', (transport) => {
  let live: LiveFixture;

  beforeAll(async () => {
    live = await createLiveFixture({
      SLUICE_LIVE_INTERVAL_MS: '20',
      SLUICE_LIVE_TOKEN_CHECK_MS: '100',
      SLUICE_LIVE_DRAIN_MS: '500',
    });
  });
  afterAll(() => live?.close());

  const askAs = async (authorization: string, query = COUNT): Promise<LiveStream<Counted>> =>
    transport === 'WebSocket'
      ? (await LiveSocket.connect(live.gateway.graphqlUrl, authorization)).subscribeAlone(query)
      : streamEvents(live.gateway.graphqlUrl, { authorization }, query);

  /** How a stream ends whose token is not good any more: nothing but the reason comes. */
  const expectRefused = async (stream: LiveStream<Counted>, reason: string): Promise<void> => {
    if (transport === 'WebSocket') {
      expect(await stream.ended).toEqual({ code: 4403, reason: expect.stringContaining(reason) as string });
      return;
    }
    expect(await stream.next()).toEqual({
      errors: [
        {
          message: expect.stringContaining(reason) as string,
          extensions: expect.objectContaining({ code: 'UNAUTHENTICATED' }) as object,
        },
      ],
    });
    expect((await stream.ended).reason).toBe('complete');
  };

  test('with its token, and says so', async () => {
    // Within the tolerance for clocks, and just so.
    const stream = await askAs(await live.gateway.authorization({ tenantId: TENANT, lifetimeSeconds: -3 }));
    expect(await count(stream)).toBe(0);
    await expectRefused(stream, 'The token expired at');
    await live.untilMetric('sluice_live_connections', 0);
    expect(await live.metric('sluice_live_dropped_total', 'token')).toBeGreaterThan(0);
  });

  test('when its token is revoked, and others go on', async () => {
    const store = new AccessTokenStore(live.database.maintainerUrl);
    const issue = () =>
      store.create({ tenantId: TENANT, name: 'Partner', scopes: ['helpdesk:read'], lifetimeSeconds: 3_600 });
    const [revoked, kept] = [await issue(), await issue()];
    const [ending, going] = [await askAs(`Bearer ${revoked.secret}`), await askAs(`Bearer ${kept.secret}`)];
    await Promise.all([ending.next(), going.next()]);
    await store.revoke(revoked.token.id);
    await expectRefused(ending, 'unknown, has expired or was revoked');
    await live.database.asOwner(insertTickets(TENANT));
    expect(await count(going)).toBe(1);
    going.stop();
  });

  test('when its reader does not read, while others go on', async () => {
    await live.database.asOwner(manyTickets());
    const authorization = await live.gateway.authorization({ tenantId: TENANT });
    const dropped = await live.metric('sluice_live_dropped_total', 'slow');
    const lazy = await readNothing(transport, live, authorization);
    const witness = await askAs(authorization);
    let seen = await count(witness);
    while ((await live.metric('sluice_live_dropped_total', 'slow')) === dropped) {
      await live.database.asOwner(insertTickets(TENANT));
      const next = await count(witness);
      expect(next).toBeGreaterThan(seen);
      seen = next;
    }
    await lazy.goneAfterReading();
    witness.stop();
    await live.untilMetric('sluice_live_connections', 0);
    await live.untilMetric('sluice_live_subscribers', 0);
  });

  test('when the gateway shuts down, before anything else does', async () => {
    const database = await createTestDatabase();
    await database.asOwner(`insert into sluice.tenants (id, name) values ('${TENANT}', 'Ours')`);
    const closing = liveFixtureOf(database, await startTestGateway(database.gatewayUrl));
    const stream = await closing.ask(transport, COUNT);
    await count(stream);
    await closing.close();
    expect(await stream.ended).toEqual(
      transport === 'WebSocket'
        ? { code: 1001, reason: 'The server is shutting down.' }
        : { code: null, reason: 'complete' },
    );
    expect(closing.gateway.log.filter(({ level }) => Number(level) >= 40)).toEqual([]);
  });
});

test('a WebSocket ends where more waits for it than may', async () => {
  const live = await createLiveFixture({
    SLUICE_LIVE_INTERVAL_MS: '20',
    SLUICE_LIVE_MAX_BUFFER_BYTES: '65536',
    SLUICE_LIVE_DRAIN_MS: '600000',
  });
  try {
    await live.database.asOwner(manyTickets());
    const socket = await live.connect();
    // Each waits for its own message to leave before it sends another.
    for (let limit = 10_000; limit > 9_996; limit--) {
      socket.subscribe(BIG, { variables: { limit } });
    }
    await live.untilMetric('sluice_live_subscribers', 4);
    socket.socket.pause();
    const witness = await live.ask('server-sent events', COUNT);
    await count(witness);
    while ((await live.metric('sluice_live_dropped_total', 'slow')) === 0) {
      await live.database.asOwner(insertTickets(TENANT));
      await count(witness);
    }
    socket.socket.resume();
    expect([4413, 1006]).toContain((await socket.closed).code);
  } finally {
    await live.close();
  }
});

/** Some hundred kilobytes an answer: the network's own buffers are full after a few dozen. */
const BIG =
  'subscription ($limit: Int!) { helpdesk { tickets(limit: $limit) { rows { category count } totals { count } } } }';

function manyTickets(): string {
  return `
    insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, channel, category)
    select '${TENANT}', gen_random_uuid(), now(), now(), 'x', 'open', 'web', repeat('x', 200) || n from generate_series(1, 2500) n`;
}

interface LazyReader {
  /** Begins to read, and resolves when the connection has gone. */
  goneAfterReading(): Promise<void>;
}

/** Subscribes and does not read. */
async function readNothing(
  transport: Transport,
  live: LiveFixture,
  authorization: string,
): Promise<LazyReader> {
  const operation = { query: BIG, variables: { limit: 10_000 } };
  if (transport === 'WebSocket') {
    const socket = await LiveSocket.connect(live.gateway.graphqlUrl, authorization);
    socket.subscribe(operation.query, { variables: operation.variables });
    await live.untilMetric('sluice_live_subscribers', 1);
    socket.socket.pause();
    return {
      goneAfterReading: async () => {
        socket.socket.resume();
        // Whoever begins to read at the last moment gets the goodbye; all others are cut.
        expect([4413, 1006]).toContain((await socket.closed).code);
      },
    };
  }
  const response = await new Promise<IncomingMessage>((resolve) => {
    httpRequest(
      live.gateway.graphqlUrl,
      {
        method: 'POST',
        headers: { accept: 'text/event-stream', authorization, 'content-type': 'application/json' },
      },
      resolve,
    ).end(JSON.stringify(operation));
  });
  response.pause();
  response.on('error', () => undefined);
  return {
    goneAfterReading: async () => {
      response.resume();
      while (!response.closed) await sleep(10);
    },
  };
}
