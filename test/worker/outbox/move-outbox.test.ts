import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { moveOutbox, type MovedOutbox } from '../../../src/worker/outbox/move-outbox.js';
import { WorkerDatabase } from '../../../src/worker/worker-database.js';
import { postgresVersions } from '../../setup/test-database.js';
import { startPostgresProxy } from '../../support/postgres-proxy.js';
import {
  createOutreachWorkerFixture,
  OTHER_OUTREACH_TENANT,
  OUTREACH_TENANT,
  type OutreachWorkerFixture,
} from '../outreach-fixture.js';
import { until } from '../worker-fixture.js';

describe.each(postgresVersions)('the outbox is moved on PostgreSQL $version', (server) => {
  let fixture: OutreachWorkerFixture;
  let opened: WorkerDatabase[];

  beforeEach(async () => {
    fixture = await createOutreachWorkerFixture(server);
    opened = [];
  });
  afterEach(() => Promise.all(opened.map((database) => database.close())));

  const open = (url: string): WorkerDatabase => {
    const database = new WorkerDatabase({ url, maxConnections: 2 });
    opened.push(database);
    return database;
  };
  const mover = (urls: { content?: string; analytics?: string } = {}) => {
    const source = open(urls.content ?? fixture.content.maintainerUrl);
    const analytics = open(urls.analytics ?? fixture.analytics.maintainerUrl);
    return (signal = new AbortController().signal): Promise<MovedOutbox> =>
      moveOutbox(source, analytics, signal);
  };

  test('into its table, tenant by tenant, in batches, to the last row', async () => {
    const mine = await fixture.send(2_345);
    const theirs = await fixture.send(3, {}, OTHER_OUTREACH_TENANT);
    expect(await mover()()).toEqual({ moved: 2_348, refused: [] });
    expect(await fixture.delivered()).toEqual(mine);
    expect(await fixture.delivered(OTHER_OUTREACH_TENANT.id)).toEqual(theirs);
    expect(await fixture.waiting()).toEqual([]);
    expect(await mover()()).toEqual({ moved: 0, refused: [] });
  });

  test('with all that it says', async () => {
    const at = '2026-01-02T03:04:05.123456+00:00';
    await fixture.send(1, { sent_at: at, delivered_at: at, opened_at: at, open_count: 2, campaign_id: null });
    await fixture.content.asAdmin(
      `update sluice.outbox set record = record || jsonb_build_object('campaign_id', $1::text)`,
      [OUTREACH_TENANT.campaignId],
    );
    await mover()();
    expect(
      await fixture.analytics.asTenant(
        OUTREACH_TENANT.id,
        `select to_char(sent_at at time zone 'UTC', 'HH24:MI:SS.US') as sent, campaign_id, lead_id, email_account_id,
           delivered_at = sent_at as is_delivered, open_count, click_count, bounced_at
         from outreach.deliveries`,
      ),
    ).toEqual([
      {
        sent: '03:04:05.123456',
        campaign_id: OUTREACH_TENANT.campaignId,
        lead_id: OUTREACH_TENANT.leadId,
        email_account_id: OUTREACH_TENANT.emailAccountId,
        is_delivered: true,
        open_count: 2,
        click_count: 0,
        bounced_at: null,
      },
    ]);
  });

  test('into the tenant of the outbox, whatever the record says of a tenant', async () => {
    const ids = await fixture.send(1, { tenant_id: OTHER_OUTREACH_TENANT.id });
    await mover()();
    expect(await fixture.delivered()).toEqual(ids);
    expect(await fixture.delivered(OTHER_OUTREACH_TENANT.id)).toEqual([]);
  });

  test('once, also where it is there already: what has become of it since stays', async () => {
    const ids = await fixture.send(2);
    const rows = await fixture.waiting();
    await mover()();
    await fixture.analytics.asMaintainer(
      OUTREACH_TENANT.id,
      'update outreach.deliveries set opened_at = sent_at, open_count = 5',
    );
    for (const row of rows) {
      await fixture.content.asOwner(
        'insert into sluice.outbox (tenant_id, target, record) values ($1, $2, $3)',
        [row['tenant_id'], row['target'], row['record']],
      );
    }
    expect(await mover()()).toEqual({ moved: 2, refused: [] });
    expect(await fixture.delivered()).toEqual(ids);
    expect(await fixture.analytics.asOwner('select distinct open_count from outreach.deliveries')).toEqual([
      { open_count: 5 },
    ]);
  });

  test('by two workers at once: each row is moved by one of them', async () => {
    const ids = await fixture.send(5_000);
    const others = await fixture.send(500, {}, OTHER_OUTREACH_TENANT);
    const outcomes = await Promise.all([mover()(), mover()(), mover()()]);
    expect(outcomes.reduce((sum, { moved }) => sum + moved, 0)).toBe(5_500);
    expect(await fixture.delivered()).toEqual(ids);
    expect(await fixture.delivered(OTHER_OUTREACH_TENANT.id)).toEqual(others);
    expect(await fixture.waiting()).toEqual([]);
  });

  test('past rows that another worker is at', async () => {
    await fixture.send(3);
    const release = await fixture.holdDeletes();
    const first = mover()();
    await until(async () => (await fixture.delivered()).length === 3);
    expect(await mover()()).toEqual({ moved: 0, refused: [] });
    await release();
    expect(await first).toEqual({ moved: 3, refused: [] });
  });

  describe('but for rows that the database analytics refuses', () => {
    /** What a row says, and by what it is refused. */
    const REFUSED: readonly (readonly [
      what: string,
      record: object,
      code: string,
      constraint: string | null,
      reason: string,
    ])[] = [
      [
        'breaks a rule',
        { open_count: -1 },
        '23514',
        'deliveries_open_count_agrees',
        'It breaks the rule "deliveries_open_count_agrees". (23514)',
      ],
      ['lacks a value', { campaign_id: null }, '23502', null, 'PostgreSQL refused it.'],
      ['says nonsense', { sent_at: 'when it suits' }, '22007', null, 'PostgreSQL refused it.'],
      [
        'is of an archived month',
        { sent_at: '2001-02-03T04:05:06Z' },
        '55000',
        null,
        'Its month is archived',
      ],
    ];

    test.each(REFUSED)(
      'one that %s waits with the reason, the others arrive',
      async (_what, record, code, constraint, reason) => {
        await fixture.analytics.asAdmin(
          `update sluice.datasets set archived_until = '2002-01-01' where name = 'outreach.deliveries'`,
        );
        const ids = [
          ...(await fixture.send(40)),
          ...(await fixture.send(1, record, OUTREACH_TENANT).then(() => [])),
        ];
        const theirs = await fixture.send(2, {}, OTHER_OUTREACH_TENANT);
        const outcome = await mover()();
        expect(outcome).toMatchObject({
          moved: 42,
          refused: [
            {
              tenantId: OUTREACH_TENANT.id,
              code,
              constraint,
              reason: expect.stringContaining(reason) as string,
            },
          ],
        });
        expect(await fixture.delivered()).toEqual(ids.sort());
        expect(await fixture.delivered(OTHER_OUTREACH_TENANT.id)).toEqual(theirs);
        expect(await fixture.waiting()).toEqual([
          expect.objectContaining({
            attempts: 1,
            last_error: outcome.refused[0]!.reason,
            last_code: code,
            last_constraint: constraint,
            first_refused_at: expect.any(Date) as Date,
          }),
        ]);
        expect(
          await fixture.content.asTenant(OUTREACH_TENANT.id, 'select * from sluice.outbox_state()'),
        ).toMatchObject([{ waiting_count: '1', refused_count: '1' }]);
        // Its reason quotes no value of the row.
        expect(outcome.refused[0]!.reason).not.toMatch(/suits|-1|2001/);
      },
    );

    test('many of them in many batches', async () => {
      const good = await fixture.send(1_500);
      await fixture.send(9, { campaign_id: null });
      await fixture.content.asAdmin(
        `update sluice.outbox set due_at = due_at - make_interval(secs => abs(hashtext(id::text) % 1000))`,
      );
      const { moved, refused } = await mover()();
      expect([moved, refused.length]).toEqual([1_500, 9]);
      expect(await fixture.delivered()).toEqual(good);
    });

    /** Tries what waits until its seventh refusal at least. @returns how long it waits after each from the second on, in seconds. */
    const waitsOf = async (tries: number): Promise<number[]> => {
      const waits: number[] = [];
      for (let attempt = 2; attempt <= tries; attempt++) {
        await fixture.content.asAdmin('update sluice.outbox set due_at = clock_timestamp()');
        await mover()();
        const [{ wait, attempts }] = (await fixture.content.asAdmin(
          'select max(extract(epoch from due_at - last_refused_at))::float as wait, max(attempts) as attempts from sluice.outbox',
        )) as [{ wait: number; attempts: number }];
        expect(attempts).toBe(attempt);
        waits.push(Math.round(wait));
      }
      return waits;
    };

    test('are tried again, later each time, and arrive when their cause is gone', async () => {
      const unknown = { ...OUTREACH_TENANT, id: randomUUID() };
      const ids = await fixture.send(1_200, {}, unknown);
      expect(await mover()()).toMatchObject({ moved: 0, refused: { length: 1_200 } });
      const [waiting] = await fixture.waiting();
      expect(waiting).toMatchObject({
        attempts: 1,
        last_error: 'The database analytics has no such tenant.',
        last_code: 'UNKNOWN_TENANT',
      });
      expect(await mover()()).toEqual({ moved: 0, refused: [] });
      expect(await waitsOf(8)).toEqual([20, 40, 80, 160, 300, 300, 300]);
      const [later] = (await fixture.waiting()).filter(({ id }) => id === waiting!['id']);
      expect(later!['first_refused_at']).toEqual(waiting!['first_refused_at']);
      expect(later!['last_refused_at']).not.toEqual(waiting!['last_refused_at']);
      await fixture.analytics.asOwner(`insert into sluice.tenants (id, name) values ($1, 'Late')`, [
        unknown.id,
      ]);
      await fixture.content.asAdmin('update sluice.outbox set due_at = clock_timestamp()');
      expect(await mover()()).toEqual({ moved: 1_200, refused: [] });
      expect(await fixture.delivered(unknown.id)).toEqual(ids);
    });

    test('wait for an hour in the end where each of them costs a transaction', async () => {
      await fixture.send(1, { open_count: -1 });
      await mover()();
      expect(await waitsOf(12)).toEqual([20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600]);
    });

    test('keep what they were refused for before it was written down how', async () => {
      await fixture.send(1, { open_count: -1 });
      await fixture.content.asAdmin(`update sluice.outbox set attempts = 3, last_error = 'It was so'`);
      await mover()();
      expect(await fixture.waiting()).toMatchObject([
        { attempts: 4, last_code: '23514', first_refused_at: expect.any(Date) as Date },
      ]);
    });

    test('of a target that this version does not know', async () => {
      const ids = await fixture.send(1);
      await fixture.content.asOwner(
        `insert into sluice.outbox (tenant_id, target, record) values ($1, 'outreach.dreams', '{}'), ($1, 'sluice.tenants', '{"name": "x"}')`,
        [OUTREACH_TENANT.id],
      );
      expect(await mover()()).toMatchObject({ moved: 1, refused: { length: 2 } });
      expect(await fixture.delivered()).toEqual(ids);
    });
  });

  describe('not at all while a database is away', () => {
    test('analytics: nothing is lost, nothing counts as refused', async () => {
      const ids = await fixture.send(10);
      const proxy = await startPostgresProxy(fixture.analytics.maintainerUrl);
      const move = mover({ analytics: proxy.url });
      proxy.cut();
      await expect(move()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
      expect(await fixture.waiting()).toHaveLength(10);
      expect((await fixture.waiting())[0]).toMatchObject({ attempts: 0, last_error: null });
      proxy.restore();
      expect(await move()).toEqual({ moved: 10, refused: [] });
      expect(await fixture.delivered()).toEqual(ids);
      await Promise.all(opened.map((database) => database.close()));
      opened = [];
      await proxy.close();
    });

    test('the one with the outbox, lost after the rows have arrived: they arrive once', async () => {
      const ids = await fixture.send(10);
      const proxy = await startPostgresProxy(fixture.content.maintainerUrl);
      const release = await fixture.holdDeletes();
      const move = mover({ content: proxy.url });
      const moving = move();
      await until(async () => (await fixture.delivered()).length === 10);
      proxy.cut();
      await expect(moving).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
      await release();
      expect(await fixture.waiting()).toHaveLength(10);
      proxy.restore();
      await until(async () => (await move()).moved === 10);
      expect(await fixture.delivered()).toEqual(ids);
      expect(await fixture.waiting()).toEqual([]);
      await Promise.all(opened.map((database) => database.close()));
      opened = [];
      await proxy.close();
    });
  });

  test('until it is stopped: then all is where it was', async () => {
    await fixture.send(10);
    const release = await fixture.holdDeletes();
    const stopping = new AbortController();
    const moving = mover()(stopping.signal);
    await until(async () => (await fixture.delivered()).length === 10);
    stopping.abort();
    await expect(moving).rejects.toMatchObject({ code: 'CANCELLED' });
    await release();
    expect(await fixture.waiting()).toHaveLength(10);
    expect(await mover()()).toEqual({ moved: 10, refused: [] });
    expect(await fixture.delivered()).toHaveLength(10);
  });
});
