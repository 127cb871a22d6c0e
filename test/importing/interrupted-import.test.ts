import { describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions } from '../setup/test-database.js';
import { countsOf, givenFile, importInto } from './import-fixture.js';
import { runImportProcess } from './run-import-process.js';

const MAPPING = `version: 1
name: interrupted
dataset: tickets
tenant: dept
columns:
  id: { id_of: tickets, column: no }
  external_id: no
  subject: title
  status: { constant: open }
  channel: { constant: web }
  created_at: opened
  organisation_id: { id_of: organisations, column: dept }
also:
  - dataset: organisations
    when: dept
    columns: { id: { id_of: organisations, column: dept }, name: dept }
`;
const ROWS = 20_000;

describe.each(postgresVersions)('an import that is killed on PostgreSQL $version', (server) => {
  test.each([
    ['while it reads the file', { phase: 'reading', count: ROWS / 2 }],
    ['when half of the tenants are loaded', { phase: 'loading', count: 2 }],
  ] as const)('%s leaves nothing behind, and a repeat completes it', async (_, dieAt) => {
    const database = await createTestDatabase(server);
    const rows = Array.from(
      { length: ROWS },
      (_, i) => `${i},Department ${i % 4},Title ${i},2026-01-0${(i % 9) + 1}T00:00:00Z`,
    );
    const file = givenFile('interrupted.csv', `no,dept,title,opened\n${rows.join('\n')}\n`);
    const mapping = givenFile('interrupted.yaml', MAPPING);
    const rejectFile = `${file}.rejects.csv`;

    const { signal } = await runImportProcess({
      options: {
        databaseUrl: database.maintainerUrl,
        dataset: 'tickets',
        file,
        mapping,
        rejectFile,
        refresh: false,
      },
      dieAt,
    });
    expect(signal).toBe('SIGKILL');
    await expect
      .poll(() =>
        database.asAdmin(
          `select pid from pg_stat_activity where application_name = 'sluice-import' and datname = current_database()`,
        ),
      )
      .toEqual([]);
    for (const table of ['helpdesk.tickets', 'helpdesk.organisations', 'sluice.tenants']) {
      expect(await database.asOwner(`select count(*) from ${table}`)).toEqual([{ count: '0' }]);
    }
    expect(
      await database.asAdmin(`select relname from pg_class where relname like 'sluice_import%'`),
    ).toEqual([]);

    expect(countsOf(await importInto(database, 'tickets', file, { mapping }))).toEqual([ROWS, ROWS, 0, 0]);
    expect(await database.asOwner('select count(*) from helpdesk.tickets')).toEqual([
      { count: String(ROWS) },
    ]);
    expect(await database.asOwner('select count(*) from helpdesk.organisations')).toEqual([{ count: '4' }]);
  });
});
