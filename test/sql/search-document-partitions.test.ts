import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import { documentDifferences } from './document-differences.js';
import { id, insertSample, insertSampleTenants, ONE, OTHER } from './sample-tenant.js';

const COMMENT = 'tenant_id, id, ticket_id, created_at, type, body';
const comment = (tenantId: string, n: number, at: string): string =>
  `('${tenantId}', '${id(n)}', '${id(3)}', '${at}', 'public', 'Said ${n}')`;

describe.each(postgresVersions)('the search documents of partitions on PostgreSQL $version', (server) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase(server);
    await insertSampleTenants(database);
  });

  beforeEach(async () => {
    await database.asAdmin('delete from helpdesk.comments');
  });

  const expectDocuments = async (): Promise<void> => {
    expect(await documentDifferences(database)).toEqual([]);
  };
  const insert = (...comments: string[]): Promise<unknown> =>
    database.asAdmin(`insert into helpdesk.comments (${COMMENT}) values ${comments.join(', ')}`);
  const createMonth = (month: string): Promise<unknown> =>
    database.asMaintainer(null, 'select sluice.create_monthly_partition($1, $2)', [
      'helpdesk.comments',
      month,
    ]);
  const documents = (): Promise<unknown> =>
    database.asOwner(
      `select id, ctid::text, xid::text from sluice.search_documents where source = 'helpdesk.comments' order by id`,
    );

  test('are not touched when rows leave the default partition for that of their month', async () => {
    await insert(
      comment(ONE, 1, '2033-01-10'),
      comment(OTHER, 2, '2033-01-20'),
      comment(ONE, 3, '2033-02-10'),
    );
    const before = await documents();
    await createMonth('2033-01-01');
    expect(await documents()).toEqual(before);
    await expectDocuments();
    // And are kept again from there on, in both places.
    await database.asAdmin(`delete from helpdesk.comments where id = '${id(3)}'`);
    await database.asAdmin(`update helpdesk.comments set body = 'Moved' where id = '${id(1)}'`);
    await database.asAdmin('truncate helpdesk.comments_2033_01');
    await expectDocuments();
  });

  test.each([
    [
      'by Sluice',
      `select sluice.detach_partition('helpdesk.comments_2034_01')`,
      `select sluice.attach_partition('helpdesk.comments', 'helpdesk.comments_2034_01', '2034-01-01')`,
    ],
    [
      'by hand',
      'alter table helpdesk.comments detach partition helpdesk.comments_2034_01',
      `alter table helpdesk.comments attach partition helpdesk.comments_2034_01 for values from ('2034-01-01Z') to ('2034-02-01Z')`,
    ],
  ])('go with a partition that is detached %s, and come back with it', async (_how, detach, attach) => {
    await createMonth('2034-01-01');
    await insert(comment(ONE, 1, '2034-01-10'), comment(ONE, 2, '2026-01-10'));
    await database.asAdmin(detach);
    await expectDocuments();
    expect(await documents()).toHaveLength(1);
    await database.asAdmin(
      `insert into helpdesk.comments_2034_01 (${COMMENT}) values ${comment(ONE, 3, '2034-01-11')}`,
    );
    await database.asAdmin('update helpdesk.comments_2034_01 set body = body || $1', [' again']);
    await expectDocuments();
    await database.asAdmin(attach);
    await expectDocuments();
    expect(await documents()).toHaveLength(3);
    await database.asAdmin('truncate helpdesk.comments_2034_01');
    await expectDocuments();
  });

  test('come with a table that never was a partition, and with one that is made by hand', async () => {
    await database.asOwner(
      `create table helpdesk.comments_2035_01 (like helpdesk.comments including defaults including constraints)`,
    );
    await database.asOwner(
      `insert into helpdesk.comments_2035_01 (${COMMENT}) values ${comment(ONE, 1, '2035-01-10')}`,
    );
    await database.asMaintainer(
      null,
      `select sluice.attach_partition('helpdesk.comments', 'helpdesk.comments_2035_01', '2035-01-01')`,
    );
    await expectDocuments();
    await database.asOwner(
      `create table helpdesk.comments_2035_02 partition of helpdesk.comments for values from ('2035-02-01Z') to ('2035-03-01Z')`,
    );
    await insert(comment(ONE, 2, '2035-02-10'));
    await database.asAdmin('truncate helpdesk.comments_2035_02');
    await expectDocuments();
  });

  test('go with what retention drops, rows of the default partition among them', async () => {
    for (const month of ['2002-01-01', '2002-02-01']) await createMonth(month);
    await insert(
      comment(ONE, 1, '2002-01-10'),
      comment(OTHER, 2, '2002-02-10'),
      comment(ONE, 3, '2001-01-10'),
      comment(ONE, 4, '2026-10-10'),
    );
    const dropped = await database.asMaintainer(
      null,
      `select sluice.drop_old_partitions('helpdesk.comments', 120) as name`,
    );
    expect(dropped.map(({ name }) => name)).toEqual([
      'helpdesk.comments_2002_01',
      'helpdesk.comments_2002_02',
    ]);
    await expectDocuments();
    expect(await documents()).toHaveLength(1);
    const [left] = await database.asOwner(
      `select count(*)::int as n from sluice.search_partitions as k
       where not exists (select from pg_class as c where c.oid = k.partition)`,
    );
    expect(left?.['n']).toBe(0);
  });

  test('of archived tickets go with them', async () => {
    await database.asMaintainer(
      null,
      `select sluice.create_monthly_partition('helpdesk.tickets', '2002-01-01')`,
    );
    await insertSample(database, ONE, 'helpdesk.tickets', {
      id: id(70),
      external_id: null,
      created_at: '2002-01-10T00:00:00Z',
      updated_at: '2002-01-10T00:00:00Z',
      first_responded_at: null,
      resolved_at: null,
      first_response_due_at: null,
      resolution_due_at: null,
    });
    await database.asMaintainer(null, `select sluice.archive_old_rows('helpdesk.tickets', 120)`);
    await expectDocuments();
    await database.asMaintainer(null, `select sluice.drop_old_partitions('helpdesk.tickets', 120)`);
    await expectDocuments();
  });

  test('a partition is not dropped by hand while searches would go on finding its rows', async () => {
    await createMonth('2036-01-01');
    await insert(comment(ONE, 1, '2036-01-10'));
    await expect(database.asAdmin('drop table helpdesk.comments_2036_01')).rejects.toThrow(
      'which searches would go on finding: it cannot be dropped like this',
    );
    await database.asMaintainer(null, `select sluice.detach_partition('helpdesk.comments_2036_01')`);
    await database.asAdmin('drop table helpdesk.comments_2036_01');
    await expectDocuments();
  });
});
