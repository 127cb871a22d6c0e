import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { DiscardReport } from '../../../src/maintenance/references/discard-references.js';
import { postgresVersions } from '../../setup/test-database.js';
import {
  createOutreachDatabases,
  OTHER_OUTREACH_TENANT,
  OUTREACH_TENANT,
  type OutreachDatabases,
  type OutreachTenant,
} from '../../support/outreach-databases.js';
import {
  discard,
  everything,
  makeCampaign,
  restore,
  sweep,
  writeDelivery,
  writeMessage,
} from './references-fixture.js';

const MESSAGES = 'content.email_messages';
const DELIVERIES = 'outreach.deliveries';
const QUARANTINE = 'sluice.quarantined_rows';

describe.each(postgresVersions)('discarding what was set aside, on PostgreSQL $version,', (server) => {
  let databases: OutreachDatabases;
  beforeAll(async () => {
    databases = await createOutreachDatabases(server);
  });
  afterEach(async () => {
    await databases.content.asOwner(`delete from ${MESSAGES}`);
    await databases.content.asOwner('delete from content.message_bodies');
    await databases.content.asOwner(`delete from ${QUARANTINE}`);
    await databases.analytics.asOwner(`delete from ${DELIVERIES}`);
    await databases.analytics.asOwner(`delete from ${QUARANTINE}`);
  });

  /** Sets messages and deliveries aside so that they have been there for these days. @returns the campaign that they miss. */
  async function setAside(
    daysAgo: number,
    texts: readonly string[],
    tenant: OutreachTenant = OUTREACH_TENANT,
  ): Promise<string> {
    const campaignId = randomUUID();
    for (const text of texts) await writeMessage(databases, { campaignId, text }, tenant);
    await writeDelivery(databases, { campaignId }, tenant);
    await sweep(databases, 'quarantine');
    for (const database of [databases.content, databases.analytics]) {
      await database.asOwner(
        `update ${QUARANTINE} set quarantined_at = now() - $1 * interval '24 hours' where record ->> 'campaign_id' = $2`,
        [daysAgo, campaignId],
      );
    }
    return campaignId;
  }
  const content = (reports: readonly DiscardReport[]): DiscardReport =>
    reports.find(({ database }) => database === 'content')!;
  const analytics = (reports: readonly DiscardReport[]): DiscardReport =>
    reports.find(({ database }) => database === 'analytics')!;

  test('removes what is older than so many days, and copies that nothing else needs; the rest comes back to the last bit', async () => {
    const campaignId = randomUUID();
    await writeMessage(databases, { campaignId, text: 'Shared' });
    await writeMessage(databases, { campaignId, text: 'Young' });
    const young = await everything(databases.content, MESSAGES);
    await sweep(databases, 'quarantine');
    await setAside(31, ['Shared', 'Old', 'Older']);
    await setAside(29.9, []);
    await databases.content.asOwner('delete from content.message_bodies');

    const planned = await discard(databases, { isDryRun: true });
    const before = await everything(databases.content, QUARANTINE);
    expect(content(planned)).toEqual({
      database: 'content',
      tables: [{ table: MESSAGES, rows: 3 }],
      copies: 2,
      busy: 0,
    });
    expect(analytics(planned)).toMatchObject({ tables: [{ table: DELIVERIES, rows: 1 }], copies: 0 });
    expect(await everything(databases.content, QUARANTINE)).toEqual(before);

    expect(await discard(databases)).toEqual(planned);
    expect(await everything(databases.content, QUARANTINE)).toHaveLength(4);
    expect(await everything(databases.analytics, QUARANTINE)).toHaveLength(1);
    expect(await discard(databases)).toEqual(planned.map((report) => ({ ...report, tables: [], copies: 0 })));
    await makeCampaign(databases, campaignId);
    expect(await restore(databases)).toMatchObject([{ restored: 2, misfit: 0 }, {}, { unknown: 1 }]);
    expect(await everything(databases.content, MESSAGES)).toEqual(young);
  });

  test("touches nothing that is in its table, nor another tenant's rows where it is told of one", async () => {
    await writeMessage(databases, { text: 'Old' });
    await setAside(31, ['Old']);
    await setAside(31, ['Old', 'Theirs'], OTHER_OUTREACH_TENANT);
    const inPlace = await everything(databases.content, MESSAGES);
    const theirs = (): Promise<unknown> =>
      databases.content.asOwner(`select q::text from ${QUARANTINE} as q where tenant_id = $1 order by id`, [
        OTHER_OUTREACH_TENANT.id,
      ]);
    const before = await theirs();
    expect(before).toHaveLength(4);
    const reports = await discard(databases, { tenantId: OUTREACH_TENANT.id });
    expect(content(reports)).toMatchObject({ tables: [{ rows: 1 }], copies: 1 });
    expect(await theirs()).toEqual(before);
    expect(await everything(databases.content, MESSAGES)).toEqual(inPlace);
    expect(await everything(databases.content, 'content.message_bodies')).toHaveLength(3);
  });

  test("a tenant's transaction discards no other tenant's stay, none that is young, and no copy", async () => {
    await setAside(31, ['Theirs'], OTHER_OUTREACH_TENANT);
    await setAside(29, ['Ours']);
    const before = await everything(databases.content, QUARANTINE);
    const ids = (await databases.content.asOwner(`select id from ${QUARANTINE}`)).map(({ id }) => id);
    const call = 'select * from sluice.discard_quarantined_rows($1, $2)';
    expect(await databases.content.asMaintainer(OUTREACH_TENANT.id, call, [ids, 30])).toEqual([]);
    expect(await databases.content.asMaintainer(OUTREACH_TENANT.id, call, [ids, null])).toEqual([]);
    expect(await everything(databases.content, QUARANTINE)).toEqual(before);
    await expect(databases.content.asTenant(OUTREACH_TENANT.id, call, [ids, 1])).rejects.toMatchObject({
      code: '42501',
    });
  });

  test('sees one table where it is told to', async () => {
    await setAside(31, ['Old']);
    const reports = await discard(databases, { table: DELIVERIES });
    expect(content(reports)).toMatchObject({ tables: [], copies: 0 });
    expect(analytics(reports).tables).toEqual([{ table: DELIVERIES, rows: 1 }]);
    expect(await everything(databases.content, QUARANTINE)).toHaveLength(2);
    await expect(discard(databases, { table: 'helpdesk.tickets' })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });

  test('goes page by page, each with its entry in the trail: numbers, and no content', async () => {
    await setAside(31, ['1', '2', '3', '4', '5']);
    await setAside(31, ['1'], OTHER_OUTREACH_TENANT);
    await databases.content.asAdmin('truncate sluice.audit_entries');
    expect(content(await discard(databases, { pageRows: 2 }))).toMatchObject({
      tables: [{ table: MESSAGES, rows: 6 }],
      copies: 6,
    });
    const entries = await databases.content.asOwner(
      'select tenant_id, actor_kind, subject, action, target, before, after from sluice.audit_entries order by occurred_at',
    );
    const entry = (tenant: OutreachTenant, target: string, after: object): object => ({
      tenant_id: tenant.id,
      actor_kind: 'operator',
      subject: 'test',
      action: 'references discard',
      target,
      before: null,
      after,
    });
    expect(entries).toEqual([
      entry(OUTREACH_TENANT, MESSAGES, { discarded: 2 }),
      entry(OUTREACH_TENANT, MESSAGES, { discarded: 2 }),
      entry(OUTREACH_TENANT, MESSAGES, { discarded: 1 }),
      entry(OUTREACH_TENANT, QUARANTINE, { discardedCopies: 5 }),
      entry(OTHER_OUTREACH_TENANT, MESSAGES, { discarded: 1 }),
      entry(OTHER_OUTREACH_TENANT, QUARANTINE, { discardedCopies: 1 }),
    ]);
  });

  test('takes the copies that an interrupted run has left', async () => {
    await setAside(31, ['Old']);
    await databases.content.asOwner(`delete from ${QUARANTINE} where missing is not null`);
    expect(content(await discard(databases))).toMatchObject({ tables: [], copies: 1 });
    await expect(discard(databases, { signal: AbortSignal.abort() })).resolves.toBeDefined();
    await setAside(31, ['Old']);
    await expect(discard(databases, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    expect(await everything(databases.content, QUARANTINE)).toHaveLength(2);
  });

  test('leaves what is being put back at that moment, and says so', async () => {
    const campaignId = await setAside(31, ['Old']);
    const [stay] = await databases.content.asOwner(`select id from ${QUARANTINE} where missing is not null`);
    const restorer = new pg.Client({ connectionString: databases.content.maintainerUrl });
    await restorer.connect();
    await restorer.query('begin');
    await restorer.query(`select set_config('app.current_tenant_id', $1, true)`, [OUTREACH_TENANT.id]);
    await restorer.query('select * from sluice.restore_quarantined_rows($1)', [[stay!['id']]]);
    expect(content(await discard(databases))).toMatchObject({ tables: [], copies: 0, busy: 1 });
    await restorer.query('commit');
    await restorer.end();
    expect(content(await discard(databases))).toMatchObject({ tables: [], copies: 1, busy: 0 });
    expect(
      await databases.content.asOwner(`select from ${MESSAGES} where campaign_id = $1`, [campaignId]),
    ).toHaveLength(1);
  });
});
