import { Command } from 'commander';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createImportCommand, EXIT_SOME_REJECTED } from '../../src/cli/import-command.js';
import { givenFile, pathOf } from '../importing/import-fixture.js';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.js';

const TENANT = '00000000-0000-4000-8000-000000000001';

interface Outcome {
  readonly output: string;
  readonly messages: string;
  readonly exitCode: number | string | null | undefined;
}

async function sluice(...words: string[]): Promise<Outcome> {
  let output = '';
  let messages = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((output += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((messages += String(text)), true));
  process.exitCode = undefined;
  try {
    await new Command('sluice')
      .exitOverride()
      .addCommand(createImportCommand())
      .parseAsync(['import', ...words], { from: 'user' });
    return { output, messages, exitCode: process.exitCode };
  } finally {
    process.exitCode = undefined;
    vi.restoreAllMocks();
  }
}

describe('sluice import', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    await database.asOwner(`insert into sluice.tenants (id, name) values ('${TENANT}', 'One')`);
    vi.stubEnv('MAINTAINER_DATABASE_URL', database.maintainerUrl);
  });
  afterEach(() => vi.restoreAllMocks());

  test('tells the counts, exits with 0 when every row is in, and keeps the progress out of the output', async () => {
    const file = givenFile('good.csv', 'external_id,name\na,A\nb,B\n');
    const { output, messages, exitCode } = await sluice(
      'organisations',
      file,
      '--tenant',
      TENANT,
      '--no-refresh',
    );
    expect(output).toBe(
      [
        'Imported into helpdesk.organisations',
        '  read           2',
        '  loaded         2',
        '  rejected       0',
        '  already there  0',
        '',
        'Rows by tenant:',
        `          2  ${TENANT}  One`,
        '',
      ].join('\n'),
    );
    expect(messages).toBe(
      'Reading 0.0 MiB\nChecking the rows against the rules of the tables\nLoading the rows of 1 tenant\n',
    );
    expect(exitCode).toBeUndefined();
  });

  test('exits with 3 when rows were rejected, and names their file and reasons', async () => {
    const file = givenFile('some.csv', 'external_id,name\nc,C\nd, \ne, \n');
    const rejects = pathOf('some.rejects.csv');
    const { output, exitCode } = await sluice(
      'organisations',
      file,
      '--tenant',
      TENANT,
      '--no-refresh',
      '--rejects',
      rejects,
    );
    expect(output).toContain(`Rejected rows are in ${rejects}:\n          2  organisations_name_not_blank\n`);
    expect(exitCode).toBe(EXIT_SOME_REJECTED);
  });

  test('prints one JSON object with --json', async () => {
    const file = givenFile('json.csv', 'external_id,name\nf,F\n');
    const { output } = await sluice('organisations', file, '--tenant', TENANT, '--json', '--dry-run');
    expect(JSON.parse(output)).toEqual({
      dataset: 'helpdesk.organisations',
      read: 1,
      loaded: 1,
      rejected: 0,
      alreadyThere: 0,
      rejectsByReason: {},
      tenants: [{ id: TENANT, name: 'One', rows: 1 }],
      rejectFile: null,
      isDryRun: true,
      isRefreshed: false,
    });
  });

  test('shows the Boston example and the exit statuses in its help', async () => {
    let help = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((help += String(text)), true));
    const command = createImportCommand().exitOverride();
    await expect(command.parseAsync(['--help'], { from: 'user' })).rejects.toMatchObject({ exitCode: 0 });
    expect(help).toContain('$ sluice import tickets boston_311_2015.csv.gz --mapping boston-311');
    expect(help).toMatch(/Exit status: 0 .* 3 when some were\nrejected, 1 on any error/);
  });

  test('names the variable that is missing', async () => {
    vi.stubEnv('MAINTAINER_DATABASE_URL', '');
    await expect(sluice('tickets', 'nothing.csv')).rejects.toThrow(/Set MAINTAINER_DATABASE_URL/);
  });
});
