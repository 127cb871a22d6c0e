import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createTicketsFixture,
  OTHER_TENANT,
  TENANT,
  type TicketsFixture,
} from '../analytics/support/tickets-fixture.js';
import { postgresVersions } from '../setup/test-database.js';
import { startTestGateway, type GatewayFixture } from '../support/gateway-fixture.js';
import { insertRecords } from './insert-records.js';

const NOBODYS_ID = '99999999-9999-4999-8999-999999999999';

const EVERYTHING = `query ($where: TicketsFilter) {
  helpdesk {
    tickets(where: $where, limit: 10000) {
      rows { createdAt(grain: HOUR) status priority channel category agent { id name email } customer { id name email } organisation { id name } count }
      totals { count customers agents }
    }
    ticketRecords(where: $where, first: 500) {
      nodes { id subject agent { id name email } customer { id name email } organisation { id name } comments { body } attachments { fileName } history { newValue } }
      pageInfo { endCursor }
    }
  }
}`;

interface Everything {
  helpdesk: {
    tickets: { rows: object[]; totals: { count: number } };
    ticketRecords: { nodes: { id: string; agent: { id: string } | null }[]; pageInfo: { endCursor: string } };
  };
}

/** Two tenants, one gateway, one database connection: nothing of the one ever reaches the other. */
describe.each(postgresVersions)('tenants behind one gateway on PostgreSQL $version', (server) => {
  let tickets: TicketsFixture;
  let gateway: GatewayFixture;

  beforeAll(async () => {
    tickets = await createTicketsFixture(server);
    await insertRecords(tickets.database);
    gateway = await startTestGateway(tickets.database.gatewayUrl, { SLUICE_DATABASE_CONNECTIONS: '1' });
  });
  afterAll(async () => {
    await gateway?.close();
    await tickets?.close();
  });

  const asOurs = <Result = Everything>(source: string, variables: Record<string, unknown> = {}) =>
    gateway.ask<Result>(source, { tenantId: TENANT, variables });
  const asTheirs = <Result = Everything>(source: string, variables: Record<string, unknown> = {}) =>
    gateway.ask<Result>(source, { tenantId: OTHER_TENANT, variables });

  test('see their own rows by every field, and none of the other', async () => {
    // The ids of our users and tickets: everything that could be recognised in an answer.
    const ids = (
      await tickets.database.asAdmin(
        `select id::text from helpdesk.tickets where tenant_id = '${TENANT}'
         union select id::text from helpdesk.users where tenant_id = '${TENANT}' and role = 'agent'
         union select id::text from helpdesk.organisations where tenant_id = '${TENANT}'`,
      )
    ).map(({ id }) => String(id));
    const ours = await asOurs(EVERYTHING);
    const theirs = await asTheirs(EVERYTHING);
    expect([...ours.errors, ...theirs.errors]).toEqual([]);
    expect(ours.data!.helpdesk.tickets.totals.count).toBe(4_500);
    expect(theirs.data!.helpdesk.tickets.totals.count).toBe(1_500);
    expect(ids.filter((id) => ours.text.includes(id)).length).toBeGreaterThan(500);
    expect(ids.filter((id) => theirs.text.includes(id))).toEqual([]);
    expect(theirs.text).toContain(OTHER_TENANT);
    expect(theirs.text).not.toContain(TENANT);
  });

  test("cannot tell the other's ids from ids that do not exist", async () => {
    const ours = await asOurs(EVERYTHING);
    const { nodes } = ours.data!.helpdesk.ticketRecords;
    const agentId = nodes.find(({ agent }) => agent !== null)!.agent!.id;
    for (const [source, oursId] of [
      ['query ($id: ID!) { helpdesk { ticket(id: $id) { id subject } } }', nodes[0]!.id],
      [
        'query ($id: ID!) { helpdesk { tickets(where: { agent: { eq: $id } }) { rows { status count } totals { count } } } }',
        agentId,
      ],
      [
        'query ($id: ID!) { helpdesk { tickets(where: { agent: { in: [$id] } }) { rows { agent { name } count } } } }',
        agentId,
      ],
      [
        'query ($id: ID!) { helpdesk { ticketRecords(where: { agent: { eq: $id } }) { nodes { id } } } }',
        agentId,
      ],
      [
        'query ($id: ID!) { helpdesk { tickets(where: { or: [{ agent: { eq: $id } }, { organisation: { eq: $id } }] }) { totals { count } } } }',
        agentId,
      ],
    ] as const) {
      const mine = await asOurs(source, { id: oursId });
      const foreign = await asTheirs(source, { id: oursId });
      const unknown = await asTheirs(source, { id: NOBODYS_ID });
      expect(mine.text).not.toBe(unknown.text);
      expect({ status: foreign.status, text: foreign.text }).toEqual({
        status: unknown.status,
        text: unknown.text,
      });
    }
  });

  test("continue in their own tickets behind a cursor of the other's", async () => {
    const page = `query ($after: String) { helpdesk { ticketRecords(first: 500, after: $after) { nodes { id subject } pageInfo { endCursor } } } }`;
    const first = await asOurs(page);
    const after = first.data!.helpdesk.ticketRecords.pageInfo.endCursor;
    const theirs = await asTheirs(page, { after });
    expect(theirs.errors).toEqual([]);
    const own = await tickets.database.asTenant(OTHER_TENANT, 'select id::text from helpdesk.tickets');
    const ownIds = new Set(own.map(({ id }) => id));
    expect(theirs.data!.helpdesk.ticketRecords.nodes.length).toBeGreaterThan(0);
    for (const { id } of theirs.data!.helpdesk.ticketRecords.nodes) expect(ownIds).toContain(id);
  });

  test('are kept apart when both ask at once, over and over', async () => {
    const count = '{ helpdesk { tickets { totals { count } } } }';
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? asOurs(count) : asTheirs(count))),
    );
    expect(answers.map(({ data }) => data!.helpdesk.tickets.totals.count)).toEqual(
      Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 4_500 : 1_500)),
    );
  });

  test('cannot choose another by an argument, a variable or a header', async () => {
    const response = await gateway.post(
      {
        query: '{ helpdesk { tickets { totals { count } } } }',
        variables: { tenant_id: OTHER_TENANT },
        tenantId: OTHER_TENANT,
      },
      { 'x-tenant-id': OTHER_TENANT, 'x-sluice-tenant': OTHER_TENANT },
    );
    expect(await response.json()).toMatchObject({
      data: { helpdesk: { tickets: { totals: { count: 4_500 } } } },
    });
  });
});
