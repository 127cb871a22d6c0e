import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import { documentDifferences } from './document-differences.js';
import { id, ONE, OTHER } from './sample-tenant.js';

/** Fix it to have the same changes again. */
const SEED = Math.floor(Math.random() * 2 ** 31);
const RUNS = 60;
const TIMEOUT_MS = 120_000;

const MONTHS = ['2026-02', '2026-03', '2026-04', '2032-01', '2032-02'];
const tenant = fc.constantFrom(ONE, OTHER);
const anId = fc.integer({ min: 1, max: 6 }).map(id);
const day = fc
  .tuple(fc.constantFrom(...MONTHS), fc.integer({ min: 1, max: 3 }))
  .map(([month, n]) => `${month}-0${n}T00:00:00Z`);
const text = fc
  .array(fc.constantFrom('refund', 'Refunds', "it's", '"late"', 'a\\b', 'x-ray', 'a.b@c.de', 'Ärger', '…'), {
    minLength: 1,
    maxLength: 6,
  })
  .map((words) => words.join(' '));
const language = fc.constantFrom(null, 'en', 'de', 'xx');
const status = fc.constantFrom('open', 'closed');
const q = (value: string | null): string => (value === null ? 'null' : pg.escapeLiteral(value));

const TICKET = 'tenant_id, id, created_at, updated_at, subject, status, channel, language';
const aTicket = fc
  .record({ tenant, id: anId, day, text, status, language })
  .map(
    (t) =>
      `('${t.tenant}', '${t.id}', '${t.day}', '2040-01-01', ${q(t.text)}, '${t.status}', 'web', ${q(t.language)})`,
  );
const aFile = fc
  .record({ tenant, id: anId, day, text })
  .map((f) => `('${f.tenant}', '${f.id}', '${id(1)}', '${f.day}', ${q(f.text)}, 'image/png')`);
const where = fc.oneof(
  fc.tuple(tenant, anId).map(([tenantId, n]) => `where tenant_id = '${tenantId}' and id = '${n}'`),
  day.map((at) => `where created_at >= '${at}'`),
  fc.constant(''),
);

/** One statement; what breaks a rule is undone, as a client would see it. */
const statement = fc.oneof(
  { weight: 6, arbitrary: aTicket.map((row) => `insert into helpdesk.tickets (${TICKET}) values ${row}`) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(aTicket, text)
      .map(
        ([row, subject]) =>
          `insert into helpdesk.tickets (${TICKET}) values ${row} on conflict (tenant_id, created_at, id) do update set subject = ${q(subject)}`,
      ),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(text, where)
      .map(([subject, rows]) => `update helpdesk.tickets set subject = ${q(subject)} ${rows}`),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(status, where)
      .map(([to, rows]) => `update helpdesk.tickets set status = '${to}' ${rows}`),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(day, where)
      .map(([at, rows]) => `update helpdesk.tickets set created_at = '${at}' ${rows}`),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(anId, where).map(([to, rows]) => `update helpdesk.tickets set id = '${to}' ${rows}`),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(tenant, where)
      .map(([to, rows]) => `update helpdesk.tickets set tenant_id = '${to}' ${rows}`),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(language, where)
      .map(([to, rows]) => `update helpdesk.tickets set language = ${q(to)} ${rows}`),
  },
  { weight: 2, arbitrary: where.map((rows) => `delete from helpdesk.tickets ${rows}`) },
  {
    weight: 3,
    arbitrary: aFile.map(
      (row) =>
        `insert into helpdesk.attachments (tenant_id, id, ticket_id, created_at, file_name, content_type) values ${row}
         on conflict (tenant_id, id) do update set file_name = excluded.file_name, created_at = excluded.created_at`,
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(anId, where)
      .map(([to, rows]) => `update helpdesk.attachments set id = '${to}' ${rows}`),
  },
  { weight: 1, arbitrary: where.map((rows) => `delete from helpdesk.attachments ${rows}`) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('helpdesk.tickets_2026_03', 'helpdesk.tickets_default', 'helpdesk.attachments')
      .map((relation) => `truncate ${relation}`),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(...MONTHS)
      .map((month) => `select sluice.create_monthly_partition('helpdesk.tickets', '${month}-01')`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...MONTHS).chain((month) => {
      const partition = `helpdesk.tickets_${month.replace('-', '_')}`;
      return fc.constantFrom(
        `select sluice.detach_partition('${partition}')`,
        `select sluice.attach_partition('helpdesk.tickets', '${partition}', '${month}-01')`,
      );
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('replica', 'origin')
      .map((role) => `set local session_replication_role = ${role}`),
  },
);

describe.each(postgresVersions)(`the search documents on PostgreSQL $version, seed ${SEED}`, (server) => {
  let database: TestDatabase;
  let writer: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase(server);
    await database.asOwner(
      `insert into sluice.tenants (id, name, search_language) values ('${ONE}', 'One', 'en'), ('${OTHER}', 'Other', 'de')`,
    );
    writer = new pg.Client({ connectionString: database.adminUrl });
    await writer.connect();
  });

  afterAll(() => writer.end());

  test(
    'are what the tables say, whatever was done to them',
    async () => {
      let documents = 0;
      const outcomes = new Set<string>();
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(statement, fc.integer({ min: 0, max: 9 })), { minLength: 3, maxLength: 25 }),
          async (steps) => {
            await writer.query('begin');
            for (const [sql, fate] of steps) {
              await writer.query('savepoint s');
              await writer.query(sql).then(
                () => outcomes.add(sql.slice(0, 24)),
                () => writer.query('rollback to s'),
              );
              if (fate === 0) await writer.query('rollback to s');
              if (fate === 1) await writer.query('commit; begin');
            }
            await writer.query('commit');
            expect(await documentDifferences(database)).toEqual([]);
            const [row] = await database.asOwner('select count(*)::int as n from sluice.search_documents');
            documents += row?.['n'] as number;
          },
        ),
        { numRuns: RUNS, seed: SEED, endOnFailure: true },
      );
      // All of this would hold for a database in which nothing ever succeeds.
      expect(documents).toBeGreaterThan(RUNS);
      expect(outcomes.size).toBeGreaterThan(10);
    },
    TIMEOUT_MS,
  );
});
