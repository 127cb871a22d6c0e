import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgresVersions } from '../../setup/test-database.js';
import { OUTREACH_TENANT } from '../../support/outreach-databases.js';
import { createOutreachFixture, type OutreachFixture } from './outreach-fixture.js';
import { referenced } from './random-figures.js';
import { insertFigures, refreshAllFigures } from './write-figures.js';

const RANGE = (field: string): string =>
  `${field}: { since: "2026-01-03T05:17:00Z", until: "2026-01-24T09:41:00Z" }`;
const TABLES = ['outreach.deliveries', 'outreach.billing_entries', 'outreach.queue_events'];
const ACHIEVED = 'sent delivered opened clicked replied bounced openRate';

describe.each(postgresVersions)("the plans of outreach's questions on PostgreSQL $version", (server) => {
  let fixture: OutreachFixture;

  beforeAll(async () => {
    fixture = await createOutreachFixture(server);
    const { analytics } = fixture.databases;
    await analytics.asOwner(insertFigures(OUTREACH_TENANT.id, '2026-01-01Z', '60 days', 40_000));
    await analytics.asOwner(
      `insert into sluice.tenants (id, name) select md5('tenant ' || n)::uuid, 'Tenant ' || n from generate_series(1, 18) as n`,
    );
    // The rows of many tenants lie among each other, as in life: with few tenants, or each by itself, reading a whole table would be right.
    for (const table of TABLES) {
      await analytics.asOwner(
        `update ${table} as t set tenant_id = s.id
         from (select id, row_number() over () as n, count(*) over () as total from sluice.tenants) as s
         where abs(hashtext(t.id::text)) % s.total = s.n - 1`,
      );
    }
    await refreshAllFigures((sql, values) => analytics.asMaintainer(null, sql, values));
    // Without the room that the updates have left, and with all that is there known to be visible, as autovacuum sees to it.
    for (const table of TABLES) {
      await analytics.asAdmin(`vacuum full ${table}`);
      await analytics.asAdmin(`vacuum (analyze) ${table}`);
    }
    await fixture.states.load();
  });

  afterAll(() => fixture.close());

  /** The plan of the statement that answers the question, as the gateway and its tenant run it. */
  const planOf = async (question: string): Promise<string> => {
    fixture.doors.analytics.transactions.length = 0;
    const { errors } = await fixture.ask(`{ outreach { ${question} } }`);
    expect(errors).toEqual([]);
    const [, statements] = fixture.doors.analytics.transactions.at(-1)!;
    const { text, values } = statements.find((each) => /outreach\./.test(each.text))!;
    const lines = await fixture.databases.analytics.asTenant(
      OUTREACH_TENANT.id,
      `explain (costs off) ${text}`,
      values,
    );
    return lines.map((line) => String(line['QUERY PLAN'])).join('\n');
  };

  test.each([
    [
      'what a campaign achieved',
      `deliveries(where: { campaignId: { eq: "${referenced('campaign', 1)}" }, openedAt: { isNull: false }, ${RANGE('sentAt')} }) { totals { ${ACHIEVED} } }`,
      /Index Only Scan using deliveries_2026_01_tenant_id_campaign_id_sent_at/,
    ],
    [
      'what a mailbox achieved',
      `deliveries(where: { emailAccountId: { eq: "${referenced('account', 1)}" }, openedAt: { isNull: false }, ${RANGE('sentAt')} }) { totals { ${ACHIEVED} } }`,
      /Index Only Scan using deliveries_2026_01_tenant_id_email_account_id_sent_at/,
    ],
    [
      'what was billed for',
      `billing(where: { item: { ne: CREDIT }, ${RANGE('billedAt')} }) { rows { billedAt(grain: HOUR) item quantity amount } }`,
      /Index Only Scan using billing_entries_2026_01_tenant_id_billed_at/,
    ],
    [
      'how long jobs waited',
      `queueMetrics(where: { ${RANGE('occurredAt')} }) { rows { queueFamily p95WaitMs p95RunMs attempts maxDepth } }`,
      /Index Only Scan using queue_events_2026_01_tenant_id_occurred_at/,
    ],
  ])('%s is read from an index alone, of its month alone', async (_what, question, index) => {
    const plan = await planOf(question);
    expect(plan).toMatch(index);
    expect(plan).not.toMatch(/Seq Scan on (deliveries|billing_entries|queue_events)/);
    expect(plan).not.toMatch(/2026_0[2-9]/);
  });

  test.each([
    [
      'deliveries(where: { sentAt: { since: "2026-01-01", until: "2026-02-01" } }) { rows { campaignId sent openRate } }',
      'campaign_performance',
    ],
    ['deliveries { rows { sentAt(grain: MONTH) emailAccountId sent openRate } }', 'mailbox_engagement'],
    ['deliveries { rows { leadId sent openRate } }', 'lead_engagement'],
    ['billing { rows { month: billedAt(grain: MONTH) item amount } }', 'billing_by_item'],
    ['queueMetrics { rows { occurredAt(grain: HOUR) queueFamily p99RunMs failureRate } }', 'queue_hourly'],
  ])('%s reads the rollup %s and no base table', async (question, rollup) => {
    const plan = await planOf(question);
    expect(plan).toContain(rollup);
    expect(plan).not.toMatch(/on (deliveries|billing_entries|queue_events)_/);
  });
});
