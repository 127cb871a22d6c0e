import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCOPES, type Scope } from '../../src/tenancy/scope.js';
import { createTicketsFixture, type TicketsFixture } from '../analytics/support/tickets-fixture.js';
import { startTestGateway, type GatewayFixture } from '../support/gateway-fixture.js';
import { insertRecords } from './insert-records.js';

interface Guarded {
  readonly scope: Scope;
  readonly source: string;
  /** What is left when the scope is missing. */
  readonly left: unknown;
  readonly path: readonly string[];
}

const COUNT = { totals: { count: 4_500 } };

const GUARDED: Readonly<Record<string, Guarded>> = {
  'analytic figures': {
    scope: 'helpdesk:read',
    source: '{ helpdesk { tickets { totals { count } } ticket(id: "x") { id } } }',
    left: { helpdesk: { tickets: null, ticket: null } },
    path: ['helpdesk', 'tickets'],
  },
  'a page of records': {
    scope: 'records',
    source: '{ helpdesk { tickets { totals { count } } ticketRecords(first: 1) { nodes { id } } } }',
    left: { helpdesk: { tickets: COUNT, ticketRecords: null } },
    path: ['helpdesk', 'ticketRecords'],
  },
  'one record': {
    scope: 'records',
    source: '{ helpdesk { tickets { totals { count } } mine: ticket(id: "x") { id } } }',
    left: { helpdesk: { tickets: COUNT, mine: null } },
    path: ['helpdesk', 'mine'],
  },
  'the explanation of a plan': {
    scope: 'explain',
    source: '{ helpdesk { tickets { totals { count } why: explain { source } } } }',
    left: { helpdesk: { tickets: { ...COUNT, why: null } } },
    path: ['helpdesk', 'tickets', 'why'],
  },
  'the audit trail': {
    scope: 'audit',
    source: '{ helpdesk { tickets { totals { count } } } audit { entries { nodes { id } } } }',
    left: { helpdesk: { tickets: COUNT }, audit: null },
    path: ['audit'],
  },
  'what operators did to the installation': {
    scope: 'audit',
    source: '{ helpdesk { tickets { totals { count } } } operator { auditEntries { nodes { id } } } }',
    left: { helpdesk: { tickets: COUNT }, operator: { auditEntries: null } },
    path: ['operator', 'auditEntries'],
  },
  'the state of the installation': {
    scope: 'operator',
    source: '{ helpdesk { tickets { totals { count } } } operator { rollups { name } } }',
    left: { helpdesk: { tickets: COUNT }, operator: null },
    path: ['operator'],
  },
};

describe('a token without a scope', () => {
  let tickets: TicketsFixture;
  let gateway: GatewayFixture;

  beforeAll(async () => {
    tickets = await createTicketsFixture();
    await insertRecords(tickets.database);
    gateway = await startTestGateway(tickets.database.gatewayUrl);
  });
  afterAll(async () => {
    await gateway?.close();
    await tickets?.close();
  });

  const without = (scope: Scope): Scope[] => SCOPES.filter((each) => each !== scope);

  test.each(Object.entries(GUARDED))(
    'gets FORBIDDEN, the name of the scope, and the rest of the answer: %s',
    async (_what, { scope, source, left, path }) => {
      const { status, data, errors } = await gateway.ask(source, { scopes: without(scope) });
      expect(errors).toMatchObject([
        {
          path,
          message: expect.stringContaining(`"${scope}"`) as string,
          extensions: { code: 'FORBIDDEN', scope },
        },
      ]);
      expect(errors).toHaveLength(1);
      expect(data).toEqual(left);
      expect(status).toBe(200);
      expect((await gateway.ask(source)).errors).toEqual([]);
    },
  );

  test('gets names and no e-mail addresses, in rows and in records', async () => {
    const source = `{ helpdesk {
      tickets(where: { agent: { isNull: false } }, limit: 1) { rows { agent { name email } count } }
      ticketRecords(first: 1, where: { customer: { isNull: false } }) { nodes { customer { name email } } }
    } }`;
    const { data, errors } = await gateway.ask(source, { scopes: without('pii') });
    expect(data).toEqual({
      helpdesk: {
        tickets: {
          rows: [
            {
              agent: { name: expect.any(String) as string, email: null },
              count: expect.any(Number) as number,
            },
          ],
        },
        ticketRecords: { nodes: [{ customer: { name: expect.any(String) as string, email: null } }] },
      },
    });
    expect(errors.map(({ path }) => path).sort()).toEqual([
      ['helpdesk', 'ticketRecords', 'nodes', 0, 'customer', 'email'],
      ['helpdesk', 'tickets', 'rows', 0, 'agent', 'email'],
    ]);
    for (const { extensions } of errors) expect(extensions).toEqual({ code: 'FORBIDDEN', scope: 'pii' });
    expect((await gateway.ask(source)).text).toContain('@example.com');
  });

  test('cannot learn what it may not see by filtering for it', async () => {
    const bySubject =
      '{ helpdesk { tickets(where: { email: { eq: "c1@example.com" } }) { totals { count } } } }';
    expect((await gateway.ask(bySubject, { scopes: without('pii') })).errors[0]).toMatchObject({
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
  });

  test('gets no SQL and no sizes of all tenants in a plan', async () => {
    const source = '{ helpdesk { tickets { rows { channel count } explain { rollup sql estimatedRows } } } }';
    const explain = async (scopes: readonly Scope[]) =>
      (await gateway.ask<{ helpdesk: { tickets: { explain: object } } }>(source, { scopes })).data!.helpdesk
        .tickets.explain;
    expect(await explain(without('operator'))).toMatchObject({ sql: null, estimatedRows: null });
    expect(await explain(SCOPES)).toMatchObject({ sql: expect.stringContaining('select') as string });
  });

  test('of any kind sees nothing, and may still ask for the schema', async () => {
    const { data, errors } = await gateway.ask(
      '{ __schema { queryType { name } } helpdesk { tickets { totals { count } } } operator { rollups { name } } }',
      { scopes: [] },
    );
    expect(data).toEqual({
      __schema: { queryType: { name: 'Query' } },
      helpdesk: { tickets: null },
      operator: null,
    });
    expect(errors.map(({ extensions }) => extensions['scope']).sort()).toEqual(['helpdesk:read', 'operator']);
  });
});
