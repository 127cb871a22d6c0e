import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTicketsFixture, TENANT, type TicketsFixture } from '../analytics/support/tickets-fixture.js';
import { until } from '../cache/cache-fixture.js';
import { startOwnRedis, type OwnRedis } from '../setup/test-redis.js';
import { startTestGateway, type GatewayFixture } from '../support/gateway-fixture.js';

/** What the documentation promises: an answer shows all that was committed so long before it was asked for. */
const MAX_DELAY_MS = 100;
const WARNING = 'Redis does not work; queries are answered without it';
const ALL_CLEAR = 'Redis works again';

interface Body {
  readonly data: { readonly helpdesk: { readonly tickets: { readonly totals: { readonly count: number } } } };
  readonly extensions: { readonly sluice: { readonly cache: string; readonly source: string } };
}

describe('two gateways in front of a Redis that fails', () => {
  let fixture: TicketsFixture;
  let redis: OwnRedis;
  let gateways: readonly GatewayFixture[] = [];

  beforeAll(async () => {
    fixture = await createTicketsFixture();
    redis = await startOwnRedis();
    // A busy machine is not to be taken for a slow Redis.
    const environment = { REDIS_URL: redis.url, SLUICE_REDIS_TIMEOUT_MS: '500' };
    gateways = await Promise.all(
      [0, 1].map(() => startTestGateway(fixture.database.gatewayUrl, environment)),
    );
  });
  afterAll(async () => {
    await Promise.all(gateways.map((gateway) => gateway.close()));
    await fixture?.close();
  });

  const insert = () =>
    fixture.database.asAdmin(
      `insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, channel)
       values ('${TENANT}', gen_random_uuid(), now(), now(), 'New', 'new', 'web')`,
    );

  /** One of so many questions with the same answer, so that there is something to find, and something to load. */
  const ask = async (gateway: GatewayFixture, question: number): Promise<Body> => {
    const { status, text } = await gateway.ask(
      `{ helpdesk { tickets(limit: ${1_000 + question}) { totals { count } rows { count } } } }`,
    );
    expect(status, text).toBe(200);
    return JSON.parse(text) as Body;
  };

  const isUp = async (gateway: GatewayFixture): Promise<boolean> =>
    (await (await fetch(new URL('/metrics', gateway.graphqlUrl))).text()).includes('\nsluice_redis_up 1\n');

  const outages = (gateway: GatewayFixture) =>
    gateway.log.map(({ msg }) => msg).filter((message) => message === WARNING || message === ALL_CLEAR);

  test('give no wrong answer while it is killed, started, paused and resumed under load', async () => {
    const first = (await ask(gateways[0]!, 0)).data.helpdesk.tickets.totals.count;
    /** When each of our commits was known to be done. */
    const committedAtMs: number[] = [];
    let begun = 0;
    let isOver = false;
    let asked = 0;
    let sources = new Set<string>();
    const write = async (): Promise<void> => {
      while (!isOver) {
        begun++;
        await insert();
        committedAtMs.push(Date.now());
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    };
    const read = async (gateway: GatewayFixture): Promise<void> => {
      while (!isOver) {
        const askedAtMs = Date.now();
        const least = committedAtMs.filter((at) => at < askedAtMs - MAX_DELAY_MS).length;
        const { data, extensions } = await ask(gateway, asked++ % 5);
        const count = data.helpdesk.tickets.totals.count - first;
        expect(count).toBeGreaterThanOrEqual(least);
        expect(count).toBeLessThanOrEqual(begun);
        sources.add(extensions.sluice.source);
      }
    };
    const working = [write(), ...gateways.flatMap((gateway) => [read(gateway), read(gateway)])];
    const goOn = async (): Promise<void> => {
      sources = new Set();
      const enough = asked + 60;
      await Promise.race([until(() => asked >= enough), ...working]);
    };
    const areUp = (expected: boolean) =>
      until(async () => (await Promise.all(gateways.map(isUp))).every((is) => is === expected));

    try {
      await areUp(true);
      await goOn();
      await Promise.race([until(() => sources.has('REDIS')), ...working]);

      await redis.kill();
      await areUp(false);
      await goOn();
      expect(sources.has('MEMORY')).toBe(true);
      await redis.startAgain();
      await areUp(true);
      await goOn();
      await Promise.race([until(() => sources.has('REDIS')), ...working]);
      for (const gateway of gateways) expect(outages(gateway)).toEqual([WARNING, ALL_CLEAR]);

      redis.pause();
      await areUp(false);
      await goOn();
      redis.resume();
      await areUp(true);
      await goOn();
    } finally {
      isOver = true;
      await Promise.allSettled(working);
    }
    await Promise.all(working);
    for (const gateway of gateways) {
      expect(await fetch(new URL('/readyz', gateway.graphqlUrl))).toMatchObject({ status: 200 });
      expect(gateway.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
    }
  });
});
