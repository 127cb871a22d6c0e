import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { OltpSession, type Kept } from '../../../src/maintenance/references/oltp-session.js';
import { postgresVersions, type TestDatabase } from '../../setup/test-database.js';
import {
  createOutreachDatabases,
  OUTREACH_TENANT,
  type OutreachDatabases,
} from '../../support/outreach-databases.js';
import { everything, makeCampaign, reportOf, restore, sweep, writeMessage } from './references-fixture.js';

const MESSAGES = 'content.email_messages';

describe.each(postgresVersions)('beside writers, on PostgreSQL $version,', (server) => {
  let databases: OutreachDatabases;
  const clients: pg.Client[] = [];
  beforeAll(async () => {
    databases = await createOutreachDatabases(server);
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    for (const client of clients.splice(0)) await client.end();
    await databases.content.asOwner('delete from content.email_messages');
    await databases.content.asOwner('delete from sluice.quarantined_rows');
  });

  /** A writer in a transaction of its own. */
  async function writer(database: TestDatabase): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: database.adminUrl });
    await client.connect();
    clients.push(client);
    await client.query('begin');
    return client;
  }

  /** Until a sweep waits for somebody in this database. */
  async function untilSweepWaits(database: TestDatabase): Promise<void> {
    const waiting = `select from pg_stat_activity
      where datname = current_database() and application_name = 'sluice-maintenance' and wait_event_type = 'Lock'`;
    while ((await database.asAdmin(waiting)).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
  }

  const creation = (id: string): string =>
    `insert into oltp.campaigns (tenant_id, id, name) values ('${OUTREACH_TENANT.id}', '${id}', 'New')`;
  const quarantined = async (): Promise<number> =>
    (await databases.content.asOwner('select from sluice.quarantined_rows where missing is not null')).length;

  test('a row whose reference somebody is about to make stays; all others go', async () => {
    const coming = randomUUID();
    const kept = await writeMessage(databases, { campaignId: coming });
    for (let i = 0; i < 5; i++) await writeMessage(databases, { campaignId: randomUUID() });
    const maker = await writer(databases.oltp);
    await maker.query(creation(coming));
    expect(reportOf(await sweep(databases, 'quarantine'), MESSAGES)).toMatchObject({
      orphans: 6,
      quarantined: 5,
      left: 1,
    });
    await maker.query('commit');
    expect(reportOf(await sweep(databases, 'quarantine'), MESSAGES)).toMatchObject({ rows: 1, orphans: 0 });
    expect(await databases.content.asOwner('select id from content.email_messages')).toEqual([{ id: kept }]);
  });

  test('a reference that is made between check and quarantine keeps its row', async () => {
    const coming = randomUUID();
    await writeMessage(databases, { campaignId: coming });
    const maker = await writer(databases.oltp);
    await maker.query(creation(coming));
    const sweeping = sweep(databases, 'quarantine');
    await untilSweepWaits(databases.oltp);
    await maker.query('commit');
    expect(reportOf(await sweeping, MESSAGES)).toMatchObject({ orphans: 1, quarantined: 0, left: 1 });
    expect(await quarantined()).toBe(0);
  });

  test('who makes the reference while its row is being set aside waits until that is done, and succeeds', async () => {
    const coming = randomUUID();
    const id = await writeMessage(databases, { campaignId: coming });
    const holder = await writer(databases.content);
    await holder.query(`select from content.email_messages where id = '${id}' for share`);
    const sweeping = sweep(databases, 'quarantine');
    await untilSweepWaits(databases.content);
    // The sweep has the reference reserved by now.
    const making = databases.oltp.asAdmin(creation(coming));
    await holder.query('rollback');
    const report = reportOf(await sweeping, MESSAGES);
    await making;
    expect(report.quarantined + report.left).toBe(1);
    expect(await quarantined()).toBe(report.quarantined);
    await restore(databases);
    expect(await databases.content.asOwner('select id from content.email_messages')).toEqual([{ id }]);
  });

  test.each([
    [
      'corrected',
      (id: string) =>
        `update content.email_messages set campaign_id = '${OUTREACH_TENANT.campaignId}' where id = '${id}'`,
    ],
    ['deleted', (id: string) => `delete from content.email_messages where id = '${id}'`],
  ])('a row that is %s between check and quarantine is not set aside', async (_what, change) => {
    const id = await writeMessage(databases, { campaignId: randomUUID() });
    const changer = await writer(databases.content);
    await changer.query(change(id));
    const sweeping = sweep(databases, 'quarantine');
    await untilSweepWaits(databases.content);
    const seen = await everything(databases.content, MESSAGES);
    await changer.query('commit');
    expect(reportOf(await sweeping, MESSAGES)).toMatchObject({ orphans: 1, quarantined: 0, left: 1 });
    expect(await quarantined()).toBe(0);
    expect(seen).toHaveLength(1);
  });

  test('never ends a writer who makes rows in another order', async () => {
    const [first, second] = [randomUUID(), randomUUID()].sort();
    await writeMessage(databases, { campaignId: first! });
    await writeMessage(databases, { campaignId: second! });
    const maker = await writer(databases.oltp);
    await maker.query(creation(second!));
    const sweeping = sweep(databases, 'quarantine');
    await untilSweepWaits(databases.oltp);
    await maker.query(creation(first!));
    await maker.query('commit');
    const report = reportOf(await sweeping, MESSAGES);
    expect(report.quarantined).toBe(await quarantined());
    await restore(databases);
    expect(await everything(databases.content, MESSAGES)).toHaveLength(2);
  });

  test('sets nothing aside where the reservation is lost before that is committed', async () => {
    const id = await writeMessage(databases, { campaignId: randomUUID() });
    const holder = await writer(databases.content);
    await holder.query(`select from content.email_messages where id = '${id}' for share`);
    const sweeping = sweep(databases, 'quarantine').catch((error: unknown) => error);
    await untilSweepWaits(databases.content);
    await databases.oltp.asAdmin(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'sluice-maintenance'`);
    await holder.query('rollback');
    expect(await sweeping).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(await quarantined()).toBe(0);
    expect(await everything(databases.content, MESSAGES)).toHaveLength(1);
  });

  test('takes back what was set aside where the reservation was lost at that very moment and the reference made', async () => {
    const coming = randomUUID();
    await writeMessage(databases, { campaignId: coming });
    const before = await everything(databases.content, MESSAGES);
    const reserving = OltpSession.prototype.reserving;
    vi.spyOn(OltpSession.prototype, 'reserving').mockImplementation(async function (
      this: OltpSession,
      ...parameters
    ): Promise<Kept<never>> {
      const { result } = await reserving.apply(this, parameters);
      await makeCampaign(databases, coming);
      return { result: result as never, hasLasted: false };
    });
    expect(reportOf(await sweep(databases, 'quarantine'), MESSAGES)).toMatchObject({
      quarantined: 0,
      left: 1,
    });
    expect(await everything(databases.content, MESSAGES)).toEqual(before);
    expect(await quarantined()).toBe(0);
  });

  test('in a race, nothing is set aside any more once its reference has been made', async () => {
    for (let round = 0; round < 15; round++) {
      const ids = Array.from({ length: 4 }, () => randomUUID());
      for (const campaignId of ids) await writeMessage(databases, { campaignId });
      const seenBy = new Map<string, boolean>();
      const making = (async () => {
        for (const id of ids) {
          await databases.oltp.asAdmin(creation(id));
          const [seen] = await databases.content.asOwner(
            `select exists (select from sluice.quarantined_rows where record ->> 'campaign_id' = '${id}') as is`,
          );
          seenBy.set(id, seen!['is'] as boolean);
        }
      })();
      await Promise.all([sweep(databases, 'quarantine'), making]);
      for (const id of ids) {
        const [now] = await databases.content.asOwner(
          `select exists (select from sluice.quarantined_rows where record ->> 'campaign_id' = '${id}') as is`,
        );
        expect(now!['is']).toBe(seenBy.get(id));
      }
      await restore(databases);
      expect(await everything(databases.content, MESSAGES)).toHaveLength(4 * (round + 1));
    }
  });

  test('two sweeps at once set each row aside once', async () => {
    for (let i = 0; i < 20; i++) await writeMessage(databases, { campaignId: randomUUID() });
    const reports = await Promise.all([sweep(databases, 'quarantine'), sweep(databases, 'quarantine')]);
    const sum = reports.reduce((total, report) => total + reportOf(report, MESSAGES).quarantined, 0);
    expect(sum).toBe(await quarantined());
    expect(sum + (await everything(databases.content, MESSAGES)).length).toBe(20);
  });

  test('a transaction that has reserved ids cannot commit, and leaves nothing', async () => {
    const id = randomUUID();
    await expect(
      databases.oltp.asMaintainer(
        OUTREACH_TENANT.id,
        `select oltp.reserve_references('oltp.leads', array['${id}']::uuid[])`,
      ),
    ).rejects.toThrow('rolls back');
    expect(await databases.oltp.asOwner('select from oltp.leads where id = $1', [id])).toEqual([]);
    expect(await databases.oltp.asOwner('select from sluice.reference_changes where id = $1', [id])).toEqual(
      [],
    );
  });
});
