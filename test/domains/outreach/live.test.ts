import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { liveFixtureOf, TRANSPORTS, type LiveFixture } from '../../gateway/live/live-fixture.js';
import { startTestGateway } from '../../support/gateway-fixture.js';
import {
  createOutreachDatabases,
  OTHER_OUTREACH_TENANT,
  OUTREACH_TENANT,
  type OutreachDatabases,
  type OutreachTenant,
} from '../../support/outreach-databases.js';

interface Answer {
  readonly outreach: {
    readonly deliveries: {
      readonly rows: readonly {
        readonly campaign: { readonly name: string } | null;
        readonly sent: number;
      }[];
    };
  };
}

const BY_NAME = '{ outreach { deliveries { rows { campaign { name } sent } } } }';
const TENANT = OUTREACH_TENANT.id;

describe("outreach's figures, live", () => {
  let databases: OutreachDatabases;
  let fixture: LiveFixture;
  let withoutNames: LiveFixture;

  beforeAll(async () => {
    databases = await createOutreachDatabases();
    const { analytics, environment } = databases;
    fixture = liveFixtureOf(analytics, await startTestGateway(analytics.gatewayUrl, environment));
    withoutNames = liveFixtureOf(analytics, await startTestGateway(analytics.gatewayUrl));
  });

  afterAll(() => Promise.all([fixture.close(), withoutNames.close()]));

  const send = (tenant: OutreachTenant): Promise<unknown> =>
    databases.analytics.asOwner(
      `insert into outreach.deliveries (tenant_id, id, sent_at, campaign_id, lead_id, email_account_id)
       values ($1, gen_random_uuid(), now(), $2, $3, $4)`,
      [tenant.id, tenant.campaignId, tenant.leadId, tenant.emailAccountId],
    );

  test.each(TRANSPORTS)('come with names over %s, anew when a message is sent', async (transport) => {
    const [before] = await databases.analytics.asTenant(
      TENANT,
      'select count(*)::int as n from outreach.deliveries',
    );
    const count = Number(before!['n']);
    const stream = await fixture.ask<Answer>(transport, `subscription ${BY_NAME}`, { tenantId: TENANT });
    const rows = async (): Promise<unknown> => {
      const { data, errors } = await stream.next();
      expect(errors).toBeUndefined();
      return data!.outreach.deliveries.rows;
    };
    expect(await rows()).toEqual(count === 0 ? [] : [{ campaign: { name: 'Spring' }, sent: count }]);
    await send(OTHER_OUTREACH_TENANT);
    await send(OUTREACH_TENANT);
    expect(await rows()).toEqual([{ campaign: { name: 'Spring' }, sent: count + 1 }]);
    stream.stop();
  });

  test.each(TRANSPORTS)('as one answer come with names over %s, too', async (transport) => {
    await send(OUTREACH_TENANT);
    const stream = await fixture.ask<Answer>(transport, `query ${BY_NAME}`, { tenantId: TENANT });
    const { data, errors } = await stream.next();
    expect(errors).toBeUndefined();
    expect(data!.outreach.deliveries.rows).toMatchObject([{ campaign: { name: 'Spring' } }]);
  });

  test('go on without names where the database of names is not configured, and say so', async () => {
    await send(OUTREACH_TENANT);
    const stream = await withoutNames.ask<Answer>('WebSocket', `subscription ${BY_NAME}`, {
      tenantId: TENANT,
    });
    const sent = async (): Promise<number> => {
      const { data, errors } = await stream.next();
      expect(errors).toMatchObject([
        { path: ['outreach', 'deliveries', 'rows', 0, 'campaign'], extensions: { code: 'CONFIGURATION' } },
      ]);
      return data!.outreach.deliveries.rows[0]!.sent;
    };
    const first = await sent();
    await send(OUTREACH_TENANT);
    expect(await sent()).toBe(first + 1);
    stream.stop();
  });
});
