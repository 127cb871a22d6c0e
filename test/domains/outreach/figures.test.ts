import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgresVersions } from '../../setup/test-database.js';
import { OTHER_OUTREACH_TENANT, OUTREACH_TENANT } from '../../support/outreach-databases.js';
import { closedDoor, createOutreachFixture, errorCodes, type OutreachFixture } from './outreach-fixture.js';
import { refreshAllFigures } from './write-figures.js';

const GONE = randomUUID();
const { id: TENANT, campaignId: SPRING, leadId: ADA, emailAccountId: SALES } = OUTREACH_TENANT;

const BY_CAMPAIGN = `{
  outreach { deliveries(orderBy: [{ field: SENT, direction: DESC }]) { rows { campaignId campaign { id name } sent } } }
}`;

describe.each(postgresVersions)("outreach's figures on PostgreSQL $version", (server) => {
  let fixture: OutreachFixture;

  beforeAll(async () => {
    fixture = await createOutreachFixture(server);
    const { asOwner, asMaintainer, asAdmin } = fixture.databases.analytics;
    // Ten messages of the campaign that there is, nine delivered, four opened, two answered, one come back; one of a campaign that is gone, and
    // two that name another tenant's campaign, which no door of ours would have let in.
    await asOwner(
      `insert into outreach.deliveries (tenant_id, id, sent_at, campaign_id, lead_id, email_account_id, delivered_at, opened_at, clicked_at, replied_at, bounced_at,
         open_count, click_count)
       select $1, gen_random_uuid(), at, $2, $3, $4, case when n > 1 then at end, case when n > 6 then at end, case when n = 10 then at end,
         case when n > 8 then at end, case when n = 1 then at end, case when n > 6 then 2 else 0 end, case when n = 10 then 3 else 0 end
       from (select n, timestamptz '2026-03-01 10:00Z' + n * interval '1 hour' as at from generate_series(1, 10) as n) as s`,
      [TENANT, SPRING, ADA, SALES],
    );
    await asOwner(
      `insert into outreach.deliveries (tenant_id, id, sent_at, campaign_id, lead_id, email_account_id)
       select $1, gen_random_uuid(), '2026-03-05Z', c, $3, $4 from unnest($2::uuid[]) as c`,
      [TENANT, [GONE, OTHER_OUTREACH_TENANT.campaignId, OTHER_OUTREACH_TENANT.campaignId], ADA, SALES],
    );
    await asOwner(
      `insert into outreach.deliveries (tenant_id, id, sent_at, campaign_id, lead_id, email_account_id)
       select $1, gen_random_uuid(), '2026-03-01Z', $2, $3, $4 from generate_series(1, 99)`,
      [OTHER_OUTREACH_TENANT.id, SPRING, ADA, SALES],
    );
    await refreshAllFigures((sql, values) => asMaintainer(null, sql, values));
    await asAdmin('analyze');
    await fixture.states.load();
  });

  afterAll(() => fixture.close());

  test('are refused without the scope', async () => {
    const { data, errors } = await fixture.ask(
      '{ outreach { deliveries { totals { sent } } billing { totals { count } } queueMetrics { totals { attempts } } queueHealth { status } pending { count } } }',
      { scopes: ['helpdesk:read', 'outreach:write', 'records', 'pii'] },
    );
    expect(data).toEqual({
      outreach: { deliveries: null, billing: null, queueMetrics: null, queueHealth: null, pending: null },
    });
    expect(errorCodes(errors).every((code) => code.endsWith('FORBIDDEN'))).toBe(true);
    expect(errors).toHaveLength(5);
  });

  describe('of deliveries', () => {
    test('say what became of the messages of a campaign', async () => {
      const { data, errors } = await fixture.ask<{ outreach: { deliveries: { totals: unknown } } }>(`{
        outreach { deliveries(where: { campaignId: { eq: "${SPRING}" } }) {
          totals { sent delivered opened clicked replied bounced unsubscribed opens clicks leads deliveryRate openRate clickRate replyRate bounceRate unsubscribeRate }
        } }
      }`);
      expect(errors).toEqual([]);
      expect(data!.outreach.deliveries.totals).toEqual({
        sent: 10,
        delivered: 9,
        opened: 4,
        clicked: 1,
        replied: 2,
        bounced: 1,
        unsubscribed: 0,
        opens: 8,
        clicks: 3,
        leads: 1,
        deliveryRate: 0.9,
        openRate: 4 / 9,
        clickRate: 1 / 9,
        replyRate: 2 / 9,
        bounceRate: 0.1,
        unsubscribeRate: 0,
      });
    });

    test("know a campaign by its name, and neither one that is gone nor another tenant's", async () => {
      const { data, errors } = await fixture.ask(BY_CAMPAIGN);
      expect(errors).toEqual([]);
      expect(data).toEqual({
        outreach: {
          deliveries: {
            rows: [
              { campaignId: SPRING, campaign: { id: SPRING, name: 'Spring' }, sent: 10 },
              { campaignId: OTHER_OUTREACH_TENANT.campaignId, campaign: null, sent: 2 },
              { campaignId: GONE, campaign: null, sent: 1 },
            ],
          },
        },
      });
    });

    test('ask each kind of name once, whatever the number of rows, and nothing for ids alone', async () => {
      const { oltp, analytics } = fixture.doors;
      oltp.transactions.length = analytics.transactions.length = 0;
      await fixture.ask(
        '{ outreach { deliveries { rows { sentAt(grain: HOUR) campaign { name } lead { name } emailAccount { displayName } sent } } } }',
      );
      expect(oltp.transactions.map(([tenantId, statements]) => [tenantId, statements.length])).toEqual(
        Array.from({ length: 3 }, () => [TENANT, 1]),
      );
      expect(analytics.transactions).toHaveLength(1);
      await fixture.ask(
        '{ outreach { deliveries { rows { sentAt(grain: HOUR) campaignId leadId emailAccountId sent } } } }',
      );
      expect(oltp.transactions).toHaveLength(3);
    });

    test.each(['not configured', 'down'])(
      'stay right while the names cannot be had, for their database is %s',
      async (state) => {
        const oltp = state === 'down' ? closedDoor() : null;
        const { data, errors } = await fixture.ask(BY_CAMPAIGN, { databases: { oltp } });
        await oltp?.close();
        expect(data).toMatchObject({
          outreach: {
            deliveries: {
              rows: [{ campaignId: SPRING, campaign: null, sent: 10 }, { sent: 2 }, { sent: 1 }],
            },
          },
        });
        const code = state === 'down' ? 'DATABASE_UNAVAILABLE' : 'CONFIGURATION';
        expect(errorCodes(errors)).toEqual(
          [0, 1, 2].map((n) => `outreach.deliveries.rows.${n}.campaign: ${code}`),
        );
      },
    );

    test.each([
      ['campaignId', 'HOUR', 'outreach.campaign_performance'],
      ['campaign { id }', 'HOUR', 'outreach.campaign_performance'],
      ['emailAccountId', 'DAY', 'outreach.mailbox_engagement'],
      ['lead { id }', 'WEEK', 'outreach.lead_engagement'],
    ])('by %s and %s come from a rollup', async (dimension, grain, rollup) => {
      const { data } = await fixture.ask<{ outreach: { deliveries: { explain: unknown } } }>(
        `{ outreach { deliveries { rows { sentAt(grain: ${grain}) ${dimension} sent openRate } explain { source rollup } } } }`,
      );
      expect(data!.outreach.deliveries.explain).toEqual({ source: 'ROLLUP', rollup });
    });
  });

  test('of billing are exact to the last decimal, by month of any zone', async () => {
    await fixture.databases.analytics.asOwner(
      `insert into outreach.billing_entries (tenant_id, id, billed_at, item, quantity, amount)
       select $1, gen_random_uuid(), at::timestamptz, item, 1, amount
       from (values ('2026-01-31 22:30Z', 'message', 0.1), ('2026-01-31 23:30Z', 'message', 0.2), ('2026-02-01Z', 'mailbox', 99999999999.0001),
         ('2026-02-28Z', 'credit', -0.3)) as b (at, item, amount)`,
      [TENANT],
    );
    const { data, errors } = await fixture.ask(`{
      outreach { billing(timezone: "Europe/Berlin") { rows { month: billedAt(grain: MONTH) count amount charges credits } totals { amount } } }
    }`);
    expect(errors).toEqual([]);
    expect(data).toEqual({
      outreach: {
        billing: {
          rows: [
            {
              month: '2026-01-01T00:00:00+01:00',
              count: 1,
              amount: '0.1000',
              charges: '0.1000',
              credits: null,
            },
            {
              month: '2026-02-01T00:00:00+01:00',
              count: 3,
              amount: '99999999998.9001',
              charges: '99999999999.2001',
              credits: '-0.3000',
            },
          ],
          totals: { amount: '99999999999.0001' },
        },
      },
    });
  });

  test('of the queues are the percentiles of the attempts themselves, and of no percentiles', async () => {
    const { asOwner, asMaintainer } = fixture.databases.analytics;
    await asOwner(
      `insert into outreach.queue_events (tenant_id, id, occurred_at, queue_family, kind, outcome, wait_us, run_us, depth)
       select $1::uuid, gen_random_uuid(), timestamptz '2026-03-01 10:00Z' + (n % 2) * interval '1 hour', 'sending', 'attempt',
         case when n <= 90 then 'succeeded' when n <= 98 then 'failed' else 'dead' end, n * 1000, case when n < 100 then n * 10000 end, null
       from generate_series(1, 100) as n
       union all
       select $1, gen_random_uuid(), timestamptz '2026-03-01 10:00Z' + n * interval '1 minute', 'sending', 'sample', null, null, null, n * 10
       from generate_series(1, 4) as n`,
      [TENANT],
    );
    await asMaintainer(null, 'select * from sluice.refresh_rollup($1)', ['outreach.queue_hourly']);
    const measures =
      'attempts throughput failures dead failureRate avgWaitMs p50WaitMs p95WaitMs p99WaitMs p50RunMs maxDepth avgDepth';
    const { data, errors } = await fixture.ask<{
      outreach: {
        queueMetrics: { totals: unknown; rows: readonly Record<string, unknown>[]; explain: unknown };
      };
    }>(`{
      outreach { queueMetrics { totals { ${measures} } rows { occurredAt(grain: HOUR) queueFamily ${measures} } explain { source rollup } } }
    }`);
    expect(errors).toEqual([]);
    const { totals, rows, explain } = data!.outreach.queueMetrics;
    expect(totals).toEqual({
      attempts: 100,
      throughput: 90,
      failures: 10,
      dead: 2,
      failureRate: 0.1,
      avgWaitMs: 50.5,
      p50WaitMs: 50.5,
      p95WaitMs: 95.05,
      p99WaitMs: 99.01,
      p50RunMs: 500,
      maxDepth: 40,
      avgDepth: 25,
    });
    expect(rows).toMatchObject([
      { queueFamily: 'sending', attempts: 50, p50WaitMs: 51, maxDepth: 40 },
      { queueFamily: 'sending', attempts: 50, p50WaitMs: 50, maxDepth: null },
    ]);
    // Hour by hour and family by family they are kept; over several they are computed.
    expect(explain).toEqual({ source: 'ROLLUP', rollup: 'outreach.queue_hourly' });
  });

  describe('of this moment', () => {
    const ask = (databases = {}): ReturnType<typeof fixture.ask> =>
      fixture.ask(
        '{ outreach { pending { count oldestAt refused } queueHealth { queueFamily status dueCount runningCount stuckCount deadCount oldestWaitSeconds } } }',
        { databases },
      );

    test("tell what waits in both databases, and nothing of another tenant's", async () => {
      expect((await ask()).data).toMatchObject({
        outreach: { pending: { count: 0, oldestAt: null, refused: 0 } },
      });
      const write = `insert into sluice.outbox (tenant_id, target, record, created_at) select t, 'outreach.deliveries', '{}', at::timestamptz
        from (values ($1::uuid, '2026-03-02Z'), ($1, '2026-03-01Z'), ($2, '2025-01-01Z')) as o (t, at)`;
      for (const { asOwner } of [fixture.databases.content, fixture.databases.queue]) {
        await asOwner(write, [TENANT, OTHER_OUTREACH_TENANT.id]);
      }
      expect((await ask()).data).toMatchObject({
        outreach: { pending: { count: 4, oldestAt: '2026-03-01T00:00:00.000Z', refused: 0 } },
      });
    });

    test("tell how the jobs of each family fare, and nothing of another tenant's", async () => {
      const { asOwner, asTenant } = fixture.databases.queue;
      const families = await asOwner('select name from queue.families order by name');
      const family = String(families[0]!['name']);
      for (const tenant of [TENANT, TENANT, OTHER_OUTREACH_TENANT.id]) {
        await asTenant(tenant, 'select * from queue.enqueue($1)', [
          JSON.stringify([{ family, name: 'test', payload: {} }]),
        ]);
      }
      const { data } = await ask();
      const { queueHealth } = (data as unknown as { outreach: { queueHealth: Record<string, unknown>[] } })
        .outreach;
      expect(queueHealth.map(({ queueFamily }) => queueFamily)).toEqual(families.map(({ name }) => name));
      expect(queueHealth[0]).toMatchObject({
        queueFamily: family,
        status: 'OK',
        dueCount: 2,
        runningCount: 0,
        deadCount: 0,
      });
      expect(queueHealth[1]).toMatchObject({ dueCount: 0, oldestWaitSeconds: 0 });
    });

    test('are an error, and not nothing, while their databases cannot be asked', async () => {
      const none = await ask({ content: null, queue: null });
      expect(none.data).toEqual({ outreach: { pending: null, queueHealth: null } });
      expect([...errorCodes(none.errors)].sort()).toEqual([
        'outreach.pending: CONFIGURATION',
        'outreach.queueHealth: CONFIGURATION',
      ]);
      const content = closedDoor();
      const half = await ask({ content });
      await content.close();
      expect(half.data).toMatchObject({ outreach: { pending: null } });
      expect(errorCodes(half.errors)).toEqual(['outreach.pending: DATABASE_UNAVAILABLE']);
    });
  });
});
