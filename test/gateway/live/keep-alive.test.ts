import { request as httpRequest, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { count, COUNT, createLiveFixture, TENANT, type Counted, type LiveFixture } from './live-fixture.js';

const KEEP_ALIVE_MS = 12_000;

describe('a connection that is silent', () => {
  let live: LiveFixture;

  beforeAll(async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    live = await createLiveFixture();
  });
  afterAll(async () => {
    // Closing waits for connections by an interval of its own.
    vi.useRealTimers();
    await live?.close();
  });

  test('is kept by comments in a stream of events', async () => {
    const authorization = await live.gateway.authorization({ tenantId: TENANT });
    const response = await new Promise<IncomingMessage>((resolve) => {
      httpRequest(
        live.gateway.graphqlUrl,
        {
          method: 'POST',
          headers: { accept: 'text/event-stream', authorization, 'content-type': 'application/json' },
        },
        resolve,
      ).end(JSON.stringify({ query: COUNT }));
    });
    let text = '';
    response.on('data', (chunk) => (text += String(chunk)));
    response.on('error', () => undefined);
    while (!text.includes('event: next')) await sleep(5);
    const before = text.length;
    for (let round = 1; round <= 3; round++) {
      vi.advanceTimersByTime(KEEP_ALIVE_MS);
      while (text.length < before + round * ':\n\n'.length) await sleep(5);
    }
    expect(text.slice(before)).toBe(':\n\n'.repeat(3));
    response.destroy();
    await live.untilMetric('sluice_live_connections', 0);
  });

  test('is kept by pings over WebSocket', async () => {
    const socket = await live.connect();
    const stream = socket.subscribe<Counted>(COUNT);
    await count(stream);
    for (let round = 0; round < 3; round++) {
      const pinged = new Promise((resolve) => socket.socket.once('ping', resolve));
      vi.advanceTimersByTime(KEEP_ALIVE_MS);
      await pinged;
      // The pong is on its way.
      await sleep(50);
    }
    expect(socket.socket.readyState).toBe(WebSocket.OPEN);
    await socket.close();
  });

  test('is cut over WebSocket when nobody answers', async () => {
    const socket = new WebSocket(live.gateway.graphqlUrl.replace(/^http/, 'ws'), 'graphql-transport-ws', {
      autoPong: false,
    });
    await new Promise((resolve) => socket.once('open', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    vi.advanceTimersByTime(KEEP_ALIVE_MS);
    vi.advanceTimersByTime(KEEP_ALIVE_MS);
    expect(await closed).toBe(1006);
  });
});
