import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../setup/test-database.js';
import { startTestGateway } from '../../support/gateway-fixture.js';
import type { LiveStream } from '../../support/live-client.js';
import { startPostgresProxy, type PostgresProxy } from '../../support/postgres-proxy.js';
import {
  insertTickets,
  liveFixtureOf,
  OTHER_TENANT,
  TENANT,
  type Counted,
  type LiveFixture,
} from './live-fixture.js';

const QUESTIONS = 50;
const SUBSCRIBERS = 1_000;
const CONNECTIONS = 20;

/** What a thousand subscribers cost, counted at the database by a proxy in between. */
describe('a thousand live subscribers with fifty questions', () => {
  let proxy: PostgresProxy;
  let live: LiveFixture;
  let streams: LiveStream<Counted>[];

  beforeAll(async () => {
    const database = await createTestDatabase();
    await database.asOwner(
      `insert into sluice.tenants (id, name) values ('${TENANT}', 'Ours'), ('${OTHER_TENANT}', 'Theirs')`,
    );
    proxy = await startPostgresProxy(database.gatewayUrl);
    live = liveFixtureOf(database, await startTestGateway(proxy.url));
    streams = [];
    for (let connection = 0; connection < CONNECTIONS; connection++) {
      const socket = await live.connect();
      for (let i = 0; i < SUBSCRIBERS / CONNECTIONS; i++) {
        streams.push(
          socket.subscribe(
            'subscription ($limit: Int!) { helpdesk { tickets(limit: $limit) { rows { status } totals { count } } } }',
            { variables: { limit: (streams.length % QUESTIONS) + 1 } },
          ),
        );
      }
    }
  });
  afterAll(async () => {
    await live?.close();
    await proxy?.close();
  });

  /** Each subscriber reads until it has seen this count. */
  const everybodySees = (expected: number): Promise<unknown> =>
    Promise.all(
      streams.map(async (stream) => {
        for (;;) {
          const { data, errors } = await stream.next();
          expect(errors).toBeUndefined();
          if (data!.helpdesk.tickets!.totals.count === expected) return;
        }
      }),
    );
  const evaluations = (): Promise<number> => live.metric('sluice_live_evaluations_total');
  /** Transactions of a tenant since the last reset. */
  const transactions = (): number => proxy.statements.filter((text) => text.startsWith('begin')).length;

  test('are answered fifty times after a change, not a thousand times', async () => {
    await everybodySees(0);
    await live.database.asOwner(insertTickets(TENANT));
    await everybodySees(1);
    expect([
      await live.metric('sluice_live_subscribers'),
      await live.metric('sluice_live_questions'),
    ]).toEqual([SUBSCRIBERS, QUESTIONS]);
    const [before, messages] = [await evaluations(), await live.metric('sluice_live_messages_total')];
    proxy.reset();
    await live.database.asOwner(insertTickets(TENANT));
    await everybodySees(2);
    expect((await evaluations()) - before).toBe(QUESTIONS);
    expect((await live.metric('sluice_live_messages_total')) - messages).toBe(SUBSCRIBERS);
    expect(transactions()).toBe(QUESTIONS);
  });

  test("cost nothing for another tenant's change", async () => {
    const before = await evaluations();
    const received = streams.map((stream) => stream.received);
    proxy.reset();
    await live.database.asOwner(insertTickets(OTHER_TENANT));
    const witness = await live.ask(
      'server-sent events',
      'subscription { helpdesk { tickets { totals { count } } } }',
      {
        tenantId: OTHER_TENANT,
      },
    );
    await witness.next();
    await live.database.asOwner(insertTickets(OTHER_TENANT));
    await witness.next();
    witness.stop();
    expect(streams.map((stream) => stream.received)).toEqual(received);
    // Those of the witness alone.
    expect((await evaluations()) - before).toBeLessThanOrEqual(3);
    expect(transactions()).toBeLessThanOrEqual(3);
  });

  test('are answered once per interval in a burst of changes', async () => {
    const [before, startedAtMs] = [await evaluations(), performance.now()];
    const [{ n: existing }] = (await live.database.asTenant(
      TENANT,
      'select count(*)::int as n from helpdesk.tickets',
    )) as [{ n: number }];
    const changes = 200;
    for (let change = 0; change < changes; change++) await live.database.asOwner(insertTickets(TENANT));
    await everybodySees(existing + changes);
    const intervals = Math.ceil((performance.now() - startedAtMs) / 250);
    expect((await evaluations()) - before).toBeLessThanOrEqual(QUESTIONS * (intervals + 1));
  });
});
