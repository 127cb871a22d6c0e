import { beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../../src/migrations/migrate.js';
import { createTestDatabase, TEST_PASSWORDS, type TestDatabase } from '../setup/test-database.js';
import { documentDifferences } from '../sql/document-differences.js';
import { insertTicketPopulation } from '../sql/ticket-population.js';

const FILE = 'search/helpdesk.tickets';

describe('sluice migrate, over a database that has rows', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    await insertTicketPopulation(database, 2_500);
  });

  const migrateAgain = async (): Promise<{ applied: string[]; progress: string[] }> => {
    const progress: string[] = [];
    const { applied } = await migrate({
      url: database.adminUrl,
      gatewayPassword: TEST_PASSWORDS.sluice_gateway,
      maintainerPassword: TEST_PASSWORDS.sluice_maintainer,
      onProgress: (step) => progress.push(step),
    });
    return { applied, progress: progress.filter((step) => step.startsWith('search documents')) };
  };

  test('makes their documents when their table becomes searchable, and says so', async () => {
    await database.asOwner(`delete from sluice.definitions where name = '${FILE}'`);
    await database.asOwner(`delete from sluice.search_sources where table_name = 'helpdesk.tickets'`);
    await database.asOwner('delete from sluice.search_documents');
    expect(await migrateAgain()).toEqual({
      applied: [FILE],
      progress: ['search documents of helpdesk.tickets: 1,000 rows'],
    });
    expect(await documentDifferences(database)).toEqual([]);
  });

  test('makes them again when what they are made of has changed, and only then', async () => {
    await database.asOwner(`update sluice.search_documents set title = 'As an older declaration had it'`);
    await database.asOwner(`update sluice.definitions set checksum = 'older' where name = '${FILE}'`);
    expect(await migrateAgain()).toEqual({ applied: [FILE], progress: [] });
    await database.asOwner(`update sluice.definitions set checksum = 'older' where name = '${FILE}'`);
    await database.asOwner(
      `update sluice.search_sources set fingerprint = 'older' where name = 'helpdesk.tickets'`,
    );
    expect((await migrateAgain()).progress).toHaveLength(1);
    expect(await documentDifferences(database)).toEqual([]);
  });

  test('goes on where an earlier run was interrupted', async () => {
    await database.asOwner('delete from sluice.search_documents');
    await database.asOwner(
      `update sluice.search_sources set is_complete = false, is_due = true, indexed_until = null where name = 'helpdesk.tickets'`,
    );
    await database.asMaintainer(null, 'select sluice.index_next_rows(2000)');
    const before = await database.asOwner(
      'select max(xid::text::bigint) as xid from sluice.search_documents',
    );
    expect(await migrateAgain()).toMatchObject({ applied: [] });
    const [row] = await database.asOwner(
      'select count(*)::int as n from sluice.search_documents where xid::text::bigint > $1',
      [before[0]!['xid']],
    );
    expect(row?.['n']).toBe(500);
    expect(await documentDifferences(database)).toEqual([]);
  });

  test('removes the documents of fields that nobody declares any more', async () => {
    await database.asOwner(
      `insert into sluice.search_documents (tenant_id, source, id, occurred_at, language, title, vector)
       select tenant_id, 'helpdesk.tickets:pii', id, occurred_at, language, title, vector from sluice.search_documents limit 5`,
    );
    await database.asOwner(
      `insert into sluice.search_sources select 'helpdesk.tickets:pii', table_name, time_column, rows_function, trigger_function, fingerprint, true, null
       from sluice.search_sources where name = 'helpdesk.tickets'`,
    );
    await database.asOwner(`update sluice.definitions set checksum = 'older' where name = '${FILE}'`);
    await migrateAgain();
    expect(await documentDifferences(database)).toEqual([]);
  });
});
