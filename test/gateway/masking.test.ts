import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTicketsFixture, type TicketsFixture } from '../analytics/support/tickets-fixture.js';
import { startPostgresProxy, type PostgresProxy } from '../support/postgres-proxy.js';
import { startTestGateway, type GatewayFixture } from '../support/gateway-fixture.js';

const SOURCE =
  '{ helpdesk { tickets(limit: 2) { rows { agent { name } count } } months: tickets { totals { count } } } }';

/** What goes wrong on our side: the caller gets an id and no more, the log gets everything under the same id. */
describe('a fault of ours', () => {
  let tickets: TicketsFixture;
  let proxy: PostgresProxy;
  let gateway: GatewayFixture;

  beforeAll(async () => {
    tickets = await createTicketsFixture();
    proxy = await startPostgresProxy(tickets.database.gatewayUrl);
    gateway = await startTestGateway(proxy.url);
  });
  afterAll(async () => {
    await gateway?.close();
    await proxy?.close();
    await tickets?.close();
  });

  const faults = () => gateway.log.filter(({ level }) => Number(level) >= 50);

  test('in one field is masked, logged under the id that the caller gets, and leaves the others alone', async () => {
    await tickets.database.asAdmin('revoke select on helpdesk.users from sluice_gateway');
    const response = await gateway.ask<{
      helpdesk: { months: object; tickets: { rows: { agent: null }[] } };
    }>(SOURCE);
    await tickets.database.asAdmin('grant select on helpdesk.users to sluice_gateway');
    const requestId = response.headers.get('x-request-id');
    expect(response.status).toBe(200);
    expect(response.data!.helpdesk.months).toEqual({ totals: { count: 4_500 } });
    expect(response.data!.helpdesk.tickets.rows).toHaveLength(2);
    for (const { message, extensions } of response.errors) {
      expect(message).toMatch(/^Something went wrong on our side/);
      expect(extensions).toMatchObject({ code: 'INTERNAL_SERVER_ERROR', requestId });
    }
    expect(response.text).not.toMatch(/permission denied|helpdesk\.users|42501|stack/);
    expect(faults()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          requestId,
          err: expect.objectContaining({
            message: expect.stringContaining('permission denied') as string,
          }) as object,
        }),
      ]),
    );
  });

  test('of the database is told as such, without its text', async () => {
    proxy.cut();
    const { data, errors, text } = await gateway.ask(SOURCE);
    const ready = await fetch(`${gateway.url}readyz`);
    proxy.restore();
    expect(errors.length).toBeGreaterThan(0);
    for (const { extensions } of errors) expect(extensions).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(text).not.toMatch(/terminat|ECONN|sluice_gateway|127\.0\.0\.1/);
    expect(data).toEqual({ helpdesk: { tickets: null, months: null } });
    expect(ready.status).toBe(503);
    // And it recovers by itself.
    expect((await gateway.ask(SOURCE)).errors).toEqual([]);
    expect((await fetch(`${gateway.url}readyz`)).status).toBe(200);
  });
});
