import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTicketsFixture, TENANT, type TicketsFixture } from '../analytics/support/tickets-fixture.js';
import { TestDashboardDocument } from '../generated/graphql.js';
import { startTestGateway, type GatewayFixture } from '../support/gateway-fixture.js';

describe('a client generated from the schema', () => {
  let fixture: TicketsFixture;
  let gateway: GatewayFixture;

  beforeAll(async () => {
    fixture = await createTicketsFixture();
    gateway = await startTestGateway(fixture.database.gatewayUrl);
  });

  afterAll(async () => {
    await gateway.close();
    await fixture.close();
  });

  test('asks with checked variables and reads typed rows', async () => {
    const { data, errors } = await gateway.ask(TestDashboardDocument, {
      variables: {
        where: {
          createdAt: { since: '2025-01-01', until: '2025-03-01' },
          status: { in: ['OPEN', 'PENDING'] },
          not: { channel: { eq: 'web' } },
        },
        timezone: 'Europe/Berlin',
      },
    });
    expect(errors).toEqual([]);
    const { rows, totals } = data!.helpdesk.tickets!;
    const [expected] = await fixture.database.asOwner(
      `select count(*)::int as count, avg(satisfaction_score)::float8 as score,
              count(distinct (date_trunc('day', created_at, 'Europe/Berlin'), channel))::int as groups
         from helpdesk.tickets
        where tenant_id = '${TENANT}' and status in ('open', 'pending') and channel <> 'web'
          and created_at >= '2025-01-01 00:00 Europe/Berlin' and created_at < '2025-03-01 00:00 Europe/Berlin'`,
    );
    expect(totals.count).toBe(expected!['count']);
    expect(totals.avgSatisfactionScore).toBeCloseTo(Number(expected!['score']), 12);
    expect(rows).toHaveLength(Number(expected!['groups']));
    expect(rows.reduce((sum, row) => sum + Number(row.count), 0)).toBe(totals.count);
    expect(rows[0]!.day).toMatch(/^2025-01-\d\dT00:00:00\+01:00$/);
  });
});
