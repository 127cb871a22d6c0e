import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createOperatorRun } from '../../../src/audit/operator-run.js';
import { restoreReferences } from '../../../src/maintenance/references/restore-references.js';
import {
  createOutreachDatabases,
  OTHER_OUTREACH_TENANT,
  OUTREACH_TENANT,
} from '../../support/outreach-databases.js';
import {
  makeCampaign,
  referenceUrls,
  reportOf,
  restore,
  sweep,
  writeDelivery,
  writeMessage,
} from './references-fixture.js';

const DELIVERIES = 'outreach.deliveries';

test('a row of a month that was archived since it was set aside stays there, and holds up no other', async () => {
  const databases = await createOutreachDatabases();
  const { analytics } = databases;
  const campaignId = randomUUID();
  const archived = [
    await writeDelivery(databases, { campaignId }),
    await writeDelivery(databases, { campaignId }),
  ];
  const recent = await writeDelivery(databases, { campaignId });
  await analytics.asOwner(
    `update outreach.deliveries
     set sent_at = now() - interval '1 minute', opened_at = null, open_count = 0 where id = $1`,
    [recent],
  );
  expect(reportOf(await sweep(databases, 'quarantine'), DELIVERIES)).toMatchObject({ quarantined: 3 });

  await analytics.asMaintainer(OUTREACH_TENANT.id, `select sluice.archive_old_rows('${DELIVERIES}', 1)`);
  await makeCampaign(databases, campaignId);
  expect(await restore(databases)).toMatchObject([
    { database: 'content' },
    { database: 'queue' },
    { database: 'analytics', restored: 1, misfit: 2, taken: 0, unknown: 0 },
  ]);
  expect(await analytics.asOwner('select id from outreach.deliveries')).toEqual([{ id: recent }]);
  const aside = await analytics.asOwner(`select record ->> 'id' as id from sluice.quarantined_rows`);
  expect(aside.map(({ id }) => id).sort()).toEqual([...archived].sort());
});

test('which figures are set aside is said to their tenant alone', async () => {
  const databases = await createOutreachDatabases();
  const id = await writeDelivery(databases, { campaignId: randomUUID() });
  await sweep(databases, 'quarantine', { table: DELIVERIES });
  const asked = 'select outreach.deliveries_set_aside($1::uuid[]) as ids';
  const ids = [id, randomUUID()];
  const { analytics } = databases;
  expect(await analytics.asMaintainer(OUTREACH_TENANT.id, asked, [ids])).toEqual([{ ids: [id] }]);
  expect(await analytics.asMaintainer(OTHER_OUTREACH_TENANT.id, asked, [ids])).toEqual([{ ids: [] }]);
  await expect(analytics.asTenant(OUTREACH_TENANT.id, asked, [ids])).rejects.toMatchObject({ code: '42501' });
});

test('figures are put back before their messages: an event in between finds them', async () => {
  const databases = await createOutreachDatabases();
  const { analytics, content } = databases;
  const campaignId = randomUUID();
  await writeMessage(databases, { campaignId });
  const delivery = await writeDelivery(databases, { campaignId });
  await sweep(databases, 'quarantine');
  await makeCampaign(databases, campaignId);
  const broken = restoreReferences({
    urls: { ...referenceUrls(databases), content: 'postgres://nobody@127.0.0.1:1/nowhere' },
    tenantId: null,
    table: null,
    run: createOperatorRun('test'),
  });
  await expect(broken).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  expect(await analytics.asOwner('select id from outreach.deliveries')).toEqual([{ id: delivery }]);
  expect(await content.asOwner('select from content.email_messages')).toEqual([]);
  await restore(databases);
  expect(await content.asOwner('select from content.email_messages')).toHaveLength(1);
});
