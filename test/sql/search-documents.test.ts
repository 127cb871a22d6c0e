import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import { documentDifferences } from './document-differences.js';
import { id, insertSample, insertSampleTenants, ONE, OTHER, TENANT_TABLES } from './sample-tenant.js';

const MONTH = '2026-03-01T10:00:00Z';
/** A month without a partition. */
const FAR = '2031-05-10T10:00:00Z';
const TICKET = 'tenant_id, id, created_at, updated_at, subject, status, channel';
const ticket = (tenantId: string, n: number, at: string, subject = `Subject ${n}`): string =>
  `('${tenantId}', '${id(n)}', '${at}', '${at}', '${subject}', 'open', 'email')`;

describe.each(postgresVersions)('the search documents on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  let writer: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase(server);
    await insertSampleTenants(database);
    writer = new pg.Client({ connectionString: database.adminUrl });
    await writer.connect();
  });

  afterAll(() => writer.end());

  beforeEach(async () => {
    await writer.query('begin');
  });

  /** What a case has done is undone, so that each begins with the sample rows. */
  afterEach(async () => {
    await writer.query('rollback').catch(() => undefined);
  });

  /** The same question as everybody's, inside the writer's transaction. */
  const expectDocuments = async (): Promise<void> => {
    expect(
      await documentDifferences({
        ...database,
        asOwner: async (sql) => (await writer.query(sql)).rows as Record<string, unknown>[],
      }),
    ).toEqual([]);
  };
  const count = async (condition: string): Promise<number> => {
    const { rows } = await writer.query<{ n: number }>(
      `select count(*)::int as n from sluice.search_documents where ${condition}`,
    );
    return rows[0]!.n;
  };
  const insertTickets = (...tickets: string[]): Promise<unknown> =>
    writer.query(`insert into helpdesk.tickets (${TICKET}) values ${tickets.join(', ')}`);

  test('are there for every kind of record, one or two a row, in the tenant’s own words', async () => {
    await expectDocuments();
    const { rows } = await writer.query(
      `select source, title from sluice.search_documents where tenant_id = $1 order by 1`,
      [ONE],
    );
    expect(rows).toEqual([
      { source: 'helpdesk.attachments', title: 'fire.jpg' },
      { source: 'helpdesk.canned_responses', title: 'Fire' },
      { source: 'helpdesk.comments', title: 'Use the extinguisher.' },
      { source: 'helpdesk.organisations', title: 'Acme' },
      { source: 'helpdesk.tickets', title: 'Printer on fire' },
      { source: 'helpdesk.users', title: 'Ada' },
      { source: 'helpdesk.users:pii', title: 'Ada' },
    ]);
  });

  test('of those who may not see personal data hold none of it', async () => {
    const words = async (source: string): Promise<string> => {
      const { rows } = await writer.query<{ words: string }>(
        'select vector::text as words from sluice.search_documents where source = $1 and tenant_id = $2',
        [source, ONE],
      );
      return rows[0]!.words;
    };
    expect(await words('helpdesk.users:pii')).toContain('example');
    expect(await words('helpdesk.users')).not.toContain('example');
  });

  test('follow insert, upsert, merge and copy', async () => {
    await insertTickets(ticket(ONE, 11, MONTH), ticket(OTHER, 11, FAR));
    await writer.query(
      `insert into helpdesk.tickets (${TICKET}) values ${ticket(ONE, 11, MONTH, 'Another one')}, ${ticket(ONE, 12, MONTH)}
       on conflict (tenant_id, created_at, id) do update set subject = excluded.subject`,
    );
    await writer.query(
      `merge into helpdesk.tickets as t
       using (values ('${ONE}'::uuid, '${id(11)}'::uuid), ('${ONE}', '${id(12)}'), ('${ONE}', '${id(13)}')) as s (tenant_id, id)
         on t.tenant_id = s.tenant_id and t.id = s.id
       when matched and t.id = '${id(11)}' then delete
       when matched then update set description = 'Merged'
       when not matched then insert (${TICKET}) values (s.tenant_id, s.id, '${MONTH}', '${MONTH}', 'From a merge', 'new', 'web')`,
    );
    await pipeline(
      Readable.from([`${ONE}\t${id(14)}\t${MONTH}\t${MONTH}\tCopied\topen\temail\n`]),
      writer.query(copyFrom(`copy helpdesk.tickets (${TICKET}) from stdin`)),
    );
    await expectDocuments();
    expect(await count(`source = 'helpdesk.tickets' and id in ('${id(12)}', '${id(13)}', '${id(14)}')`)).toBe(
      3,
    );
  });

  test.each([
    ['helpdesk.tickets', `subject = 'Leak'`],
    ['helpdesk.tickets', `description = 'Water everywhere'`],
    ['helpdesk.tickets', `category = null`],
    ['helpdesk.tickets', `external_id = 'T-99'`],
    ['helpdesk.tickets', `language = 'de'`],
    ['helpdesk.tickets', `status = 'open', priority = 'low', channel = 'web'`],
    ['helpdesk.tickets', `organisation_id = '${id(50)}', customer_id = null`],
    ['helpdesk.tickets', `satisfaction_score = 1`],
    ['helpdesk.tickets', `id = '${id(51)}'`],
    ['helpdesk.tickets', `created_at = created_at - interval '1 day'`],
    ['helpdesk.tickets', `created_at = created_at - interval '70 days'`],
    ['helpdesk.comments', `body = 'Never mind'`],
    ['helpdesk.comments', `author_id = null, language = 'fr'`],
    ['helpdesk.comments', `created_at = created_at + interval '9 years'`],
    ['helpdesk.attachments', `file_name = 'photo_of-the.fire (2).png'`],
    ['helpdesk.attachments', `content_type = 'application/pdf'`],
    ['helpdesk.attachments', `id = '${id(52)}', created_at = '${FAR}'`],
    ['helpdesk.canned_responses', `title = 'Flood', body = 'Swim.', category = 'water'`],
    ['helpdesk.canned_responses', `language = 'pt-BR'`],
    ['helpdesk.users', `name = 'Grace'`],
    ['helpdesk.users', `email = null`],
    ['helpdesk.users', `email = 'grace.hopper+navy@example.org', organisation_id = null`],
    ['helpdesk.organisations', `name = 'Umbrella', external_id = null`],
  ])('follow an update of %s set %s', async (table, set) => {
    await writer.query(`update ${table} set ${set} where tenant_id = $1`, [ONE]);
    await expectDocuments();
  });

  test('follow a row to another tenant, whose key its words then bear', async () => {
    await writer.query(
      `update helpdesk.attachments set tenant_id = '${OTHER}', id = '${id(60)}' where tenant_id = '${ONE}'`,
    );
    await expectDocuments();
    expect(await count(`source = 'helpdesk.attachments' and tenant_id = '${ONE}'`)).toBe(0);
  });

  test('stay where they are in the index, and in pages of searches, where only a filter changes', async () => {
    const version = async (): Promise<unknown> =>
      (
        await writer.query(
          `select xid::text, vector from sluice.search_documents where source = 'helpdesk.tickets' and tenant_id = $1`,
          [ONE],
        )
      ).rows;
    const before = await version();
    await writer.query(`update helpdesk.tickets set status = 'closed' where tenant_id = $1`, [ONE]);
    expect(await version()).toEqual(before);
    await writer.query(`update helpdesk.tickets set subject = 'New' where tenant_id = $1`, [ONE]);
    expect(await version()).not.toEqual(before);
    await expectDocuments();
  });

  test('go with their rows: deleted, truncated, or a partition truncated', async () => {
    await insertTickets(ticket(ONE, 11, MONTH), ticket(ONE, 12, FAR));
    await writer.query(`delete from helpdesk.tickets where id = '${id(11)}'`);
    await expectDocuments();
    await writer.query('truncate helpdesk.tickets_default');
    await expectDocuments();
    expect(await count(`id = '${id(12)}'`)).toBe(0);
    expect(await count(`source = 'helpdesk.tickets'`)).toBe(2);
    await writer.query('truncate helpdesk.tickets, helpdesk.comments, helpdesk.canned_responses');
    await writer.query('truncate helpdesk.organisations, helpdesk.users cascade');
    await expectDocuments();
    expect(await count(`source not like 'helpdesk.attachments'`)).toBe(0);
  });

  test('follow what is written to a partition by its own name', async () => {
    const { rows } = await writer.query<{ name: string }>(
      `select tableoid::regclass::text as name from helpdesk.tickets limit 1`,
    );
    const partition = rows[0]!.name;
    await writer.query(`insert into ${partition} (${TICKET}) values ${ticket(ONE, 11, MONTH)}`);
    await writer.query(`update ${partition} set subject = 'Renamed' where id = '${id(3)}'`);
    await expectDocuments();
    await writer.query(`delete from ${partition}`);
    await expectDocuments();
  });

  test('follow replicated rows, which fire no ordinary trigger', async () => {
    await writer.query('set local session_replication_role = replica');
    await insertTickets(ticket(ONE, 11, MONTH), ticket(ONE, 12, FAR));
    await writer.query(`update helpdesk.tickets set subject = 'Replicated' where tenant_id = '${OTHER}'`);
    await writer.query(`delete from helpdesk.comments where tenant_id = '${OTHER}'`);
    await writer.query('truncate helpdesk.canned_responses');
    await writer.query('set local session_replication_role = origin');
    await expectDocuments();
    // Before its tenant is there.
    await writer.query('set local session_replication_role = replica');
    await insertTickets(ticket(id(90), 13, MONTH));
    expect(await count(`tenant_id = '${id(90)}' and language = 'en'`)).toBe(1);
  });

  test('show nothing of what was rolled back', async () => {
    await writer.query('savepoint s');
    await insertTickets(ticket(ONE, 11, MONTH));
    await writer.query(`update helpdesk.comments set body = 'Changed'`);
    await writer.query('truncate helpdesk.canned_responses');
    await writer.query('rollback to s');
    await expectDocuments();
    expect(await count(`id = '${id(11)}'`)).toBe(0);
  });

  test('are in the language of the row, or else of its tenant, and the tenant’s languages are noted', async () => {
    await writer.query(`update sluice.tenants set search_language = 'fr' where id = '${ONE}'`);
    await insertTickets(ticket(ONE, 11, MONTH));
    await writer.query(
      `update helpdesk.tickets set language = 'de' where id = '${id(3)}' and tenant_id = '${ONE}'`,
    );
    const { rows } = await writer.query(
      `select id, language from sluice.search_documents where source = 'helpdesk.tickets' and tenant_id = '${ONE}' order by 1`,
    );
    expect(rows).toEqual([
      { id: id(3), language: 'de' },
      { id: id(11), language: 'fr' },
    ]);
    const { rows: languages } = await writer.query<{ language: string }>(
      `select language from sluice.search_languages where tenant_id = '${ONE}' order by 1`,
    );
    expect(languages.map(({ language }) => language)).toEqual(['de', 'en', 'fr']);
  });

  test('are written whatever a text consists of', async () => {
    const texts = [
      `it's a 'quoted' "text" \\ with \\' back\\\\slashes`,
      'a'.repeat(5000),
      '\u202eright to left\u0001\u0007 \u200b',
      '日本語のテキスト 🙂 émoji',
      `${'w'.repeat(40)} `.repeat(20_000),
      Array.from({ length: 60_000 }, (_, n) => n.toString(36)).join(' '),
    ];
    for (const [n, text] of texts.entries()) {
      await writer.query(
        `insert into helpdesk.tickets (${TICKET}, description, category, external_id) values
           ($1, $2, $3, $3, left($4, 100), 'open', 'email', $4, left($4, 50), left($4, 60))`,
        [ONE, id(20 + n), MONTH, text],
      );
    }
    await expectDocuments();
  });

  test('a table is not truncated before an older snapshot, whose rows would keep their documents', async () => {
    await writer.query('rollback');
    await writer.query('begin isolation level repeatable read');
    await expect(writer.query('truncate helpdesk.comments')).rejects.toThrow(
      'can be truncated in a READ COMMITTED transaction only',
    );
  });

  test.each(
    TENANT_TABLES.filter((table) => table.startsWith('helpdesk.') && table !== 'helpdesk.ticket_history'),
  )('cost a writer of %s nothing but its own: it needs no right on the documents', async (table) => {
    await insertSample(
      database,
      ONE,
      table,
      table === 'helpdesk.user_permissions' ? { permission: 'x' } : { id: id(99) },
    ).catch((error: unknown) => {
      // A second row of the same external id.
      expect(String(error)).toContain('duplicate key');
    });
    await expectDocuments();
  });
});
