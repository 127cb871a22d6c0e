import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FailedJob } from '../../src/worker/failed-jobs.js';
import type { RollupStatus } from '../../src/worker/rollup-status.js';
import { createProgram } from '../../src/cli/program.js';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.js';
import { runSluice, startSluice } from './sluice-process.js';

const TENANT = '00000000-0000-4000-8000-00000000000a';
const ROLLUP = 'helpdesk.dashboard_stats';

let database: TestDatabase;
let printed: string;

beforeEach(async () => {
  database = await createTestDatabase();
  await database.asOwner(`insert into sluice.tenants (id, name) values ('${TENANT}', 'A')`);
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
  vi.stubEnv('MAINTAINER_DATABASE_URL', database.maintainerUrl);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

async function run(...args: string[]): Promise<string> {
  printed = '';
  const program = await createProgram(args);
  await program.parseAsync(args, { from: 'user' });
  return printed.trimEnd();
}

function addTicket(): Promise<unknown> {
  return database.asOwner(
    `insert into helpdesk.tickets (tenant_id, id, subject, status, channel)
     values ('${TENANT}', gen_random_uuid(), 'x', 'new', 'web')`,
  );
}

async function status(rollup = ROLLUP): Promise<RollupStatus> {
  const statuses = JSON.parse(await run('rollups', '--json')) as RollupStatus[];
  return statuses.find((candidate) => candidate.rollup === rollup)!;
}

describe('sluice worker', () => {
  test('works until it is told to stop', async () => {
    await database.asMaintainer(null, `select sluice.set_lag_target('${ROLLUP}', '100 ms')`);
    const worker = startSluice(['worker'], {
      MAINTAINER_DATABASE_URL: database.maintainerUrl,
      SLUICE_WORKER_INTERVAL_MS: '100',
    });
    await worker.untilPrinted(/The worker is at work\. Ctrl-C stops it\.\n/);
    await addTicket();
    await vi.waitFor(async () => expect((await status()).pending).toBe(0), { timeout: 120_000 });
    worker.child.kill('SIGTERM');
    const { status: exitStatus, stderr } = await worker.exit;
    expect(exitStatus).toBe(0);
    expect(stderr.split('\n')[0]).toMatch(/"msg":"The worker is at work"/);
    expect(await database.asTenant(TENANT, 'select tickets from helpdesk.dashboard_stats')).toEqual([
      { tickets: '1' },
    ]);
  });

  test('names the variable that is missing, and what is wrong with a URL', async () => {
    expect(await runSluice(['worker'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('MAINTAINER_DATABASE_URL is not set') as string,
    });
    const url = database.maintainerUrl.replace(/:[^:@]*@/, ':guess@');
    expect(await runSluice(['worker'], { MAINTAINER_DATABASE_URL: url })).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('sluice: PostgreSQL refused the login') as string,
    });
  });

  test('does what is due once, and prints how the rollups stand', async () => {
    await addTicket();
    expect((await status()).pending).toBe(1);
    const { status: exitStatus, stdout: table } = await runSluice(['worker', '--once'], {
      MAINTAINER_DATABASE_URL: database.maintainerUrl,
    });
    expect(exitStatus).toBe(0);
    expect(table).toMatch(
      /^rollup +lag +target +pending +view rows +delta +share +folded +refreshed +failed\n/,
    );
    expect(table).toMatch(
      /\nhelpdesk\.dashboard_stats +0 s +5 s +0 +0 +1 +all +[\d.]+ s ago +\d+(\.\d)? (s|min) ago\n/,
    );
    expect(await status()).toMatchObject({ pending: 0, lagSeconds: 0, deltaRows: 1, viewRows: 0 });
    expect(await database.asOwner(`select from sluice_jobs.job`)).toEqual([]);
  });

  test('refreshes in full, once, where enough has moved to the delta', async () => {
    await addTicket();
    const { stdout } = await runSluice(['worker', '--once', '--json'], {
      MAINTAINER_DATABASE_URL: database.maintainerUrl,
      SLUICE_WORKER_REFRESH_ROWS: '1',
    });
    const rollups = JSON.parse(stdout) as RollupStatus[];
    expect(rollups).toHaveLength(12);
    for (const { rollup, deltaRows, viewRows } of rollups) {
      expect({ rollup, deltaRows, viewRows }).toEqual({
        rollup,
        deltaRows: 0,
        viewRows: rollup.startsWith('helpdesk.') ? 1 : 0,
      });
    }
  });
});

describe('sluice rollups', () => {
  test('tells how far a rollup is behind, and for how long it may be', async () => {
    await addTicket();
    await database.asOwner(`update sluice.changes set logged_at = now() - interval '3 minutes'`);
    expect(await run('rollups', 'lag-target', ROLLUP, '90.5')).toBe(
      `${ROLLUP} is folded before a change is 90.5 s old.`,
    );
    const { lagSeconds, ...facts } = await status();
    expect(lagSeconds).toBeGreaterThanOrEqual(180);
    expect(facts).toMatchObject({
      rollup: ROLLUP,
      lagTargetSeconds: 90.5,
      pending: 1,
      viewRows: 0,
      deltaRows: 0,
      failed: [],
    });
    expect(await run('rollups')).toMatch(/helpdesk\.dashboard_stats +\d min +90 s +1 +0 +0 +0 % +/);
  });

  test('refuses a rollup that is not there, and a target that means nothing', async () => {
    await expect(run('rollups', 'lag-target', 'helpdesk.nothing', '5')).rejects.toThrow(
      'There is no rollup helpdesk.nothing.',
    );
    await expect(run('rollups', 'lag-target', ROLLUP, '0')).rejects.toThrow(
      'It is a number of seconds from 0.1 to 86400.',
    );
  });
});

describe('sluice jobs', () => {
  beforeEach(async () => {
    await database.asMaintainer(
      null,
      `insert into sluice_jobs.job (name, data, output, retry_limit, created_on) values
        ('dead_letter', '{"queue": "fold", "rollup": "${ROLLUP}"}', '{"message": "no space left", "code": "53100"}', 5, '2026-01-02Z'),
        ('dead_letter', '{"queue": "night", "rollup": null}', '{"message": "It took longer than 60 s.", "code": null}', 4, '2026-01-01Z')`,
    );
  });

  const list = async () => JSON.parse(await run('jobs', 'list', '--json')) as FailedJob[];

  test('lists what has failed for the last time, with the error', async () => {
    const [{ id: first }, { id: second }] = (await list()) as [FailedJob, FailedJob];
    expect(await run('jobs', 'list')).toBe(
      [
        `${first}  2026-01-02T00:00:00Z  fold of ${ROLLUP}, after 5 retries`,
        '    no space left (53100)',
        `${second}  2026-01-01T00:00:00Z  night, after 4 retries`,
        '    It took longer than 60 s.',
      ].join('\n'),
    );
    expect(await status()).toMatchObject({ failed: ['fold'] });
  });

  test('puts one back in line, or all', async () => {
    const [{ id } = { id: '' }] = await list();
    expect(await run('jobs', 'retry', id)).toBe('1 in line again.');
    expect((await list()).map(({ queue }) => queue)).toEqual(['night']);
    expect(await run('jobs', 'retry', '--all')).toBe('1 in line again.');
    expect(await run('jobs', 'list')).toBe('No job has failed.');
    expect(
      await database.asOwner(
        'select name, singleton_key, state::text, data from sluice_jobs.job order by name',
      ),
    ).toEqual([
      { name: 'fold', singleton_key: ROLLUP, state: 'created', data: { queue: 'fold', rollup: ROLLUP } },
      { name: 'night', singleton_key: null, state: 'created', data: { queue: 'night', rollup: null } },
    ]);
  });

  test('forgets them', async () => {
    expect(await run('jobs', 'discard', '--all')).toBe('2 discarded.');
    expect(await list()).toEqual([]);
  });

  test('wants to know which, and says which there are not', async () => {
    await expect(run('jobs', 'retry')).rejects.toThrow('Say which jobs to retry: their ids, or --all.');
    await expect(run('jobs', 'discard', TENANT)).rejects.toThrow(
      'Of the 1 ids, 1 name no failed job; 0 discarded.',
    );
    await expect(run('jobs', 'discard', 'all')).rejects.toThrow('It must be a uuid.');
  });
});
