import { request as httpRequest, type ClientRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTicketsFixture, type TicketsFixture } from '../analytics/support/tickets-fixture.js';
import { startTestGateway, type GatewayFixture } from '../support/gateway-fixture.js';

const RECORDS = '{ helpdesk { ticketRecords(first: 1) { nodes { id } } } }';
/** No rollup has these dimensions together. */
const FIGURES = '{ helpdesk { tickets(cache: NONE) { rows { channel status priority category count } } } }';

describe('a dropped request', () => {
  let fixture: TicketsFixture;
  let gateway: GatewayFixture;
  let locker: pg.Client;

  beforeAll(async () => {
    fixture = await createTicketsFixture();
    // One connection: whoever comes next can only be answered if the dropped request has given it back.
    gateway = await startTestGateway(fixture.database.gatewayUrl, { SLUICE_DATABASE_CONNECTIONS: '1' });
    locker = new pg.Client({ connectionString: fixture.database.adminUrl });
    await locker.connect();
  });
  afterAll(async () => {
    await locker?.end();
    await gateway?.close();
    await fixture?.close();
  });

  // Whatever reads tickets now waits until the lock is gone: a query as slow as one likes.
  beforeEach(async () => {
    await locker.query('begin');
    await locker.query('lock table helpdesk.tickets in access exclusive mode');
  });
  afterEach(() => locker.query('rollback'));

  /** The gateway's statements that wait for the lock. */
  async function waiting(): Promise<number> {
    const { rows } = await locker.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity
       where datname = current_database() and usename = 'sluice_gateway' and wait_event_type = 'Lock'`,
    );
    return rows[0]!.count;
  }

  async function untilWaiting(expected: number): Promise<void> {
    while ((await waiting()) !== expected) await sleep(10);
  }

  async function post(query: string): Promise<ClientRequest> {
    const request = httpRequest(gateway.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: await gateway.authorization() },
    });
    request.on('error', () => undefined);
    request.on('response', (response) => expect.unreachable(`It was answered: ${response.statusCode}`));
    request.end(JSON.stringify({ query }));
    return request;
  }

  test.each([
    ['analytic', FIGURES],
    ['analytic, known', FIGURES],
    ['for records', RECORDS],
  ])('cancels its query, and the next one is answered: %s', async (_name, query) => {
    const dropped = await post(query);
    await untilWaiting(1);
    dropped.destroy();
    await untilWaiting(0);
    await locker.query('rollback');
    expect((await gateway.ask(query)).errors).toEqual([]);
    await locker.query('begin');
  });

  test('that waits for a connection is never sent', async () => {
    const [first, second] = [await post(FIGURES), await post(FIGURES)];
    await untilWaiting(1);
    second.destroy();
    first.destroy();
    await untilWaiting(0);
    await locker.query('rollback');
    expect((await gateway.ask(FIGURES)).errors).toEqual([]);
    await locker.query('begin');
  });

  test('is not logged as a fault of ours', () => {
    expect(gateway.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });
});
