import { beforeEach, describe, expect, test } from 'vitest';
import type { Partition, WaitingRows } from '../../src/maintenance/list-partitions.js';
import type { FoldedRollup, RefreshedRollup } from '../../src/maintenance/refresh-rollups.js';
import { createTwoYearDatabase, type TestDatabase } from '../setup/test-database.js';
import { runSluice, type SluiceExit } from './sluice-process.js';

const TENANT = '00000000-0000-4000-8000-00000000000a';

let database: TestDatabase;

beforeEach(async () => {
  database = await createTwoYearDatabase();
  await database.asOwner(`insert into sluice.tenants (id, name) values ('${TENANT}', 'A')`);
});

function addTicket(createdAt: string): Promise<unknown> {
  return database.asOwner(
    `insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, channel)
     values ('${TENANT}', gen_random_uuid(), $1, $1, 'x', 'new', 'web')`,
    [createdAt],
  );
}

function sluice(...args: string[]): Promise<SluiceExit> {
  return runSluice(args, { MAINTAINER_DATABASE_URL: database.maintainerUrl });
}

describe('sluice refresh', () => {
  test('brings the rollups up to date, and says what each took', async () => {
    await addTicket(new Date().toISOString());
    const { status, stdout } = await sluice('refresh', '--json');
    expect(status).toBe(0);
    const { rollups } = JSON.parse(stdout) as { rollups: RefreshedRollup[] };
    expect(rollups.map(({ view }) => view)).toEqual(
      expect.arrayContaining(['helpdesk.dashboard_stats', 'outreach.campaign_performance']),
    );
    for (const { view, rowCount } of rollups) expect(rowCount).toBe(view.startsWith('helpdesk.') ? 1 : 0);
    expect(await database.asTenant(TENANT, 'select tickets from helpdesk.dashboard_stats')).toEqual([
      { tickets: '1' },
    ]);
    expect((await sluice('refresh')).stdout).toMatch(
      /^rollup +rows +took\nhelpdesk\.agent_performance +1 +\d+\.\d s\n/,
    );
  });

  test('brings them up to date for one tenant, by the days that it has changed', async () => {
    await addTicket(new Date().toISOString());
    const { status, stdout } = await sluice('refresh', '--tenant', TENANT, '--json');
    expect(status).toBe(0);
    const { rollups } = JSON.parse(stdout) as { rollups: FoldedRollup[] };
    expect(rollups).toHaveLength(12);
    for (const { view, buckets } of rollups) expect(buckets).toBe(view.startsWith('helpdesk.') ? 1 : 0);
    expect(await database.asTenant(TENANT, 'select tickets from helpdesk.dashboard_stats')).toEqual([
      { tickets: '1' },
    ]);
    expect((await sluice('refresh', '--tenant', TENANT)).stdout).toMatch(
      /^rollup +days +took\nhelpdesk\.agent_performance +0 +\d+\.\d s\n/,
    );
  });

  test('says that there is no such tenant', async () => {
    const nobody = '00000000-0000-4000-8000-00000000000f';
    const { status, stderr } = await sluice('refresh', '--tenant', nobody);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^sluice: There is no tenant 00000000-0000-4000-8000-00000000000f\./);
  });

  test('names the variable that is missing', async () => {
    const { status, stderr } = await runSluice(['refresh']);
    expect(status).toBe(1);
    expect(stderr).toContain('MAINTAINER_DATABASE_URL is not set');
  });

  test('says that a password is wrong', async () => {
    const url = database.maintainerUrl.replace(/:[^:@]*@/, ':guess@');
    const { status, stderr } = await runSluice(['refresh'], { MAINTAINER_DATABASE_URL: url });
    expect(status).toBe(1);
    expect(stderr).toContain('refused the login of sluice_maintainer');
  });
});

interface Report {
  readonly made: string[];
  readonly dropped: string[];
  readonly partitions: Partition[];
  readonly waiting: WaitingRows[];
}

describe('sluice partitions', () => {
  test('lists partitions, and rows that wait for one', async () => {
    await addTicket('2001-02-03T00:00:00Z');
    const report = JSON.parse((await sluice('partitions', '--json')).stdout) as Report;
    expect(report.waiting).toContainEqual({ table: 'helpdesk.tickets', rowCount: 1 });
    expect(report.partitions).toContainEqual(
      expect.objectContaining({
        table: 'helpdesk.tickets',
        partition: 'helpdesk.tickets_default',
        bounds: 'DEFAULT',
      }),
    );
    expect(report.partitions.filter(({ table }) => table === 'helpdesk.attachments').length).toBeGreaterThan(
      1,
    );
    const { status, stdout } = await sluice('partitions');
    expect(status).toBe(0);
    expect(stdout).toContain('1 rows of helpdesk.tickets wait for the partition of their month');
  });

  test('makes partitions ahead, and drops old ones of all monthly tables', async () => {
    const made = JSON.parse((await sluice('partitions', '--ensure', '12', '--json')).stdout) as Report;
    // Four tables of the help desk, four of outreach; the log of searches and the audit trail have months as well, though none of the past.
    expect(made.made).toHaveLength((4 + 4 + 3) * 9);
    const dropped = JSON.parse(
      (await sluice('partitions', '--drop-older-than', '20', '--json')).stdout,
    ) as Report;
    expect(dropped.dropped).toHaveLength((4 + 4) * 4);
    expect(dropped.partitions).toHaveLength(made.partitions.length - (4 + 4) * 4);
  });

  test.each([
    ['--ensure', '25'],
    ['--drop-older-than', '0'],
    ['--drop-older-than', 'all'],
  ])('refuses %s %s', async (option, value) => {
    const { status, stderr } = await sluice('partitions', option, value);
    expect(status).toBe(2);
    expect(stderr).toContain('Months are a whole number from 1 to');
  });
});
