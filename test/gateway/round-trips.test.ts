import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTicketsFixture, type TicketsFixture } from '../analytics/support/tickets-fixture.js';
import { postgresVersions } from '../setup/test-database.js';
import { startTestGateway, type GatewayFixture } from '../support/gateway-fixture.js';
import { startPostgresProxy, type PostgresProxy } from '../support/postgres-proxy.js';
import { insertRecords } from './insert-records.js';

/** From the cache it would cost nothing, which has a test of its own. */
const FOUR_FIELDS = `{
  helpdesk {
    days: tickets(cache: NONE, where: { createdAt: { last: "P30D" } }) { rows { day: createdAt(grain: DAY) channel count avgResolutionHours } totals { count } }
    months: tickets(cache: NONE, timezone: "Europe/Berlin") { rows { month: createdAt(grain: MONTH) count } }
    statuses: tickets(cache: NONE, orderBy: [{ field: COUNT, direction: DESC }]) { rows { status count } freshness { refreshedAt } }
    urgent: tickets(cache: NONE, where: { priority: { eq: URGENT } }) { totals { count slaBreachRate } explain { source } }
  }
}`;

const AGENTS = '{ helpdesk { tickets(cache: NONE) { rows { agent { id name } count } } } }';

const TICKETS = `query ($first: Int!) {
  helpdesk {
    ticketRecords(first: $first, where: { agent: { isNull: false }, customer: { isNull: false } }) {
      nodes { id subject agent { name } customer { name } organisation { name } comments { body } attachments { fileName } history { newValue } }
    }
  }
}`;

/** What a request costs on the way to PostgreSQL, counted by a proxy in between. */
describe.each(postgresVersions)('a request on PostgreSQL $version', (server) => {
  let tickets: TicketsFixture;
  let proxy: PostgresProxy;
  let gateway: GatewayFixture;

  beforeAll(async () => {
    tickets = await createTicketsFixture(server);
    await insertRecords(tickets.database);
    proxy = await startPostgresProxy(tickets.database.gatewayUrl);
    gateway = await startTestGateway(proxy.url, { SLUICE_DATABASE_CONNECTIONS: '1' });
  });
  afterAll(async () => {
    await gateway?.close();
    await proxy?.close();
    await tickets?.close();
  });

  /** Asks twice, so that tenant, time zones and statements are known, and returns what the second time took. */
  const cost = async (source: string, variables?: Record<string, unknown>) => {
    for (let round = 0; round < 2; round++) await ask(source, variables);
    // The planner reads the rollups' state again every few seconds, in the background: that belongs to no request.
    for (let attempt = 0; attempt < 5; attempt++) {
      proxy.reset();
      await ask(source, variables);
      const statements = [...proxy.statements];
      if (!statements.some((text) => text.startsWith('select view_name,'))) {
        return { statements, turns: [...proxy.turns] };
      }
      await sleep(100);
    }
    throw new Error('The planner reads the state of the rollups all the time');
  };
  const ask = async (source: string, variables: Record<string, unknown> = {}) => {
    const { errors, data } = await gateway.ask(source, { variables });
    expect(errors).toEqual([]);
    return data;
  };
  /** Without the frame of begin, tenant and commit. */
  const inner = (statements: readonly string[]) =>
    statements.filter((text) => !/^(begin|commit|lock)|set_config/.test(text));

  test('with four analytic fields is one write and one read on one connection', async () => {
    const { statements, turns } = await cost(FOUR_FIELDS);
    expect(turns).toEqual(['client', 'server']);
    expect(statements.filter((text) => text.startsWith('begin'))).toHaveLength(1);
    const isCondition = (text: string): boolean => text.includes('sluice.dataset_conditions');
    // Rows and totals of the first field, three more questions, and for the explanation the delta's days; conditions once per rollup.
    expect(inner(statements).filter((text) => !isCondition(text))).toHaveLength(6);
    expect(inner(statements).filter(isCondition).length).toBeLessThanOrEqual(4);
  });

  test('for rows with agents takes one statement more, not one a row', async () => {
    const { statements } = await cost(AGENTS);
    const data = (await ask(AGENTS)) as unknown as {
      helpdesk: { tickets: { rows: { agent: object | null }[] } };
    };
    expect(data.helpdesk.tickets.rows.filter(({ agent }) => agent !== null)).toHaveLength(8);
    expect(inner(statements)).toEqual([
      expect.stringContaining('sluice.dataset_conditions') as string,
      expect.stringContaining('helpdesk.') as string,
      expect.stringMatching(/from helpdesk\.users where id = any/) as string,
    ]);
  });

  test.each([1, 100])(
    'for %i tickets with all that hangs on them takes one statement a relation',
    async (first) => {
      const { statements } = await cost(TICKETS, { first });
      expect(
        inner(statements)
          .map((text) => /from (?:unnest\(.*from )?helpdesk\.(\w+)/s.exec(text)?.[1])
          .sort(),
      ).toEqual(['attachments', 'comments', 'organisations', 'ticket_history', 'tickets', 'users']);
      const data = (await ask(TICKETS, { first })) as unknown as {
        helpdesk: { ticketRecords: { nodes: { customer: object }[] } };
      };
      expect(data.helpdesk.ticketRecords.nodes).toHaveLength(first);
    },
  );

  test('that is refused takes no statement', async () => {
    await cost(AGENTS);
    proxy.reset();
    expect((await gateway.ask('{ helpdesk { tickets { rows { cuont } } } }')).status).toBe(400);
    expect((await gateway.ask(AGENTS, { scopes: [] })).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN' } },
    ]);
    expect((await gateway.post('{}', { authorization: 'Bearer nonsense' })).status).toBe(401);
    expect(proxy.statements).toEqual([]);
  });
});
