import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createMigrateCommand } from '../../src/cli/migrate-command.js';
import { createEmptyDatabase, type TestDatabase } from '../setup/test-database.js';

describe('sluice migrate', () => {
  let database: TestDatabase;
  let printed: string;
  let progress: string;

  const run = (...options: string[]) =>
    createMigrateCommand().exitOverride().parseAsync(options, { from: 'user' });

  beforeAll(async () => {
    database = await createEmptyDatabase();
  });

  beforeEach(() => {
    printed = '';
    progress = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((progress += String(text)), true));
    vi.stubEnv('DATABASE_URL', undefined);
    vi.stubEnv('OWNER_DATABASE_URL', database.adminUrl);
  });

  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  test('says which variable to set where no database is configured', async () => {
    vi.stubEnv('OWNER_DATABASE_URL', undefined);
    await expect(run()).rejects.toMatchObject({
      code: 'CONFIGURATION',
      message: expect.stringMatching(/Set OWNER_DATABASE_URL, for example to postgres:/) as string,
    });
  });

  test('lists what it would do with --dry-run, one a line, and does nothing', async () => {
    await run('--dry-run');
    expect(printed.split('\n')).toContain('migrations/0001_roles_and_schemas');
    expect(await database.asAdmin(`select from pg_namespace where nspname = 'sluice'`)).toEqual([]);
    printed = '';
    await run('--dry-run', '--json');
    expect(JSON.parse(printed)).toMatchObject({
      createsDatabase: false,
      pending: expect.arrayContaining(['rollups/helpdesk.dashboard_stats']) as string[],
    });
  });

  test('migrates, with progress apart from the result', async () => {
    await run('--json');
    const result = JSON.parse(printed) as { applied: string[] };
    expect(progress.trim().split('\n')).toEqual([
      ...result.applied,
      'partitions',
      'partition watch',
      'privileges',
      'job queues',
      'logins',
    ]);
    expect(await database.asAdmin(`select from pg_namespace where nspname = 'sluice'`)).toHaveLength(1);
  });

  test('says so when there is nothing to do', async () => {
    await run();
    expect(printed).toBe(
      'The database is up to date.\n\nThe logins keep their passwords. --rotate-passwords makes new ones.\n',
    );
    printed = '';
    await run('--dry-run');
    expect(printed).toBe('The database is up to date.\n');
  });

  describe('with a database of outreach', () => {
    let oltp: TestDatabase;
    beforeAll(async () => {
      oltp = await createEmptyDatabase();
    });
    beforeEach(() => {
      vi.stubEnv('OLTP_OWNER_DATABASE_URL', oltp.adminUrl);
    });

    test('lists what it would do with each', async () => {
      await run('--dry-run');
      expect(printed).toMatch(/^The database is up to date\.\noltp: migrations\/0001_roles_and_schemas\n/);
      expect(await oltp.asAdmin(`select from pg_namespace where nspname = 'sluice'`)).toEqual([]);
    });

    test('migrates it as well, and tells of it under a key of its own', async () => {
      await run('--json');
      expect(JSON.parse(printed)).toMatchObject({
        applied: [],
        gatewayUrl: null,
        outreach: {
          oltp: { applied: expect.arrayContaining(['migrations/0001_roles_and_schemas']) as string[] },
        },
      });
      expect(progress).toContain('\noltp: migrations/0001_roles_and_schemas\n');
      expect(await oltp.asAdmin(`select from pg_namespace where nspname = 'oltp'`)).toHaveLength(1);
      printed = '';
      await run();
      expect(printed).toMatch(
        /^The database is up to date\.\noltp: The database is up to date\.\n\nThe logins/,
      );
    });

    test('prints what it has done where another one cannot be migrated', async () => {
      vi.stubEnv('QUEUE_OWNER_DATABASE_URL', 'postgres://nobody@127.0.0.1:1/queue');
      await expect(run('--json')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
      expect(JSON.parse(printed)).toMatchObject({ applied: [], outreach: { oltp: { applied: [] } } });
    });

    test('refuses one that is the database of something else', async () => {
      vi.stubEnv('OLTP_OWNER_DATABASE_URL', database.adminUrl);
      await expect(run()).rejects.toMatchObject({
        code: 'CONFIGURATION',
        message: expect.stringContaining("another one of Sluice's databases") as string,
      });
    });
  });

  test('refuses an option that it does not have', async () => {
    await expect(run('--rotate-password')).rejects.toMatchObject({ code: 'commander.unknownOption' });
    expect(progress).toContain('Did you mean --rotate-passwords?');
  });
});
