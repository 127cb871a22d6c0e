import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { postgresVersions } from '../../setup/test-database.js';
import {
  createOutreachDatabases,
  OTHER_OUTREACH_TENANT,
  OUTREACH_TENANT,
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

  test('holds one page at a time, however many rows there are, and misses none', async () => {
    for (let i = 0; i < 60; i++) {
      await writeMessage(databases, i % 2 === 0 ? {} : { campaignId: randomUUID() });
    }
    let most = 0;
    const query = pg.Client.prototype.query as (...parameters: unknown[]) => Promise<pg.QueryResult>;
    vi.spyOn(pg.Client.prototype, 'query').mockImplementation(async function (
      this: pg.Client,
      ...parameters: unknown[]
    ) {
      const result = await query.apply(this, parameters);
      most = Math.max(most, result.rows.length);
      return result;
    } as never);
    const pages: number[] = [];
    const report = await sweep(databases, 'quarantine', {
      pageRows: 7,
      onProgress: ({ table, rows }) => table === MESSAGES && pages.push(rows),
    });
    vi.restoreAllMocks();
    expect(reportOf(report, MESSAGES)).toMatchObject({ rows: 62, orphans: 30, quarantined: 30, left: 0 });
    expect(most).toBe(7);
    // The fixture's two tenants have pages of their own.
    expect(pages).toHaveLength(Math.ceil(61 / 7) + 1);
  });

  test('sees one tenant, or one table, where it is told to', async () => {
    await writeMessage(databases, { campaignId: randomUUID() });
    await writeMessage(databases, { campaignId: randomUUID() }, OTHER_OUTREACH_TENANT);
    await writeDelivery(databases, { campaignId: randomUUID() });
    const one = await sweep(databases, 'quarantine', { tenantId: OTHER_OUTREACH_TENANT.id });
    expect(reportOf(one, MESSAGES)).toMatchObject({ rows: 2, quarantined: 1 });
    expect(reportOf(one, DELIVERIES)).toMatchObject({ rows: 0 });
    const other = await sweep(databases, 'quarantine', { table: DELIVERIES });
    expect(other.tables.map(({ table }) => table)).toEqual([DELIVERIES]);
    expect(reportOf(other, DELIVERIES).quarantined).toBe(1);
    await expect(sweep(databases, 'check', { table: 'helpdesk.tickets' })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });

  test('is written down, tenant by tenant, with the numbers and no content', async () => {
    await writeMessage(databases, { campaignId: randomUUID() });
    await sweep(databases, 'quarantine');
    const entries = await databases.content.asOwner(
      `select tenant_id, actor_kind, subject, action, target, before, after from sluice.audit_entries
       where action = 'references clean' order by occurred_at desc limit 1`,
    );
    expect(entries).toEqual([
      {
        tenant_id: OUTREACH_TENANT.id,
        actor_kind: 'operator',
        subject: 'test',
        action: 'references clean',
        target: MESSAGES,
        before: null,
        after: { quarantined: 1 },
      },
    ]);
  });

  test("what cannot go back stays aside, and says why; another tenant's row does not make a reference known", async () => {
    const [taken, unfit, foreign] = [randomUUID(), randomUUID(), randomUUID()];
    const id = await writeMessage(databases, { campaignId: taken });
    await writeMessage(databases, { campaignId: unfit });
    await writeMessage(databases, { campaignId: foreign });
    await sweep(databases, 'quarantine');
    await makeCampaign(databases, taken);
    await makeCampaign(databases, unfit);
    await makeCampaign(databases, foreign, OTHER_OUTREACH_TENANT);
    await databases.content.asOwner(
      `insert into content.email_messages
         select (jsonb_populate_record(m, jsonb_build_object('id', $1::text, 'subject', 'Another'))).*
         from content.email_messages as m where m.tenant_id = $2 limit 1`,
      [id, OUTREACH_TENANT.id],
    );
    await databases.content.asOwner(
      `update sluice.quarantined_rows set record = record || '{"gone": 1}' where record ->> 'campaign_id' = $1`,
      [unfit],
    );
    expect(await restore(databases)).toMatchObject([
      { database: 'content', restored: 0, unknown: 1, taken: 1, misfit: 1 },
      {},
      {},
    ]);
    const rows = await databases.content.asOwner(
      'select from sluice.quarantined_rows where missing is not null',
    );
    expect(rows).toHaveLength(3);
    await databases.content.asOwner(`delete from content.email_messages where id = $1`, [id]);
    expect(await restore(databases)).toMatchObject([{ restored: 1, taken: 0 }, {}, {}]);
  });
});

test('refuses to take an oltp without tenants for the right one', async () => {
  const databases = await createOutreachDatabases();
  await writeMessage(databases);
  for (const table of ['email_accounts', 'leads', 'campaigns', 'tenants']) {
    await databases.oltp.asOwner(`delete from oltp.${table}`);
  }
  await expect(sweep(databases, 'quarantine')).rejects.toMatchObject({ code: 'CONFIGURATION' });
  expect(await everything(databases.content, MESSAGES)).toHaveLength(1);
  const report = await sweep(databases, 'check', { tenantId: OUTREACH_TENANT.id });
  expect(reportOf(report, MESSAGES)).toMatchObject({ orphans: 1 });
});
