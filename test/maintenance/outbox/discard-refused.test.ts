import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { postgresVersions } from '../../setup/test-database.js';
import { startSluice } from '../../cli/sluice-process.js';
import { OTHER_OUTREACH_TENANT, OUTREACH_TENANT } from '../../support/outreach-databases.js';
import { until } from '../../worker/worker-fixture.js';
import { discard as discardQuarantined, everything, restore } from '../references/references-fixture.js';
import { createOutboxFixture, REFUSED, type OutboxFixture } from './outbox-fixture.js';

const QUARANTINE = 'sluice.quarantined_rows';
const OUTBOX = 'sluice.outbox';

describe.each(postgresVersions)('setting aside what was refused, on PostgreSQL $version,', (server) => {
  let fixture: OutboxFixture;

  beforeEach(async () => {
    fixture = await createOutboxFixture(server);
  });
  afterEach(() => fixture.close());

  const aside = (): Promise<readonly string[]> => everything(fixture.content, QUARANTINE);
  const outbox = (): Promise<readonly string[]> => everything(fixture.content, OUTBOX);

  test('takes those rows alone, whole, and puts them back to the last bit', async () => {
    await fixture.send(3, REFUSED);
    await fixture.send(2, { open_count: -1, note: 0.1 });
    await fixture.move();
    const refused = await outbox();
    expect(refused).toHaveLength(5);
    await fixture.send(4);

    const planned = await fixture.discard({ isDryRun: true });
    expect(planned).toEqual([{ database: 'content', tenantId: OUTREACH_TENANT.id, setAside: 5, left: 0 }]);
    expect([await aside(), (await outbox()).length, await fixture.trail()]).toEqual([[], 9, []]);

    expect(await fixture.discard()).toEqual(planned);
    expect(await aside()).toHaveLength(5);
    expect(await outbox()).toHaveLength(4);
    expect(await fixture.discard()).toEqual([]);
    expect((await fixture.move()).moved).toBe(4);

    expect(await fixture.restore()).toEqual([
      { database: 'oltp', restored: 0, misfit: 0, busy: 0 },
      { database: 'content', restored: 5, misfit: 0, busy: 0 },
      { database: 'queue', restored: 0, misfit: 0, busy: 0 },
    ]);
    expect(await outbox()).toEqual(refused);
    expect(await aside()).toEqual([]);
  });

  test('is written down, page by page: numbers and codes, and no values', async () => {
    await fixture.send(3, REFUSED);
    await fixture.send(2, { open_count: -1 });
    await fixture.send(1, {}, { ...OUTREACH_TENANT, id: randomUUID() });
    await fixture.move();
    await fixture.discard({ pageRows: 2, tenantId: OUTREACH_TENANT.id });
    await fixture.restore();
    const trail = await fixture.trail();
    const entry = { tenant_id: OUTREACH_TENANT.id, subject: 'olga', target: OUTBOX, outcome: 'succeeded' };
    expect(trail).toMatchObject([
      ...[2, 2, 1].map((setAside) => ({ ...entry, action: 'outbox discard', after: { setAside } })),
      { ...entry, action: 'outbox restore', before: null, after: { restored: 5 } },
    ]);
    const codes: Record<string, number> = {};
    for (const { before } of trail) {
      for (const [code, rows] of Object.entries((before as { refused?: object } | null)?.refused ?? {})) {
        codes[code] = (codes[code] ?? 0) + Number(rows);
      }
    }
    expect(codes).toEqual({ '23502': 3, '23514': 2 });
  });

  test("touches no other tenant's rows where it is told of one", async () => {
    await fixture.send(1, REFUSED);
    await fixture.send(2, REFUSED, OTHER_OUTREACH_TENANT);
    await fixture.move();
    await fixture.discard({ tenantId: OTHER_OUTREACH_TENANT.id });
    expect(await fixture.waiting()).toMatchObject([{ tenant_id: OUTREACH_TENANT.id }]);
    await fixture.discard();
    expect(await fixture.restore({ tenantId: OUTREACH_TENANT.id })).toContainEqual({
      database: 'content',
      restored: 1,
      misfit: 0,
      busy: 0,
    });
    expect(await fixture.waiting()).toMatchObject([{ tenant_id: OUTREACH_TENANT.id }]);
    expect(await aside()).toHaveLength(2);
  });

  test('is nothing that a gateway may do, nor anybody without a tenant', async () => {
    await fixture.send(1, REFUSED);
    await fixture.move();
    const call = 'select * from sluice.set_aside_refused_rows(10)';
    const { content } = fixture;
    await expect(content.asTenant(OUTREACH_TENANT.id, call)).rejects.toMatchObject({ code: '42501' });
    await expect(content.asMaintainer(null, call)).rejects.toMatchObject({ code: '42501' });
    expect(await content.asMaintainer(OTHER_OUTREACH_TENANT.id, call)).toEqual([]);
    expect(await outbox()).toHaveLength(1);
  });

  test('leaves what a worker is at, and says so', async () => {
    await fixture.send(3, REFUSED);
    await fixture.move();
    const worker = new pg.Client({ connectionString: fixture.content.maintainerUrl });
    await worker.connect();
    await worker.query('begin');
    await worker.query(`select set_config('app.current_tenant_id', $1, true)`, [OUTREACH_TENANT.id]);
    await worker.query('select from sluice.outbox limit 1 for update');
    expect(await fixture.discard()).toMatchObject([{ setAside: 2, left: 1 }]);
    await worker.end();
    expect(await fixture.discard()).toMatchObject([{ setAside: 1, left: 0 }]);
  });

  test('killed in the middle has done nothing, and can be done again', async () => {
    await fixture.send(20, REFUSED);
    await fixture.move();
    const before = await outbox();
    const holder = new pg.Client({ connectionString: fixture.content.adminUrl });
    await holder.connect();
    await holder.query('begin; lock table sluice.audit_entries in share mode');
    const sessions = (waits: string): Promise<unknown[]> =>
      fixture.content.asAdmin(
        `select from pg_stat_activity
         where datname = current_database() and application_name = 'sluice-maintenance' and ${waits}`,
      );
    const { child, exit } = startSluice(['outbox', 'discard', '--refused'], fixture.environment);
    // The rows have gone by then, as far as its own transaction sees.
    await until(async () => (await sessions(`wait_event_type = 'Lock'`)).length === 1);
    child.kill('SIGKILL');
    await exit;
    await holder.end();
    await until(async () => (await sessions('true')).length === 0);
    expect(await outbox()).toEqual(before);
    expect([await aside(), await fixture.trail()]).toEqual([[], []]);
    expect(await fixture.discard()).toMatchObject([{ setAside: 20, left: 0 }]);
    expect(await fixture.trail()).toHaveLength(1);
  });

  test('does not make a row count twice that had arrived unnoticed', async () => {
    const ids = await fixture.send(1, REFUSED);
    await fixture.move();
    // As if a later try had succeeded, and the worker been killed before it could delete the row here.
    await fixture.content.asAdmin(
      `update sluice.outbox set record = record || jsonb_build_object('campaign_id', $1::text)`,
      [OUTREACH_TENANT.campaignId],
    );
    const [kept] = await fixture.waiting();
    await fixture.moveAll();
    await fixture.content.asOwner(
      `insert into sluice.outbox select * from jsonb_populate_record(null::sluice.outbox, $1)`,
      [JSON.stringify(kept)],
    );
    await fixture.discard();
    await fixture.restore();
    expect(await fixture.moveAll()).toEqual({ moved: 1, refused: [] });
    expect(await fixture.delivered()).toEqual(ids);
  });

  describe('is a decision of its own:', () => {
    test('what was set aside so does not come back with what lost its references', async () => {
      await fixture.send(2, REFUSED);
      await fixture.move();
      await fixture.discard();
      expect(await restore(fixture)).toMatchObject(
        ['content', 'queue', 'analytics'].map((database) => ({ database, restored: 0, unknown: 0 })),
      );
      expect(await aside()).toHaveLength(2);
    });

    test('and what lost its references does not come back with it', async () => {
      await fixture.content.asOwner(
        `insert into ${QUARANTINE} (tenant_id, relation, record, missing)
         values ($1::uuid, '${OUTBOX}', '{}', jsonb_build_object('tenant_id', $1::uuid))`,
        [OUTREACH_TENANT.id],
      );
      expect(await fixture.restore()).toMatchObject([{}, { restored: 0, misfit: 0 }, {}]);
      expect(await aside()).toHaveLength(1);
    });

    test('only "references discard" deletes both, when they have been aside for long', async () => {
      await fixture.send(2, REFUSED);
      await fixture.move();
      await fixture.discard();
      await discardQuarantined(fixture);
      expect(await aside()).toHaveLength(2);
      await fixture.content.asOwner(`update ${QUARANTINE} set quarantined_at = now() - interval '31 days'`);
      expect(await discardQuarantined(fixture)).toContainEqual(
        expect.objectContaining({ database: 'content', tables: [{ table: OUTBOX, rows: 2 }] }),
      );
      expect(await aside()).toEqual([]);
    });
  });
});
