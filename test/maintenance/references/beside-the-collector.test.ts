import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { tendContent } from '../../../src/content/tend-content.js';
import { postgresVersions } from '../../setup/test-database.js';
import {
  createOutreachDatabases,
  OTHER_OUTREACH_TENANT,
  OUTREACH_TENANT,
  type OutreachDatabases,
} from '../../support/outreach-databases.js';
import { everything, makeCampaign, restore, sweep, writeMessage } from './references-fixture.js';

const MESSAGES = 'content.email_messages';
const BODIES = 'content.message_bodies';
const COLLECT = `select * from content.collect_bodies('', 1000)`;

describe.each(postgresVersions)('beside the collector of texts, on PostgreSQL $version,', (server) => {
  let databases: OutreachDatabases;
  const clients: pg.Client[] = [];
  beforeAll(async () => {
    databases = await createOutreachDatabases(server);
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.end();
    await databases.content.asOwner(`delete from ${MESSAGES}`);
    await databases.content.asOwner(`delete from ${BODIES}`);
    await databases.content.asOwner('delete from sluice.quarantined_rows');
  });

  async function maintainer(name: string): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: databases.content.maintainerUrl,
      application_name: name,
    });
    await client.connect();
    clients.push(client);
    return client;
  }

  /** A maintainer in a transaction of a tenant. */
  async function transaction(name: string, tenantId: string = OUTREACH_TENANT.id): Promise<pg.Client> {
    const client = await maintainer(name);
    await client.query('begin');
    await client.query(`select set_config('app.current_tenant_id', $1, true)`, [tenantId]);
    return client;
  }

  async function untilWaits(name: string): Promise<void> {
    const waiting = `select from pg_stat_activity
      where datname = current_database() and application_name = '${name}' and wait_event_type = 'Lock'`;
    while ((await databases.content.asAdmin(waiting)).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** A message set aside whose campaign has come since; its text is still there, and no message has it. */
  async function givenAside(): Promise<{
    readonly messages: readonly string[];
    readonly bodies: readonly string[];
  }> {
    const campaignId = randomUUID();
    await writeMessage(databases, { campaignId, text: 'Coming back' });
    const messages = await everything(databases.content, MESSAGES);
    const bodies = await everything(databases.content, BODIES);
    await sweep(databases, 'quarantine');
    await makeCampaign(databases, campaignId);
    return { messages, bodies };
  }

  test('a text whose message is being put back is not removed, and nobody fails', async () => {
    const { messages, bodies } = await givenAside();
    const [stay] = await databases.content.asOwner(
      'select id from sluice.quarantined_rows where missing is not null',
    );
    const restorer = await transaction('restorer');
    const { rows } = await restorer.query('select outcome from sluice.restore_quarantined_rows($1)', [
      [stay!['id']],
    ]);
    expect(rows).toEqual([{ outcome: 'restored' }]);
    const collector = await transaction('collector');
    const collecting = collector.query(COLLECT);
    await untilWaits('collector');
    await restorer.query('commit');
    expect((await collecting).rows).toMatchObject([{ examined: 1, bodies: 0 }]);
    await collector.query('commit');
    expect(await everything(databases.content, MESSAGES)).toEqual(messages);
    expect(await everything(databases.content, BODIES)).toEqual(bodies);
  });

  test('who puts back waits for the collector, and brings along the text that it has removed', async () => {
    const { messages, bodies } = await givenAside();
    const collector = await transaction('collector');
    expect((await collector.query(COLLECT)).rows).toMatchObject([{ bodies: 1 }]);
    const restoring = restore(databases);
    await untilWaits('sluice-maintenance');
    await collector.query('commit');
    const [report] = await restoring;
    // Where this machine was too slow it has given up waiting: then nothing has changed, and the next run does it.
    expect(report!.restored + report!.busy).toBe(1);
    if (report!.busy > 0) expect(await restore(databases)).toMatchObject([{ restored: 1 }, {}, {}]);
    expect(await everything(databases.content, MESSAGES)).toEqual(messages);
    expect(await everything(databases.content, BODIES)).toEqual(bodies);
  });

  test('who puts back or sets aside does not wait long, changes nothing then, and says so', async () => {
    const { messages } = await givenAside();
    await writeMessage(databases, { campaignId: randomUUID(), text: 'Going' });
    const collector = await transaction('collector');
    await collector.query(COLLECT);
    expect(await restore(databases)).toMatchObject([{ restored: 0, misfit: 0, busy: 1 }, {}, {}]);
    const report = await sweep(databases, 'quarantine', { table: MESSAGES });
    expect(report.tables).toMatchObject([{ orphans: 1, quarantined: 0, left: 1 }]);
    await collector.query('rollback');
    expect(await restore(databases)).toMatchObject([{ restored: 1 }, {}, {}]);
    expect(await everything(databases.content, MESSAGES)).toEqual(expect.arrayContaining([...messages]));
  });

  test("another tenant's collector keeps nobody waiting", async () => {
    const { messages } = await givenAside();
    const collector = await transaction('collector', OTHER_OUTREACH_TENANT.id);
    await collector.query(COLLECT);
    expect(await restore(databases)).toMatchObject([{ restored: 1, busy: 0 }, {}, {}]);
    expect(await everything(databases.content, MESSAGES)).toEqual(messages);
  });

  test('in a race, every message that is put back has its text, and neither fails', async () => {
    const client = await maintainer('collector');
    for (let round = 0; round < 15; round++) {
      const campaignId = randomUUID();
      for (let i = 0; i < 15; i++) await writeMessage(databases, { campaignId, text: `Text ${round} ${i}` });
      const messages = await everything(databases.content, MESSAGES);
      const bodies = await hashes();
      await sweep(databases, 'quarantine', { table: MESSAGES });
      await makeCampaign(databases, campaignId);
      const stays = await databases.content.asOwner(
        'select id from sluice.quarantined_rows where missing is not null',
      );
      const restorer = await transaction('restorer');
      const restoring = restorer.query('select outcome from sluice.restore_quarantined_rows($1)', [
        stays.map(({ id }) => id),
      ]);
      await new Promise((resolve) => setTimeout(resolve, round));
      const collecting = tendContent(client, OUTREACH_TENANT.id, new AbortController().signal);
      const { rows } = await restoring;
      await restorer.query('commit');
      await collecting;
      expect(rows).toEqual(stays.map(() => ({ outcome: 'restored' })));
      expect(await everything(databases.content, MESSAGES)).toEqual(messages);
      expect(await hashes()).toEqual(bodies);
      await restorer.end();
      clients.splice(clients.indexOf(restorer), 1);
    }
  });

  /** Of all texts; who compresses them changes the rest. */
  const hashes = (): Promise<unknown> =>
    databases.content.asOwner(`select encode(hash, 'hex') as hash from ${BODIES} order by hash`);
});
