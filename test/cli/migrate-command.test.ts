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

  test('refuses an option that it does not have', async () => {
    await expect(run('--rotate-password')).rejects.toMatchObject({ code: 'commander.unknownOption' });
    expect(progress).toContain('Did you mean --rotate-passwords?');
  });
});
