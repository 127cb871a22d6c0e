import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { tenantIdOf } from '../../src/importing/transform/named-uuid.js';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import { countsOf, givenFile, importInto, pathOf, rejectsOf } from './import-fixture.js';

const TENANT = '00000000-0000-4000-8000-000000000001';
const OTHER_TENANT = '00000000-0000-4000-8000-000000000002';

/** A mapping of tickets whose namespace, and so whose tenants, belong to one test. */
const ticketsMapping = (name: string, more = ''): string =>
  givenFile(
    `${name}.yaml`,
    `version: 1
name: ${name}
dataset: tickets
tenant: { column: dept, clean: [trim] }
columns:
  id: { id_of: tickets, column: no }
  external_id: no
  subject: { column: title, clean: [collapse_whitespace] }
  status: { column: state, values: { O: open, C: closed } }
  channel: { column: via, values: { tel: phone, www: web }, other: other }
  created_at: { column: opened, time: { format: 'yyyy-MM-dd HH:mm', zone: Europe/Berlin } }
  updated_at: { first: [closed, opened], time: { format: 'yyyy-MM-dd HH:mm', zone: Europe/Berlin } }
  resolved_at: { column: closed, time: { format: 'yyyy-MM-dd HH:mm', zone: Europe/Berlin } }
  satisfaction_score: score
${more}`,
  );
const HEADER = 'no,dept,title,state,via,opened,closed,score';

const STAGING_TABLES = `select relname from pg_class where relname like 'sluice_import%'`;

describe.each(postgresVersions)('importing a file on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase(server);
    await database.asOwner(
      `insert into sluice.tenants (id, name) values ('${TENANT}', 'One'), ('${OTHER_TENANT}', 'Other')`,
    );
  });

  test('loads the good rows, and tells of each other one its line and the rule it breaks', async () => {
    const file = givenFile(
      'dirty.csv',
      [
        HEADER,
        '1,North,  Broken   lamp ,O,tel,2031-05-04 10:00,,',
        '2,North,Closed too early,C,tel,2031-05-04 10:00,2031-05-03 10:00,',
        '3,North,No such state,X,tel,2031-05-04 10:00,,',
        '4,South,Six stars,C,fax,2031-05-04 10:00,2031-05-05 10:00,6',
        '5,South,Not a number,C,www,2031-05-04 10:00,2031-05-05 10:00,many',
        '6,South,No time,O,www,soon,,',
        '7,,No tenant,O,www,2031-05-04 10:00,,',
        '8,South,,O,www,2031-05-04 10:00,,',
        '9,South,Too few fields',
        '1,North,Again,O,tel,2031-05-04 10:00,,',
        '1,South,Same number elsewhere,O,tel,2031-06-04 10:00,,3',
        '10,South,Skipped by the clocks,O,tel,2031-03-30 02:30,,',
        '11,South,"Two\nlines",O,tel,2031-06-04 10:00,,',
        '',
      ].join('\n'),
    );
    const mapping = ticketsMapping('dirty');
    const report = await importInto(database, 'tickets', file, { mapping });
    expect(countsOf(report)).toEqual([13, 3, 10, 0]);
    expect(rejectsOf(report)).toEqual([
      [3, 'tickets_resolved_after_created'],
      [4, 'status_not_mapped'],
      [5, 'tickets_satisfaction_score_range'],
      [6, 'satisfaction_score_invalid'],
      [7, 'created_at_invalid'],
      [8, 'tenant_missing'],
      [9, 'tickets_subject_not_null'],
      [10, 'wrong_field_count'],
      [11, 'duplicate_in_file'],
      [13, 'created_at_nonexistent'],
    ]);
    expect(report.rejectsByReason['tickets_resolved_after_created']).toBe(1);
    const north = tenantIdOf('dirty', 'North');
    const south = tenantIdOf('dirty', 'South');
    expect(new Set(report.tenants)).toEqual(
      new Set([
        { id: north, name: 'North', rows: 1 },
        { id: south, name: 'South', rows: 2 },
      ]),
    );
    expect(
      await database.asTenant(
        south,
        `select external_id, subject, channel, created_at at time zone 'UTC' as utc, satisfaction_score from helpdesk.tickets order by external_id`,
      ),
    ).toEqual([
      {
        external_id: '1',
        subject: 'Same number elsewhere',
        channel: 'phone',
        utc: new Date(2031, 5, 4, 8),
        satisfaction_score: 3,
      },
      {
        external_id: '11',
        subject: 'Two lines',
        channel: 'phone',
        utc: new Date(2031, 5, 4, 8),
        satisfaction_score: null,
      },
    ]);

    expect(countsOf(await importInto(database, 'tickets', file, { mapping }))).toEqual([13, 0, 10, 3]);
  });

  test('writes rejects with their reason in words, which go in once they are mended', async () => {
    const mapping = ticketsMapping('mended');
    const file = givenFile(
      'mended.csv',
      `${HEADER}\n1,North,"A ""quoted"", title",O,tel,2031-05-04 10:00,2031-05-01 10:00,\n2,North,"open,O,tel,2031-05-04 10:00,,\n`,
    );
    const report = await importInto(database, 'tickets', file, { mapping });
    const rejects = readFileSync(report.rejectFile!, 'utf8');
    expect(rejects.split('\n')).toEqual([
      `_line,_reason,_detail,${HEADER}`,
      '2,tickets_resolved_after_created,"A ticket is not resolved before it is opened. A ticket is not changed before it is opened.",1,North,"A ""quoted"", title",O,tel,2031-05-04 10:00,2031-05-01 10:00,',
      '3,malformed_row,"A quote opens in this line and does not close. Close it, or double the quotes inside a quoted field.","2,North,""open,O,tel,2031-05-04 10:00,,"',
      '',
    ]);
    const mended = givenFile('mended.rejects.csv', rejects.replace('2031-05-01', '2031-05-09'));
    const second = await importInto(database, 'tickets', mended, { mapping });
    expect(countsOf(second)).toEqual([2, 1, 1, 0]);
    expect(rejectsOf(second)).toEqual([[3, 'wrong_field_count']]);
  });

  test('reads NDJSON, packed, and writes its rejects as NDJSON with every digit', async () => {
    const rows = [
      {
        no: 'a',
        dept: 'D',
        title: 'Good',
        state: 'O',
        via: 'tel',
        opened: '2031-05-04 10:00',
        closed: null,
        score: 4,
      },
      {
        no: 'b',
        dept: 'D',
        title: 'Bad',
        state: 'O',
        via: 'tel',
        opened: '2031-05-04 10:00',
        closed: null,
        score: 9,
      },
    ].map((row) => JSON.stringify(row).replace('"score":9', '"score":9, "ratio": 0.10000000000000000001'));
    const file = givenFile('rows.ndjson.gz', gzipSync(`${rows.join('\n')}\nnonsense\n`));
    const rejectFile = pathOf('rows.rejects.ndjson');
    const report = await importInto(database, 'tickets', file, {
      mapping: ticketsMapping('ndjson'),
      rejectFile,
    });
    expect(countsOf(report)).toEqual([3, 1, 2, 0]);
    const [bad, nonsense] = readFileSync(rejectFile, 'utf8').trimEnd().split('\n');
    expect(bad).toContain('"ratio": 0.10000000000000000001');
    expect(JSON.parse(bad!)).toMatchObject({
      _line: 2,
      _reason: 'tickets_satisfaction_score_range',
      no: 'b',
    });
    expect(JSON.parse(nonsense!)).toMatchObject({ _line: 3, _reason: 'malformed_row', _row: 'nonsense' });
  });

  test('makes the partitions that the rows need', async () => {
    const file = givenFile(
      'months.csv',
      `${HEADER}\n1,N,A,O,tel,2041-02-03 10:00,,\n2,N,B,O,tel,2043-12-31 23:59,,\n`,
    );
    await importInto(database, 'tickets', file, { mapping: ticketsMapping('months') });
    expect(
      await database.asOwner(
        `select tableoid::regclass::text as partition from helpdesk.tickets where created_at >= '2041-01-01' order by created_at`,
      ),
    ).toEqual([{ partition: 'helpdesk.tickets_2041_02' }, { partition: 'helpdesk.tickets_2043_12' }]);
  });

  test('a dry run tells the same and loads nothing', async () => {
    const mapping = ticketsMapping('dry');
    const file = givenFile(
      'dry.csv',
      `${HEADER}\n1,N,A,O,tel,2051-02-03 10:00,,\n2,N,B,O,tel,2051-02-03 10:00,2051-02-02 10:00,\n`,
    );
    const dry = await importInto(database, 'tickets', file, { mapping, isDryRun: true });
    expect(countsOf(dry)).toEqual([2, 1, 1, 0]);
    expect(rejectsOf(dry)).toEqual([[3, 'tickets_resolved_after_created']]);
    expect(
      await database.asOwner('select from sluice.tenants where id = $1', [tenantIdOf('dry', 'N')]),
    ).toEqual([]);
    expect(await database.asOwner(`select from pg_class where relname = 'tickets_2051_02'`)).toEqual([]);
    expect({ ...(await importInto(database, 'tickets', file, { mapping })), isDryRun: true }).toEqual(dry);
  });

  test('refuses rows of archived months one by one, and loads the others', async () => {
    const archive = await createTestDatabase();
    await archive.asMaintainer(null, `select sluice.archive_old_rows('helpdesk.tickets', 1)`);
    const file = givenFile(
      'archived.csv',
      `${HEADER}\n1,N,A,O,tel,2024-02-03 10:00,,\n2,N,A,O,tel,2051-02-03 10:00,,\n`,
    );
    const report = await importInto(archive, 'tickets', file, { mapping: ticketsMapping('archived') });
    expect(countsOf(report)).toEqual([2, 1, 1, 0]);
    expect(rejectsOf(report)).toEqual([[2, 'archived']]);
  });

  test('folds what it has loaded into the rollups when asked to', async () => {
    const file = givenFile('refresh.csv', `${HEADER}\n1,N,A,O,tel,2031-02-03 10:00,,\n`);
    const report = await importInto(database, 'tickets', file, {
      mapping: ticketsMapping('refresh'),
      refresh: true,
    });
    expect(report.isRefreshed).toBe(true);
    expect(
      await database.asTenant(tenantIdOf('refresh', 'N'), 'select tickets from helpdesk.dashboard_stats'),
    ).toEqual([{ tickets: '1' }]);
  });

  test('fills any dataset from a file whose columns are named alike', async () => {
    const organisations = givenFile(
      'organisations.csv',
      'external_id,name\nacme,ACME\nglobex,Globex\nblank, \n',
    );
    const report = await importInto(database, 'organisations', organisations, { tenantId: TENANT });
    expect(countsOf(report)).toEqual([3, 2, 1, 0]);
    expect(rejectsOf(report)).toEqual([[4, 'organisations_name_not_blank']]);
    expect(report.tenants).toEqual([{ id: TENANT, name: 'One', rows: 2 }]);

    const comments = givenFile(
      'comments.ndjson',
      [
        {
          tenant_id: TENANT,
          id: crypto.randomUUID(),
          ticket_id: crypto.randomUUID(),
          created_at: '2031-01-01T00:00:00Z',
          type: 'public',
          body: 'Hello',
        },
        {
          tenant_id: TENANT,
          id: crypto.randomUUID(),
          ticket_id: crypto.randomUUID(),
          created_at: '2031-01-01T00:00:00Z',
          type: 'shouted',
          body: 'HEY',
        },
        {
          tenant_id: crypto.randomUUID(),
          id: crypto.randomUUID(),
          ticket_id: crypto.randomUUID(),
          created_at: '2031-01-01T00:00:00Z',
          type: 'public',
          body: 'Whose?',
        },
      ]
        .map((row) => JSON.stringify(row))
        .join('\n'),
    );
    expect((await importInto(database, 'comments', comments)).rejectsByReason).toEqual({
      comments_type_known: 1,
      comments_tenant_id_fkey: 1,
    });
  });

  test('looks up references in the tables and in the rows that come along', async () => {
    const mapping = givenFile(
      'people.yaml',
      `version: 1
name: people
dataset: users
tenant: { constant: Everyone }
columns:
  id: { id_of: users, column: mail }
  email: { column: mail, clean: [lower] }
  name: who
  role: { constant: customer }
  organisation_id: { id_of: organisations, column: company }
also:
  - dataset: organisations
    when: founded
    columns:
      id: { id_of: organisations, column: company }
      external_id: company
      name: company
`,
    );
    const file = givenFile(
      'people.csv',
      'mail,who,company,founded\nA@x.org,Ann,ACME,1999\nb@x.org,Bob,ACME,1999\nc@x.org,Cid,Nowhere,\nd@x.org,Dan,,\nnonsense,Eve,Late,2001\n',
    );
    const report = await importInto(database, 'users', file, { mapping });
    expect(rejectsOf(report)).toEqual([
      [4, 'users_tenant_id_organisation_id_fkey'],
      [6, 'users_email_shape'],
    ]);
    expect(countsOf(report)).toEqual([5, 3, 2, 0]);
    expect(
      await database.asOwner(
        `select u.email, o.name from helpdesk.users as u left join helpdesk.organisations as o on (o.tenant_id, o.id) = (u.tenant_id, u.organisation_id)
         where u.tenant_id = $1 order by 1`,
        [tenantIdOf('people', 'Everyone')],
      ),
    ).toEqual([
      { email: 'a@x.org', name: 'ACME' },
      { email: 'b@x.org', name: 'ACME' },
      { email: 'd@x.org', name: null },
    ]);
    const again = givenFile('more-people.csv', 'mail,who,company,founded\ne@x.org,Eve,ACME,\n');
    expect(countsOf(await importInto(database, 'users', again, { mapping }))).toEqual([1, 1, 0, 0]);
  });

  test('refuses a value that must be unique, in the file and against the table', async () => {
    const id = (): string => crypto.randomUUID();
    const first = givenFile(
      'unique-1.csv',
      `id,external_id,name\n${id()},u1,A\n${id()},u1,B\n${id()},,C\n${id()},,D\n`,
    );
    const report = await importInto(database, 'organisations', first, { tenantId: OTHER_TENANT });
    expect(rejectsOf(report)).toEqual([[3, 'organisations_tenant_id_external_id_key']]);
    const second = givenFile('unique-2.csv', `id,external_id,name\n${id()},u1,E\n${id()},u2,F\n`);
    expect(
      rejectsOf(await importInto(database, 'organisations', second, { tenantId: OTHER_TENANT })),
    ).toEqual([[2, 'organisations_tenant_id_external_id_key']]);
  });

  test('keys a dataset without an id by its primary key', async () => {
    const user = crypto.randomUUID();
    await database.asOwner(
      `insert into helpdesk.users (tenant_id, id, name, role) values ($1, $2, 'U', 'agent')`,
      [TENANT, user],
    );
    const file = givenFile(
      'permissions.csv',
      `user_id,permission\n${user},tickets.merge\n${user},tickets.read\n${user},tickets.merge\n${user},Bad One\n`,
    );
    const report = await importInto(database, 'user_permissions', file, { tenantId: TENANT });
    expect(rejectsOf(report)).toEqual([
      [4, 'duplicate_in_file'],
      [5, 'user_permissions_permission_shape'],
    ]);
    expect(countsOf(await importInto(database, 'user_permissions', file, { tenantId: TENANT }))).toEqual([
      4, 0, 2, 2,
    ]);
  });

  test('takes turns with another import into the same dataset, so that both together load each row once', async () => {
    const mapping = ticketsMapping('turns');
    const rows = Array.from({ length: 500 }, (_, i) => `${i},N,T${i},O,tel,2031-02-03 10:00,,`);
    const file = givenFile('turns.csv', `${HEADER}\n${rows.join('\n')}\n`);
    const reports = await Promise.all(
      [1, 2, 3].map(() => importInto(database, 'tickets', file, { mapping })),
    );
    expect(reports.map(({ loaded }) => loaded).sort()).toEqual([0, 0, 500]);
    expect(reports.map(({ alreadyThere }) => alreadyThere).sort()).toEqual([0, 500, 500]);
  });

  test.each([
    [
      'a dataset that does not exist',
      'tickts',
      {},
      'There is no dataset "helpdesk.tickts" to import into. Did you mean "helpdesk.tickets"?',
    ],
    ['a tenant that does not exist', 'organisations', { tenantId: 'nobody' }, 'There is no tenant "nobody"'],
    [
      'rows of nobody',
      'organisations',
      {},
      'does not say whose the rows are. Give it a "tenant", or name the tenant with --tenant',
    ],
    [
      'columns that the dataset does not have',
      'comments',
      { tenantId: TENANT },
      `The file's column "external_id" is no column of helpdesk.comments.`,
    ],
    [
      'a mapping of another dataset',
      'users',
      { mapping: 'boston-311' },
      'The mapping "boston-311" fills the dataset "helpdesk.tickets", not "users".',
    ],
  ])('refuses %s', async (_, dataset, options, message) => {
    const file = givenFile('refused.csv', 'external_id,name\nx,y\n');
    await expect(importInto(database, dataset, file, options)).rejects.toThrow(message);
  });

  test('names the line of a mapping that does not fit the table', async () => {
    const file = givenFile('refused.csv', `${HEADER}\n`);
    const withTypo = ticketsMapping('typo', '  priorty: { constant: low }\n');
    await expect(importInto(database, 'tickets', file, { mapping: withTypo })).rejects.toThrow(
      'typo.yaml:15: helpdesk.tickets has no column "priorty" to fill. Did you mean "priority"?',
    );
    const incomplete = givenFile(
      'incomplete.yaml',
      'version: 1\nname: i\ndataset: tickets\ntenant: t\ncolumns:\n  subject: s\n',
    );
    await expect(importInto(database, 'tickets', file, { mapping: incomplete })).rejects.toThrow(
      /incomplete\.yaml:1: the columns of helpdesk\.tickets lack status, channel, id, .*id_of|lack id, status, channel/,
    );
  });

  test('leaves nothing behind when the file turns out to be damaged', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `${i},N,T${i * 7919},O,tel,2031-02-03 10:00,,`);
    const packed = gzipSync(`${HEADER}\n${rows.join('\n')}\n`);
    const file = givenFile('damaged.csv.gz', packed.subarray(0, packed.length - 100));
    const mapping = ticketsMapping('damaged');
    await expect(importInto(database, 'tickets', file, { mapping })).rejects.toThrow('damaged or cut short');
    expect(
      await database.asOwner('select from sluice.tenants where id = $1', [tenantIdOf('damaged', 'N')]),
    ).toEqual([]);
    expect(existsSync(`${file}.rejects.csv`)).toBe(false);
    // The server notices the end of a session a moment after the client has closed it.
    await expect.poll(() => database.asAdmin(STAGING_TABLES)).toEqual([]);
  });
});
