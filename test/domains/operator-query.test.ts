import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTicketsFixture, TENANT, type TicketsFixture } from '../analytics/support/tickets-fixture.js';

const QUERY =
  '{ operator { rollups { name refreshedAt rowCount tableRows } waitingRows { table rowCount } } }';

describe("the operator's view", () => {
  let fixture: TicketsFixture;

  beforeAll(async () => {
    fixture = await createTicketsFixture();
  });

  afterAll(() => fixture.close());

  test('is closed to tokens without its scope', async () => {
    const { data, errors } = await fixture.ask(QUERY, {
      scopes: ['helpdesk:read', 'explain', 'records', 'pii'],
    });
    expect(data).toEqual({ operator: null });
    expect(errors.map(({ extensions }) => extensions)).toEqual([{ code: 'FORBIDDEN', scope: 'operator' }]);
  });

  test('tells the age and size of each rollup, and which rows have no partition', async () => {
    await fixture.database.asAdmin(
      `insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, channel)
       values ('${TENANT}', gen_random_uuid(), '1999-05-05Z', '1999-05-05Z', 'Old', 'closed', 'phone')`,
    );
    const { data, errors } = await fixture.ask(QUERY, { scopes: ['operator'] });
    expect(errors).toEqual([]);
    const { operator } = data as unknown as {
      operator: { rollups: Record<string, unknown>[]; waitingRows: unknown[] };
    };
    expect(operator.rollups).toHaveLength(7);
    expect(operator.rollups[0]).toMatchObject({ name: 'helpdesk.agent_performance', tableRows: 6000 });
    const [waiting] = await fixture.database.asOwner(
      'select count(*)::int as n from helpdesk.tickets_default',
    );
    expect(waiting!['n']).toBeGreaterThan(0);
    expect(operator.waitingRows).toEqual([
      { table: expect.stringContaining('tickets') as string, rowCount: waiting!['n'] },
    ]);
  });
});
