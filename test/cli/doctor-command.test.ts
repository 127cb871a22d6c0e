import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDoctorCommand } from '../../src/cli/doctor-command.js';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.js';

interface Report {
  readonly isSafe: boolean;
  readonly checks: readonly { readonly status: string }[];
}

describe('sluice doctor', () => {
  let database: TestDatabase;
  let printed: string;

  const run = (...options: string[]) =>
    createDoctorCommand().exitOverride().parseAsync(options, { from: 'user' });

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.asAdmin(`
      insert into sluice.tenants (id, name) values ('00000000-0000-4000-8000-000000000001', 'One');
      insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, channel) values
        ('00000000-0000-4000-8000-000000000001', gen_random_uuid(), '1999-01-01', '1999-01-01', 'Early', 'new', 'web')`);
  });

  beforeEach(() => {
    printed = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
    vi.stubEnv('DATABASE_URL', database.gatewayUrl);
  });

  afterEach(() => {
    process.exitCode = undefined;
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  test('says which variable to set where no database is configured', async () => {
    vi.stubEnv('DATABASE_URL', undefined);
    await expect(run()).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringContaining('Set DATABASE_URL') as string,
    });
  });

  test('fails where the database cannot be reached', async () => {
    vi.stubEnv('DATABASE_URL', 'postgresql://sluice_gateway@127.0.0.1:1/analytics');
    await expect(run()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });

  test('prints a green line per check, the age of the rollups and what waits in default partitions', async () => {
    await run();
    expect(printed).toMatch(/^Isolation of ".+" as "sluice_gateway"/);
    expect(printed).toContain('✓ The role is no superuser [superuser]');
    expect(printed).not.toMatch(/[✗!] /);
    expect(printed).toMatch(/helpdesk\.dashboard_stats +0 rows, refreshed .+ ago/);
    expect(printed).toMatch(/helpdesk\.tickets +1 rows/);
    expect(printed).toMatch(/Tenants are isolated: \d+ checks\.\n$/);
    expect(process.exitCode).toBeUndefined();
  });

  test('prints the fix below a red line and fails', async () => {
    await database.asAdmin('grant insert on helpdesk.comments to sluice_gateway');
    try {
      await run();
    } finally {
      await database.asAdmin('revoke insert on helpdesk.comments from sluice_gateway');
    }
    expect(printed).toMatch(
      /✗ The role can write to no table \[write-privileges\]\n +helpdesk\.comments may be changed.*\n +Fix: revoke insert on helpdesk\.comments from sluice_gateway\n/,
    );
    expect(printed).toMatch(/Tenants are not isolated: 1 of \d+ checks failed/);
    expect(process.exitCode).toBe(1);
  });

  describe('with a database of outreach', () => {
    let oltp: TestDatabase;
    beforeAll(async () => {
      oltp = await createTestDatabase(undefined, 'oltp');
    });
    beforeEach(() => {
      vi.stubEnv('OLTP_DATABASE_URL', oltp.gatewayUrl);
    });

    test('prints a report of each', async () => {
      await run();
      expect(printed.match(/^Isolation of ".+" as "sluice_gateway"/gm)).toHaveLength(2);
      expect(printed.match(/^Tenants are isolated/gm)).toHaveLength(2);
      expect(process.exitCode).toBeUndefined();
    });

    test('fails where that one alone has a hole, and says so under its key', async () => {
      await oltp.asAdmin('create table oltp.open (n int); grant select on oltp.open to sluice_gateway');
      try {
        await run('--json');
      } finally {
        await oltp.asAdmin('drop table oltp.open');
      }
      const report = JSON.parse(printed) as Report & { readonly outreach: { readonly oltp: Report } };
      expect(report.checks.filter(({ status }) => status === 'failed')).toEqual([]);
      expect(report.outreach.oltp.checks.some(({ status }) => status === 'failed')).toBe(true);
      expect(report).toMatchObject({ isSafe: false, outreach: { oltp: { isSafe: false } } });
      expect(process.exitCode).toBe(1);
    });

    test('names the variable of one that cannot be reached', async () => {
      vi.stubEnv('OLTP_DATABASE_URL', 'postgresql://sluice_gateway@127.0.0.1:1/oltp');
      await expect(run()).rejects.toMatchObject({
        code: 'DATABASE_UNAVAILABLE',
        message: expect.stringMatching(/^OLTP_DATABASE_URL: /) as string,
      });
    });
  });

  test('prints one JSON object with --json', async () => {
    vi.stubEnv('DATABASE_URL', database.adminUrl);
    await run('--json');
    expect(JSON.parse(printed)).toMatchObject({
      role: 'postgres',
      isSafe: false,
      checks: expect.arrayContaining([
        expect.objectContaining({
          id: 'superuser',
          status: 'failed',
          findings: [{ found: expect.any(String) as string, fix: expect.any(String) as string }],
        }),
      ]) as unknown[],
      defaultPartitions: expect.arrayContaining([{ table: 'helpdesk.tickets', rowCount: 1 }]) as unknown[],
      rollups: expect.arrayContaining([
        expect.objectContaining({
          view: 'helpdesk.dashboard_stats',
          refreshedAt: expect.any(String) as string,
        }),
      ]) as unknown[],
    });
    expect(process.exitCode).toBe(1);
  });
});
