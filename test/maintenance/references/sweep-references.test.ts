import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { postgresVersions } from '../../setup/test-database.js';
import {
  createOutreachDatabases,
  OTHER_OUTREACH_TENANT,
  type OutreachDatabases,
} from '../../support/outreach-databases.js';
import {
  everything,
  makeCampaign,
  reportOf,
  restore,
  sweep,
  writeDelivery,
  writeMessage,
} from './references-fixture.js';

const MESSAGES = 'content.email_messages';
const DELIVERIES = 'outreach.deliveries';

describe.each(postgresVersions)('a sweep of the references on PostgreSQL $version', (server) => {
  let databases: OutreachDatabases;
  beforeAll(async () => {
    databases = await createOutreachDatabases(server);
  });
  beforeEach(async () => {
    await writeMessage(databases);
    await writeMessage(databases, {}, OTHER_OUTREACH_TENANT);
    await writeDelivery(databases);
  });
  afterEach(async () => {
    await databases.content.asOwner('delete from content.email_messages');
    await databases.content.asOwner('delete from content.message_bodies');
    await databases.content.asOwner('delete from sluice.quarantined_rows');
    await databases.analytics.asOwner('delete from outreach.deliveries');
    await databases.analytics.asOwner('delete from outreach.billing_entries');
    await databases.analytics.asOwner('delete from sluice.quarantined_rows');
  });

  test('finds nothing where all holds, and changes nothing', async () => {
    const before = await everything(databases.content, MESSAGES);
    const report = await sweep(databases, 'quarantine');
    expect(report.tables.map(({ orphans }) => orphans)).toEqual(report.tables.map(() => 0));
    expect(reportOf(report, MESSAGES).rows).toBe(2);
    expect(await everything(databases.content, MESSAGES)).toEqual(before);
  });

  test('finds what refers to nothing, or to another tenant, and tells by which field; a check changes nothing', async () => {
    await writeMessage(databases, { campaignId: randomUUID() });
    await writeMessage(databases, { leadId: OTHER_OUTREACH_TENANT.leadId, emailAccountId: randomUUID() });
    await writeDelivery(databases, { leadId: randomUUID() });
    const before = await everything(databases.content, MESSAGES);
    const report = await sweep(databases, 'check');
    expect(reportOf(report, MESSAGES)).toEqual({
      database: 'content',
      table: MESSAGES,
      rows: 4,
      orphans: 2,
      fields: [
        { field: 'tenantId', kind: 'oltp.tenants', rows: 0 },
        { field: 'campaignId', kind: 'oltp.campaigns', rows: 1 },
        { field: 'leadId', kind: 'oltp.leads', rows: 1 },
        { field: 'emailAccountId', kind: 'oltp.email_accounts', rows: 1 },
      ],
      quarantined: 0,
      removed: 0,
      left: 2,
    });
    expect(reportOf(report, DELIVERIES)).toMatchObject({ orphans: 1, left: 1 });
    expect(await everything(databases.content, MESSAGES)).toEqual(before);
    expect(await everything(databases.content, 'sluice.quarantined_rows')).toEqual([]);
  });

  test('sets aside what has lost its reference, whole, and puts it back to the last bit when the reference is known', async () => {
    const campaignId = randomUUID();
    await writeMessage(databases, { campaignId, text: 'Grüße, \\x00 "quoted" \n🙂' });
    await writeDelivery(databases, { campaignId });
    const messages = await everything(databases.content, MESSAGES);
    const bodies = await everything(databases.content, 'content.message_bodies');
    const deliveries = await everything(databases.analytics, DELIVERIES);

    const report = await sweep(databases, 'quarantine');
    expect(reportOf(report, MESSAGES)).toMatchObject({ orphans: 1, quarantined: 1, left: 0 });
    expect(reportOf(report, DELIVERIES)).toMatchObject({ orphans: 1, quarantined: 1, left: 0 });
    expect(await everything(databases.content, MESSAGES)).toHaveLength(messages.length - 1);
    expect(
      await databases.content.asOwner(
        'select relation, missing from sluice.quarantined_rows where missing is not null',
      ),
    ).toEqual([{ relation: MESSAGES, missing: { campaign_id: campaignId } }]);
    // Whoever collects texts that no message has does so.
    await databases.content.asOwner(
      `delete from content.message_bodies as b
       where not exists (select from content.email_messages as m where (m.tenant_id, m.body_hash) = (b.tenant_id, b.hash))`,
    );

    // Not yet.
    expect(await restore(databases)).toMatchObject([
      { database: 'content', restored: 0, unknown: 1 },
      { database: 'queue' },
      { database: 'analytics', restored: 0, unknown: 1 },
    ]);
    await makeCampaign(databases, campaignId);
    expect(await restore(databases)).toMatchObject([
      { database: 'content', restored: 1, unknown: 0, taken: 0, misfit: 0, busy: 0 },
      { database: 'queue', restored: 0 },
      { database: 'analytics', restored: 1 },
    ]);
    expect(await everything(databases.content, MESSAGES)).toEqual(messages);
    expect(await everything(databases.content, 'content.message_bodies')).toEqual(bodies);
    expect(await everything(databases.analytics, DELIVERIES)).toEqual(deliveries);
    expect(await everything(databases.content, 'sluice.quarantined_rows')).toEqual([]);
  });

  test('deletes where it is told to, and keeps nothing', async () => {
    await writeMessage(databases, { campaignId: randomUUID() });
    const report = await sweep(databases, 'remove');
    expect(reportOf(report, MESSAGES)).toMatchObject({ orphans: 1, quarantined: 0, removed: 1, left: 0 });
    expect(await everything(databases.content, MESSAGES)).toHaveLength(2);
    expect(await everything(databases.content, 'sluice.quarantined_rows')).toEqual([]);
  });
});
