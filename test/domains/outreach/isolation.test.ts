import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgresVersions } from '../../setup/test-database.js';
import { startTestGateway, type GatewayFixture } from '../../support/gateway-fixture.js';
import {
  createOutreachDatabases,
  OTHER_OUTREACH_TENANT,
  OUTREACH_TENANT,
  type OutreachDatabases,
} from '../../support/outreach-databases.js';
import { insertFigures } from './write-figures.js';

const EVERYTHING = `{
  outreach {
    deliveries { rows { sentAt(grain: HOUR) campaignId leadId emailAccountId campaign { id name } lead { id name email } emailAccount { id address } sent } totals { sent leads } }
    billing { rows { billedAt(grain: HOUR) item campaignId amount } totals { amount } }
    queueMetrics { rows { occurredAt(grain: HOUR) queueFamily attempts p95WaitMs } totals { attempts } }
    queueHealth { queueFamily dueCount }
    pending { count oldestAt }
    campaigns { nodes { id name } pageInfo { endCursor } }
    leads { nodes { id email } }
    emailAccounts { nodes { id address } }
  }
}`;

const FIGURES = `{
  outreach { deliveries { rows { campaignId sent } totals { sent opens } } billing { totals { amount } } queueMetrics { totals { attempts } } }
}`;

const [OURS, THEIRS] = [OUTREACH_TENANT, OTHER_OUTREACH_TENANT];

/** Two tenants, one gateway with its cache, one connection a database: nothing of the one ever reaches the other. */
describe.each(postgresVersions)('tenants of outreach behind one gateway on PostgreSQL $version', (server) => {
  let databases: OutreachDatabases;
  let gateway: GatewayFixture;

  beforeAll(async () => {
    databases = await createOutreachDatabases(server);
    // Theirs refer to our rows as well: no road of ours would write that, and no road may show it.
    for (const { id, campaignId, leadId, emailAccountId } of [OURS, { ...OURS, id: THEIRS.id }, THEIRS]) {
      await databases.analytics.asOwner(
        `insert into outreach.deliveries (tenant_id, id, sent_at, campaign_id, lead_id, email_account_id)
         select $1, gen_random_uuid(), '2026-03-01Z', $2, $3, $4 from generate_series(1, 3)`,
        [id, campaignId, leadId, emailAccountId],
      );
    }
    await databases.analytics.asOwner(insertFigures(OURS.id, '2026-02-01Z', '9 days', 200));
    await databases.queue
      .asTenant(OURS.id, `select * from queue.enqueue('[{"family": "upkeep", "name": "x"}]')`)
      .catch(() => undefined);
    await databases.content.asOwner(
      `insert into sluice.outbox (tenant_id, target, record) values ($1, 'outreach.deliveries', '{}')`,
      [OURS.id],
    );
    gateway = await startTestGateway(databases.analytics.gatewayUrl, {
      ...databases.environment,
      SLUICE_DATABASE_CONNECTIONS: '1',
    });
  });
  afterAll(() => gateway?.close());

  const ask = (query: string, tenant: typeof OURS) => gateway.ask(query, { tenantId: tenant.id });

  test('see nothing of each other by any field, in turns and at once', async () => {
    const first = (await ask(EVERYTHING, THEIRS)).text;
    expect(JSON.parse(first)).not.toHaveProperty('errors');
    // Ids that their own rows name are theirs to see; what lies behind them is not.
    const { data } = JSON.parse(first) as {
      data: {
        outreach: {
          deliveries: {
            rows: { campaignId: string; campaign: unknown; lead: unknown; emailAccount: unknown }[];
          };
        };
      };
    };
    for (const row of data.outreach.deliveries.rows) {
      if (row.campaignId !== OURS.campaignId) continue;
      expect([row.campaign, row.lead, row.emailAccount]).toEqual([null, null, null]);
    }
    const ours = (await ask(EVERYTHING, OURS)).text;
    expect(ours).not.toBe(first);
    expect(ours).not.toContain(THEIRS.campaignId);
    const both = await Promise.all(
      Array.from({ length: 10 }, (_, n) => ask(EVERYTHING, n % 2 === 0 ? THEIRS : OURS)),
    );
    for (const [n, { text }] of both.entries()) {
      expect(withoutIds(text)).toBe(withoutIds(n % 2 === 0 ? first : ours));
    }
  });

  test('get their own answer, with a tag of its own, however fresh the cached one of the other', async () => {
    const token = async (tenant: typeof OURS): Promise<string> =>
      gateway.authorization({ tenantId: tenant.id });
    const get = async (tenant: typeof OURS, headers = {}): Promise<Response> =>
      fetch(`${gateway.graphqlUrl}?query=${encodeURIComponent(FIGURES)}`, {
        headers: { accept: 'application/json', authorization: await token(tenant), ...headers },
      });
    await ask(FIGURES, OURS);
    const [ours, theirs] = [await get(OURS), await get(THEIRS)];
    const [oursText, theirsText] = [await ours.text(), await theirs.text()];
    expect(JSON.parse(theirsText)).toMatchObject({
      data: { outreach: { deliveries: { totals: { sent: 6 } } } },
    });
    expect(JSON.parse(oursText)).toMatchObject({
      data: { outreach: { deliveries: { totals: { sent: 203 } } } },
    });
    const tag = ours.headers.get('etag');
    expect(tag).not.toBeNull();
    expect(theirs.headers.get('etag')).not.toBe(tag);
    expect((await get(THEIRS, { 'if-none-match': tag })).status).toBe(200);
    expect((await get(OURS, { 'if-none-match': tag })).status).toBe(304);
  });

  test('find nothing by naming what belongs to the other', async () => {
    const { data } = await ask(
      `{ outreach {
        deliveries(where: { campaign: { eq: "${THEIRS.campaignId}" } }) { rows { campaignId sent } totals { sent } }
        campaign(id: "${THEIRS.campaignId}") { name } lead(id: "${THEIRS.leadId}") { name } emailAccount(id: "${THEIRS.emailAccountId}") { address }
      } }`,
      OURS,
    );
    expect(data).toEqual({
      outreach: {
        deliveries: { rows: [], totals: { sent: 0 } },
        campaign: null,
        lead: null,
        emailAccount: null,
      },
    });
  });
});

/** Where an answer came from, and ids of requests, differ from one to the next. */
function withoutIds(text: string): string {
  return JSON.stringify((JSON.parse(text) as { data: unknown }).data);
}
