import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { discardFailedJobs, listFailedJobs, retryFailedJobs } from '../../src/worker/failed-jobs.js';
import { postgresVersions } from '../setup/test-database.js';
import { createWorkerFixture, ROLLUP, until, type WorkerFixture } from './worker-fixture.js';

describe.each(postgresVersions)('a job that fails on PostgreSQL $version', (server) => {
  let fixture: WorkerFixture;

  beforeEach(async () => {
    fixture = await createWorkerFixture(server);
    // Two tries are enough, and the pause between them is the subject of the first test alone.
    await fixture.database.asOwner(
      'update sluice_jobs.queue set retry_limit = 1, retry_delay = 0, retry_backoff = false',
    );
  });
  afterEach(() => fixture.stop());

  const list = () => listFailedJobs(fixture.database.maintainerUrl);
  const tries = () => fixture.logged.filter(({ msg }) => msg.startsWith('A job failed'));
  const breakFolding = () =>
    fixture.database.asOwner(
      'alter function helpdesk_rollup.fold_dashboard_stats(uuid[], timestamptz[]) rename to fold_nothing',
    );
  const mendFolding = () =>
    fixture.database.asOwner(
      'alter function helpdesk_rollup.fold_nothing(uuid[], timestamptz[]) rename to fold_dashboard_stats',
    );
  /** Lets the pause pass after which the worker looks whether it works again. */
  const passTime = () =>
    fixture.database.asOwner(
      `update sluice_jobs.job set completed_on = completed_on - interval '1 hour' where state = 'failed'`,
    );
  const untilDead = async (): Promise<void> => {
    await breakFolding();
    await fixture.addTicket();
    await until(async () => (await list()).length > 0);
  };

  test('is tried again after a pause, then becomes a dead letter, and holds up no other', async () => {
    await fixture.database.asOwner('update sluice_jobs.queue set retry_delay = 1, retry_backoff = true');
    await fixture.start();
    await untilDead();
    expect(await list()).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        queue: 'fold',
        rollup: ROLLUP,
        error: expect.stringContaining('fold_dashboard_stats') as string,
        errorCode: '42883',
        failedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
        retries: 1,
      },
    ]);
    expect(tries().map(({ level, tries: count }) => [level, count])).toEqual([
      [40, 1],
      [50, 2],
    ]);
    await until(async () => (await fixture.state('helpdesk.ticket_trends')).pending === 0);
    expect((await fixture.state()).pending).toBe(1);
  });

  test('is shown to the gateway without a word of any tenant', async () => {
    const { database } = fixture;
    await database.asMaintainer(
      null,
      `insert into sluice_jobs.job (name, data, output, retry_limit) values
        ('dead_letter', '{"queue": "fold", "rollup": "${ROLLUP}"}', '{"message": "no space left", "code": "53100"}', 5),
        ('dead_letter', '{"queue": "prune", "rollup": null}', '{"value": {"message": "job failed by timeout in active state"}}', 4)`,
    );
    const read = 'select queue, rollup, error, error_code, retries from sluice.failed_jobs() order by queue';
    expect(await database.asNobody(read)).toEqual([
      { queue: 'fold', rollup: ROLLUP, error: 'no space left', error_code: '53100', retries: 5 },
      {
        queue: 'prune',
        rollup: null,
        error: 'Its worker ended, or lost the database, each time in the middle of it.',
        error_code: null,
        retries: 4,
      },
    ]);
  });

  test('is not tried over and over, but looked at now and then, with one dead letter for all', async () => {
    await fixture.start();
    await untilDead();
    const [letter] = await list();
    const before = tries().length;
    await fixture.addTicket();
    await until(async () => (await fixture.state('helpdesk.ticket_trends')).pending === 0);
    expect(tries()).toHaveLength(before);
    await passTime();
    await until(() => tries().length > before);
    await until(async () => (await fixture.jobs()).length === 0);
    expect(await list()).toEqual([letter]);
  });

  test('is over without a hand once its cause is gone', async () => {
    await fixture.start();
    await untilDead();
    await mendFolding();
    await passTime();
    await until(async () => (await fixture.state()).pending === 0);
    await until(async () => (await list()).length === 0);
    expect(await fixture.rollupTickets()).toBe(1);
  });

  test('can be retried at once', async () => {
    await fixture.start();
    await untilDead();
    await mendFolding();
    const [{ id } = { id: '' }] = await list();
    expect(await retryFailedJobs(fixture.database.maintainerUrl, [id])).toBe(1);
    await until(async () => (await fixture.rollupTickets()) === 1);
    expect(await list()).toEqual([]);
    expect(await retryFailedJobs(fixture.database.maintainerUrl, null)).toBe(0);
  });

  test('again, started by the clock, is one dead letter and not two', async () => {
    const { database } = fixture;
    await database.asOwner('alter function sluice.prune_changes() rename to prune_nothing');
    await fixture.start();
    await until(async () => (await list()).length === 1);
    const [first] = await list();
    await database.asMaintainer(
      null,
      `insert into sluice_jobs.job (name, data, dead_letter, retry_limit) values ('prune', '{"queue": "prune", "rollup": null}', 'dead_letter', 0)`,
    );
    await until(async () => (await list()).some(({ id }) => id !== first!.id));
    expect(await list()).toMatchObject([{ queue: 'prune', rollup: null, errorCode: '42883' }]);
  });

  test('can be discarded, and comes up again where it still fails', async () => {
    await fixture.start();
    await untilDead();
    expect(await discardFailedJobs(fixture.database.maintainerUrl, null)).toBe(1);
    expect(await list()).toEqual([]);
    await passTime();
    await until(async () => (await list()).length === 1);
  });
});
