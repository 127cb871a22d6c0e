import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OTHER_TENANT, TENANT } from '../analytics/support/tickets-fixture.js';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import { startTestGateway, type GatewayFixture, type TokenOptions } from '../support/gateway-fixture.js';
import { LiveSocket } from '../support/live-client.js';

const COUNT = `query ($search: String!) { helpdesk { tickets(where: { text: { search: $search } }) { totals { count } } } }`;

interface Counted {
  readonly helpdesk: { readonly tickets: { readonly totals: { readonly count: number } } | null };
}

describe.each(postgresVersions)('answers that are filtered by text on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  let gateway: GatewayFixture;

  beforeAll(async () => {
    database = await createTestDatabase(server);
    await database.asAdmin(
      `insert into sluice.tenants (id, name) values ('${TENANT}', 'Ours'), ('${OTHER_TENANT}', 'Theirs')`,
    );
    gateway = await startTestGateway(database.gatewayUrl);
    await write(OTHER_TENANT, 'A printer of theirs');
  });
  afterAll(() => gateway?.close());

  const write = (tenantId: string, subject: string): Promise<unknown> =>
    database.asAdmin(
      `insert into helpdesk.tickets (tenant_id, id, subject, status, channel) values ($1, gen_random_uuid(), $2, 'open', 'email')`,
      [tenantId, subject],
    );
  const ask = async (
    search: string,
    options: TokenOptions = {},
  ): Promise<{ count: number | undefined; cache: unknown; code: unknown }> => {
    const { data, text, errors } = await gateway.ask<Counted>(COUNT, { ...options, variables: { search } });
    const { extensions } = JSON.parse(text) as { extensions?: { sluice: { cache: string } } };
    return {
      count: data?.helpdesk.tickets?.totals.count,
      cache: extensions?.sluice.cache,
      code: errors[0]?.extensions.code,
    };
  };

  test('are kept by their text, until a ticket is written, and for those alone who may search', async () => {
    await write(TENANT, 'A printer on fire');
    expect((await ask('printer')).count).toBe(1);
    // The change log has to be followed for a moment first.
    await expect.poll(() => ask('printer')).toMatchObject({ count: 1, cache: 'HIT' });
    expect(await ask('scanner')).toMatchObject({ count: 0, cache: 'MISS' });
    expect(await ask('printer', { scopes: ['helpdesk:read'] })).toMatchObject({ code: 'FORBIDDEN' });
    await write(TENANT, 'Another printer');
    await expect.poll(() => ask('printer').then(({ count }) => count)).toBe(2);
    expect(await ask('printer', { tenantId: OTHER_TENANT })).toMatchObject({ count: 1 });
  });

  test('are live', async () => {
    const socket = await LiveSocket.connect(gateway.graphqlUrl, await gateway.authorization());
    const stream = socket.subscribe<Counted>(
      'subscription { helpdesk { tickets(where: { text: { search: "stapler" } }) { totals { count } } } }',
    );
    expect(await stream.next()).toMatchObject({ data: { helpdesk: { tickets: { totals: { count: 0 } } } } });
    await write(TENANT, 'No word of it');
    await write(TENANT, 'Two staplers');
    expect(await stream.next()).toMatchObject({ data: { helpdesk: { tickets: { totals: { count: 1 } } } } });
    await socket.close();
  });
});
