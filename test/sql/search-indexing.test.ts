import pg from 'pg';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import { documentDifferences } from './document-differences.js';
import { ONE, OTHER } from './sample-tenant.js';
import { insertTicketPopulation } from './ticket-population.js';

const TICKETS = 500;
const BATCH = 40;

describe.each(postgresVersions)('the documents of rows that are there on PostgreSQL $version', (server) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase(server);
    await insertTicketPopulation(database, TICKETS);
  });

  /** As after an upgrade: rows, and no documents yet. */
  beforeEach(async () => {
    await database.asOwner('delete from sluice.search_documents');
    await database.asOwner(
      `update sluice.search_sources set is_complete = name <> 'helpdesk.tickets', is_due = name = 'helpdesk.tickets', indexed_until = null`,
    );
  });

  const indexNext = async (rows = BATCH): Promise<unknown> => {
    const [row] = await database.asMaintainer(null, 'select sluice.index_next_rows($1) as source', [rows]);
    return row?.['source'];
  };
  const indexAll = async (): Promise<void> => {
    while ((await indexNext()) !== null);
  };
  const documents = async (): Promise<number> => {
    const [row] = await database.asOwner('select count(*)::int as n from sluice.search_documents');
    return row?.['n'] as number;
  };
  const isComplete = async (): Promise<unknown> => {
    const [row] = await database.asOwner(
      `select is_complete from sluice.search_sources where name = 'helpdesk.tickets'`,
    );
    return row?.['is_complete'];
  };

  test('are made in batches, the source is incomplete until the last, and then there is nothing to do', async () => {
    expect(await indexNext()).toBe('helpdesk.tickets');
    expect(await documents()).toBe(BATCH);
    expect(await isComplete()).toBe(false);
    await indexAll();
    expect(await isComplete()).toBe(true);
    expect(await documents()).toBe(TICKETS);
    expect(await documentDifferences(database)).toEqual([]);
    expect(await indexNext()).toBeNull();
  });

  test('leave no search that looks complete, nor a kept answer that counts, until all of them are made', async () => {
    const ask = async (): Promise<unknown> => {
      const [row] = await database.asTenant(
        ONE,
        `select sluice.search('subject', false, null, '{helpdesk.tickets}', null, null, '{}', 10, null, 1000, 'UTC')
           -> 'totals' -> 'helpdesk.tickets' as total`,
      );
      return row?.['total'];
    };
    const countMatching = async (): Promise<unknown> => {
      const [row] = await database.asTenant(
        ONE,
        `select count(*)::int as n from sluice.matching_documents('subject', null, 'helpdesk.tickets', null, null)`,
      );
      return row?.['n'];
    };
    const version = async (): Promise<number> => {
      const [row] = await database.asTenant(
        ONE,
        `select version::int from sluice.dataset_conditions where dataset = 'helpdesk.tickets'`,
      );
      return row?.['version'] as number;
    };
    const before = await version();
    await indexNext();
    expect(await ask()).toMatchObject({ isExact: false });
    await expect(countMatching()).rejects.toMatchObject({ code: 'SL001' });
    await indexAll();
    expect(await countMatching()).toBeGreaterThan(0);
    expect(await ask()).toEqual({ count: TICKETS / 4, isExact: true });
    expect(await version()).toBe(before + 1);
  });

  test('are not made again where they are as they should be', async () => {
    await indexAll();
    const versions = (): Promise<unknown> =>
      database.asOwner('select id, ctid::text from sluice.search_documents order by tenant_id, id');
    const before = await versions();
    await database.asOwner(`select sluice.index_source('helpdesk.tickets', 'helpdesk.tickets')`);
    expect(await versions()).toEqual(before);
  });

  test('are repaired, and removed where there is no row, by indexing the whole table', async () => {
    await indexAll();
    await database.asOwner(`update sluice.search_documents set title = 'Wrong' where tenant_id = $1`, [ONE]);
    await database.asOwner(`update sluice.search_documents set id = gen_random_uuid() where tenant_id = $1`, [
      OTHER,
    ]);
    await database.asOwner(`select sluice.index_source('helpdesk.tickets', 'helpdesk.tickets')`);
    expect(await documentDifferences(database)).toEqual([]);
  });

  test('wait for a writer of a row holding no other, and become what it commits', async () => {
    const writer = new pg.Client({ connectionString: database.adminUrl });
    await writer.connect();
    try {
      await writer.query('begin');
      const { rows } = await writer.query<{ id: string }>(
        `select id from helpdesk.tickets order by tenant_id, created_at, id offset 10 limit 1`,
      );
      await writer.query(
        `update helpdesk.tickets set sla_breached = not coalesce(sla_breached, false) where id = $1`,
        [rows[0]!.id],
      );
      const indexing = indexAll();
      // Rows that the batches have done, or not yet begun, are free all the while.
      const blocked = async (): Promise<boolean> => {
        const [row] = await database.asAdmin(
          `select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as blocked`,
        );
        return row?.['blocked'] as boolean;
      };
      while (!(await blocked())) await new Promise((resolve) => setTimeout(resolve, 10));
      await writer.query(`update helpdesk.tickets set subject = 'Meanwhile'`);
      await writer.query('commit');
      await indexing;
      expect(await documentDifferences(database)).toEqual([]);
      expect(await isComplete()).toBe(true);
    } finally {
      await writer.end();
    }
  });

  test('are as the table says when they were made beside writers, none of whom is disturbed', async () => {
    const writers = await Promise.all(
      [0, 1, 2].map(async () => {
        const client = new pg.Client({ connectionString: database.adminUrl });
        await client.connect();
        return client;
      }),
    );
    let isDone = false;
    const write = async (client: pg.Client, n: number): Promise<void> => {
      for (let i = 0; !isDone; i++) {
        await client.query('begin');
        const where = `where abs(hashtext(id::text)) % 97 = ${(i * 7 + n) % 97} and abs(hashtext(id::text)) % 3 = ${n}`;
        await client.query(`update helpdesk.tickets set subject = 'Changed ${n} ${i}' ${where}`);
        await client.query(
          `update helpdesk.tickets set status = 'open', created_at = created_at + interval '1 hour' - interval '1 hour' ${where}`,
        );
        if (i % 5 === 0) await client.query(`delete from helpdesk.tickets ${where} and subject like '%${i}'`);
        await client.query(i % 4 === 0 ? 'rollback' : 'commit');
      }
    };
    try {
      const writing = writers.map(write);
      await indexAll();
      isDone = true;
      await Promise.all(writing);
      expect(await documentDifferences(database)).toEqual([]);
    } finally {
      isDone = true;
      await Promise.all(writers.map((client) => client.end()));
    }
  });

  test('are loaded in one go, and kept from there on', async () => {
    await database.asOwner(`
      select sluice.suspend_documents();
      update helpdesk.tickets set subject = 'Loaded';
      select sluice.load_documents()`);
    expect(await documentDifferences(database)).toEqual([]);
    await database.asOwner(`update helpdesk.tickets set subject = 'And changed'`);
    expect(await documentDifferences(database)).toEqual([]);
    const indexes = await database.asOwner(
      `select indexrelid::regclass::text as name from pg_index where indrelid = 'sluice.search_documents'::regclass order by 1`,
    );
    expect(indexes.map(({ name }) => name)).toContain('sluice.idx_search_documents_vector_gin');
  });

  test('are the same when several cores load them, in each of their languages', async () => {
    await database.asOwner(`
      set local parallel_setup_cost = 0;
      set local parallel_tuple_cost = 0;
      set local min_parallel_table_scan_size = 0;
      select sluice.suspend_documents();
      update helpdesk.tickets set language = case when abs(hashtext(id::text)) % 2 = 0 then 'de' end;
      delete from sluice.search_languages;
      select sluice.load_documents()`);
    expect(await documentDifferences(database)).toEqual([]);
    const languages = await database.asOwner(
      'select distinct language from sluice.search_languages order by 1',
    );
    expect(languages).toEqual([{ language: 'de' }, { language: 'en' }]);
  });
});
