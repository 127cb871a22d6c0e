import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../../setup/test-database.js';
import { ONE, QueueFixture, TWO } from './queue-fixture.js';

describe.each(postgresVersions)('what the queue tells of itself on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  let queue: QueueFixture;

  beforeAll(async () => {
    database = await createTestDatabase(server, 'queue');
    queue = new QueueFixture(database);
  });
  beforeEach(() =>
    database.asAdmin('delete from queue.jobs; delete from sluice.outbox; delete from queue.depth_samples'),
  );

  /** The events that are on their way, in the order in which they were written. */
  const events = async (): Promise<Record<string, unknown>[]> =>
    (
      await database.asAdmin(
        `select tenant_id, target, record from sluice.outbox order by created_at, record ->> 'queue_family'`,
      )
    ).map(({ tenant_id, target, record }) => ({ tenant_id, target, ...(record as object) }));
  const attempt = (outcome: string, tenantId = ONE) =>
    expect.objectContaining({
      tenant_id: tenantId,
      target: 'outreach.queue_events',
      kind: 'attempt',
      queue_family: 'sending',
      outcome,
    }) as unknown;

  describe('denies the gateway to call', () => {
    test.each([
      'queue.sample_depths()',
      'queue.has_stuck()',
      'queue.family_states()',
      'queue.dead_jobs()',
      `queue.release('${ONE}', '${ONE}')`,
      `queue.record_attempt('${ONE}', 'sending', 'succeeded', now(), now(), now(), false)`,
      'sluice.outbox_tenants()',
      'sluice.outbox_states()',
    ])('%s', async (call) => {
      await expect(database.asTenant(ONE, `select ${call}`)).rejects.toMatchObject({ code: '42501' });
    });
  });

  test('is an event for each attempt that ends, with how long it waited and ran', async () => {
    await queue.enqueue(ONE, { max_attempts: 2 });
    await queue.pass('10 seconds');
    const [first] = await queue.claim(ONE);
    expect(await events()).toEqual([]);
    await queue.fail(ONE, first!);
    expect(await events()).toEqual([attempt('failed')]);
    const [failed] = await events();
    expect(failed!['wait_us']).toBeGreaterThanOrEqual(10_000_000);
    expect(failed!['wait_us']).toBeLessThan(70_000_000);
    expect(failed!['run_us']).toBeGreaterThanOrEqual(0);
    await queue.pass('1 hour');
    const [second] = await queue.claim(ONE);
    await queue.fail(ONE, second!);
    expect(await events()).toEqual([attempt('failed'), attempt('dead')]);

    await queue.enqueue(TWO, {});
    const [other] = await queue.claim(TWO);
    await queue.finish(TWO, other!);
    expect((await events()).at(-1)).toEqual(attempt('succeeded', TWO));
    expect(new Set((await events()).map(({ id }) => id)).size).toBe(3);
  });

  test('is one event, however often the end is reported', async () => {
    await queue.enqueue(ONE, {}, {});
    const [done, failed] = await queue.claim(ONE, 2);
    for (const _ of [1, 2, 3]) expect(await queue.finish(ONE, done!)).toBe(true);
    for (const _ of [1, 2, 3]) await queue.fail(ONE, failed!);
    expect(await events()).toEqual([attempt('succeeded'), attempt('failed')]);
  });

  test('does not know how long an attempt ran whose worker was lost', async () => {
    await queue.enqueue(ONE, {});
    await queue.claim(ONE);
    expect(await database.asMaintainer(null, 'select queue.has_stuck() as it')).toEqual([{ it: false }]);
    await queue.pass('61 seconds');
    expect(await database.asMaintainer(null, 'select queue.has_stuck() as it')).toEqual([{ it: true }]);
    await queue.recoverStuck();
    expect(await database.asMaintainer(null, 'select queue.has_stuck() as it')).toEqual([{ it: false }]);
    expect(await events()).toEqual([attempt('failed')]);
    expect((await events())[0]).toMatchObject({ run_us: null });
  });

  test('is nothing about an attempt whose transaction was rolled back', async () => {
    await queue.enqueue(ONE, {});
    const [job] = await queue.claim(ONE);
    await expect(
      database.asMaintainer(ONE, `select queue.finish('${job!.job_id}', '${job!.claim}'), 1 / 0`),
    ).rejects.toMatchObject({ code: '22012' });
    expect(await events()).toEqual([]);
  });

  test('counts once a minute what is due and not claimed, of each tenant and family that waits', async () => {
    const sample = async () =>
      (await database.asMaintainer(null, 'select queue.sample_depths()::int as n'))[0]!['n'];
    await queue.enqueue(ONE, {}, {}, { family: 'upkeep' }, { run_at: '2100-01-01T00:00:00Z' });
    await queue.enqueue(TWO, {}, {});
    await queue.claim(TWO);
    expect(await sample()).toBe(3);
    const depth = (tenantId: string, family: string, n: number) =>
      expect.objectContaining({
        tenant_id: tenantId,
        target: 'outreach.queue_events',
        kind: 'sample',
        queue_family: family,
        depth: n,
      }) as unknown;
    expect(await events()).toHaveLength(3);
    expect(await events()).toEqual(
      expect.arrayContaining([depth(ONE, 'sending', 2), depth(ONE, 'upkeep', 1), depth(TWO, 'sending', 1)]),
    );
    // A minute may have begun since.
    await database.asAdmin(
      `insert into queue.depth_samples select date_trunc('minute', clock_timestamp()) + make_interval(mins => n)
       from generate_series(0, 1) as n on conflict do nothing`,
    );
    expect(await sample()).toBe(0);
    await database.asAdmin(`update queue.depth_samples set sampled_at = sampled_at - interval '3 hours'`);
    expect(await sample()).toBe(3);
    expect(await database.asAdmin('select from queue.depth_samples')).toHaveLength(1);
  });

  describe('a job that is released', () => {
    test('is as if it had not been claimed, and its worker is done with it', async () => {
      const [queued] = await queue.enqueue(ONE, {});
      const before = await queue.job(queued!.job_id);
      const [job] = await queue.claim(ONE);
      const release = async (tenantId: string) =>
        (
          await database.asMaintainer(tenantId, 'select queue.release($1, $2) as it', [
            job!.job_id,
            job!.claim,
          ])
        )[0]!['it'];
      expect(await release(TWO)).toBe(false);
      expect(await release(ONE)).toBe(true);
      expect(await release(ONE)).toBe(false);
      const { status, attempts, run_at, rank_at } = before;
      expect(await queue.job(queued!.job_id)).toMatchObject({ status, attempts, run_at, rank_at });
      expect(await queue.heartbeat(ONE, job!)).toBeNull();
      expect(await queue.finish(ONE, job!)).toBe(false);
      expect(await queue.claim(ONE)).toMatchObject([{ job_id: queued!.job_id, attempt: 1 }]);
      expect(await events()).toEqual([]);
    });
  });

  test('shows an operator how the families of all tenants stand, and what was given up', async () => {
    await queue.enqueue(ONE, { max_attempts: 1, priority: 1 }, {});
    await queue.enqueue(TWO, {}, { run_at: '2100-01-01T00:00:00Z' }, { family: 'upkeep', max_attempts: 1 });
    const [job] = await queue.claim(ONE);
    await queue.fail(ONE, job!);
    const [upkeep] = await queue.claim(TWO, 1, 'upkeep');
    await queue.fail(TWO, upkeep!);
    await queue.claim(ONE);
    const states = await database.asMaintainer(null, 'select * from queue.family_states()');
    expect(states.map((row) => row['queue_family'])).toEqual(['figures', 'receiving', 'sending', 'upkeep']);
    expect(states[2]).toMatchObject({
      due_count: '1',
      scheduled_count: '1',
      running_count: '1',
      stuck_count: '0',
      dead_count: '1',
      tenant_count: '1',
    });
    const dead = async (args: string) =>
      (await database.asMaintainer(null, `select tenant_id, name from queue.dead_jobs(${args})`)).map(
        (row) => row['tenant_id'],
      );
    expect(await dead('')).toEqual([TWO, ONE]);
    expect(await dead('p_limit => 1')).toEqual([TWO]);
    expect(await dead(`p_tenant_id => '${ONE}'`)).toEqual([ONE]);
    expect(await dead(`p_family => 'upkeep'`)).toEqual([TWO]);
    expect(await dead(`p_ids => '{${job!.job_id}}'`)).toEqual([ONE]);
  });
});
