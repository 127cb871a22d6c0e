import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createTestDatabase,
  postgresVersions,
  type TestDatabase,
  type TestRow,
} from '../../setup/test-database.js';
import { ONE, QueueFixture, TWO } from './queue-fixture.js';

describe.each(postgresVersions)('the health of the queue on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  let queue: QueueFixture;

  beforeAll(async () => {
    database = await createTestDatabase(server, 'queue');
    queue = new QueueFixture(database);
  });
  beforeEach(() => database.asAdmin('delete from queue.jobs'));

  const HEALTH = "select *, oldest_wait >= interval '0' as is_waited from queue.family_health()";
  const health = async (tenantId = ONE): Promise<TestRow | undefined> =>
    (await database.asTenant(tenantId, HEALTH)).find((row) => row['queue_family'] === 'sending');

  test('shows nothing to nobody, and nothing of another tenant', async () => {
    await queue.enqueue(ONE, {});
    await queue.pass('1 day');
    expect(await database.asNobody(HEALTH)).toEqual([]);
    expect(await health(TWO)).toMatchObject({ status: 'OK', due_count: '0', is_waited: true });
  });

  test('is there for every family, also without a job', async () => {
    expect((await database.asTenant(ONE, HEALTH)).map((row) => [row['queue_family'], row['status']])).toEqual(
      [
        ['figures', 'OK'],
        ['receiving', 'OK'],
        ['sending', 'OK'],
        ['upkeep', 'OK'],
      ],
    );
  });

  test('gets worse as jobs wait, and does not mind those that are not due', async () => {
    await queue.enqueue(ONE, {}, { run_at: '2100-01-01T00:00:00Z' });
    expect(await health()).toMatchObject({ status: 'OK', due_count: '1' });
    await queue.pass('10 minutes');
    expect(await health()).toMatchObject({ status: 'WARNING', due_count: '1' });
    await queue.pass('81 minutes');
    expect(await health()).toMatchObject({ status: 'CRITICAL', due_count: '1' });
  });

  test('gets worse as workers are lost', async () => {
    await queue.enqueue(ONE, ...Array<object>(101).fill({}));
    await queue.claim(ONE, 1);
    expect(await health()).toMatchObject({
      status: 'OK',
      due_count: '100',
      running_count: '1',
      stuck_count: '0',
    });
    await queue.claim(ONE, 100);
    await queue.pass('61 seconds');
    expect(await health()).toMatchObject({
      status: 'CRITICAL',
      due_count: '0',
      running_count: '101',
      stuck_count: '101',
    });
    await queue.recoverStuck();
    expect(await health()).toMatchObject({ status: 'OK', running_count: '0' });
  });

  test('says that jobs were given up, for a day', async () => {
    await queue.enqueue(ONE, {});
    const [job] = await queue.claim(ONE);
    await queue.fail(ONE, job!, true);
    expect(await health()).toMatchObject({ status: 'WARNING', dead_count: '1' });
    await database.asAdmin(`update queue.jobs set finished_at = finished_at - interval '25 hours'`);
    expect(await health()).toMatchObject({ status: 'OK', dead_count: '0' });
  });
});
