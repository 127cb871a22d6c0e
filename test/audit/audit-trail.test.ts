import { beforeAll, describe, expect, test } from 'vitest';
import { DATABASE_KINDS } from '../../src/migrations/database-kind.js';
import { INSTALLATION_ID } from '../../src/tenancy/installation-id.js';
import {
  createTestDatabase,
  postgresVersions,
  type TestDatabase,
  type TestRow,
} from '../setup/test-database.js';

const OURS = '00000000-0000-4000-8000-0000000000a1';
const THEIRS = '00000000-0000-4000-8000-0000000000a2';

const RECORD = `select sluice.record_audit('ada', 'token-1', 'request-1', 'rename', 'some.table', '{"name": "a"}', '{"name": "b"}')`;
const ACT = `select sluice.record_operator_action($1::uuid, 'olga', 'run-1', 'tenant language', 'sluice.tenants', 'succeeded', null, '{}')`;

const FORBIDDEN: readonly string[] = [
  `insert into sluice.audit_entries (tenant_id, actor_kind, subject, request_id, action, target, outcome)
   values ('${OURS}', 'token', 's', 'r', 'a', 't', 'succeeded')`,
  `update sluice.audit_entries set action = 'other'`,
  'delete from sluice.audit_entries',
  'truncate sluice.audit_entries',
  'drop table sluice.audit_entries',
  'alter table sluice.audit_entries disable row level security',
  'alter table sluice.audit_entries no force row level security',
  'create policy mine on sluice.audit_entries using (true)',
  'create rule gone as on insert to sluice.audit_entries do instead nothing',
  'create trigger gone before insert on sluice.audit_entries for each row execute function suppress_redundant_updates_trigger()',
  'select from sluice.audit_entries_default',
  'delete from sluice.audit_entries_default',
  'truncate sluice.audit_entries_default',
  'lock table sluice.audit_entries in access exclusive mode',
];

describe.each(
  postgresVersions.flatMap((server) =>
    DATABASE_KINDS.map((kind) => ({ version: server.version, server, kind })),
  ),
)('the audit trail of the database $kind on PostgreSQL $version', ({ server, kind }) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase(server, kind);
    await database.asTenant(OURS, RECORD);
    await database.asTenant(THEIRS, RECORD);
    await database.asMaintainer(null, ACT, [OURS]);
    await database.asMaintainer(null, ACT, [null]);
  });

  const seenBy = (tenantId: string): Promise<TestRow[]> =>
    database.asTenant(
      tenantId,
      `select tenant_id, subject from sluice.audit_entries where subject in ('ada', 'olga') order by subject`,
    );

  test('shows each tenant its own entries, and nobody those of the installation', async () => {
    expect(await seenBy(OURS)).toEqual([
      { tenant_id: OURS, subject: 'ada' },
      { tenant_id: OURS, subject: 'olga' },
    ]);
    expect(await seenBy(THEIRS)).toEqual([{ tenant_id: THEIRS, subject: 'ada' }]);
    expect(await database.asNobody('select from sluice.audit_entries')).toEqual([]);
    expect(await seenBy(INSTALLATION_ID)).toEqual([{ tenant_id: INSTALLATION_ID, subject: 'olga' }]);
  });

  test('holds what was said, and when', async () => {
    const [entry] = await database.asTenant(
      THEIRS,
      `select *, occurred_at between now() - interval '1 minute' and clock_timestamp() as is_recent from sluice.audit_entries`,
    );
    expect(entry).toMatchObject({
      tenant_id: THEIRS,
      actor_kind: 'token',
      subject: 'ada',
      token_id: 'token-1',
      request_id: 'request-1',
      action: 'rename',
      target: 'some.table',
      outcome: 'succeeded',
      before: { name: 'a' },
      after: { name: 'b' },
      is_recent: true,
    });
  });

  describe.each(FORBIDDEN)('nobody but the owner may: %s', (sql) => {
    test('not the gateway', async () => {
      await expect(database.asTenant(OURS, sql)).rejects.toMatchObject({ code: '42501' });
    });

    test('not the maintainer', async () => {
      await expect(database.asMaintainer(OURS, sql)).rejects.toMatchObject({ code: '42501' });
    });
  });

  test('the maintainer cannot read what tenants do', async () => {
    await expect(database.asMaintainer(OURS, 'select from sluice.audit_entries')).rejects.toMatchObject({
      code: '42501',
    });
  });

  test('a token writes for its own tenant alone, and never as an operator', async () => {
    await expect(database.asNobody(RECORD)).rejects.toMatchObject({ code: '42501' });
    await expect(database.asTenant(INSTALLATION_ID, RECORD)).rejects.toMatchObject({
      constraint: 'audit_entries_nil_is_operator',
    });
    await expect(database.asTenant(OURS, ACT, [OURS])).rejects.toMatchObject({ code: '42501' });
    await expect(database.asMaintainer(OURS, RECORD)).rejects.toMatchObject({ code: '42501' });
  });

  test('says nothing of a change that was rolled back', async () => {
    const before = await seenBy(OURS);
    await expect(database.asTenant(OURS, `${RECORD}; select 1 / 0`)).rejects.toMatchObject({ code: '22012' });
    expect(await seenBy(OURS)).toEqual(before);
  });

  test('loses no entry for want of a partition, and puts it into its month when that is made', async () => {
    const [names] = await database.asAdmin(
      `select 'sluice.audit_entries_' || to_char(now() at time zone 'UTC', 'YYYY_MM') as month`,
    );
    const month = String(names!['month']);
    const entries = await database.asOwner('select id from sluice.audit_entries order by id');
    await database.asOwner(
      `create temporary table kept as select * from ${month};
       drop table ${month};
       insert into sluice.audit_entries select * from kept;
       drop table kept`,
    );
    await database.asTenant(OURS, RECORD);
    expect(await database.asOwner('select from sluice.audit_entries_default')).toHaveLength(
      entries.length + 1,
    );
    const made = await database.asNobody('select sluice.ensure_upcoming_partitions(0) as name');
    expect(made).toEqual([{ name: month }]);
    expect(await database.asOwner('select from sluice.audit_entries_default')).toEqual([]);
    expect(await database.asOwner(`select from ${month}`)).toHaveLength(entries.length + 1);
    // The month is as closed as the others.
    await expect(database.asTenant(OURS, `select from ${month}`)).rejects.toMatchObject({ code: '42501' });
    await expect(database.asMaintainer(OURS, `delete from ${month}`)).rejects.toMatchObject({
      code: '42501',
    });
  });

  test('has partitions for the coming months, each closed', async () => {
    await database.asMaintainer(null, 'select sluice.ensure_upcoming_partitions(5)');
    expect(await database.asMaintainer(null, 'select sluice.ensure_upcoming_partitions(5)')).toEqual([]);
    const months = await database.asAdmin(
      `select c.relrowsecurity and c.relforcerowsecurity as is_closed, obj_description(c.oid) as comment
       from pg_inherits as i join pg_class as c on c.oid = i.inhrelid where i.inhparent = 'sluice.audit_entries'::regclass`,
    );
    expect(months).toHaveLength(7);
    for (const month of months) {
      expect(month).toEqual({
        is_closed: true,
        comment: expect.stringContaining('audit_entries: rows of') as string,
      });
    }
    await expect(database.asNobody('select sluice.ensure_upcoming_partitions(25)')).rejects.toThrow(
      '0 to 24 months',
    );
  });

  if (kind === 'analytics') {
    test('is not shortened, lengthened or taken apart by the functions for partitions', async () => {
      const month = `(select max(inhrelid::regclass::text) from pg_inherits where inhparent = 'sluice.audit_entries'::regclass)::regclass`;
      for (const sql of [
        `select sluice.drop_old_partitions('sluice.audit_entries', 1)`,
        `select sluice.detach_partition(${month})`,
        `select sluice.attach_partition('sluice.audit_entries', 'sluice.changes', '2020-01-01')`,
      ]) {
        await expect(database.asMaintainer(null, sql)).rejects.toMatchObject({ code: '42501' });
      }
    });
  }

  if (kind === 'analytics' || kind === 'oltp') {
    test('no tenant may have the id that stands for the installation', async () => {
      const schema = kind === 'oltp' ? 'oltp' : 'sluice';
      await expect(
        database.asMaintainer(null, `insert into ${schema}.tenants (id, name) values ($1, 'Nil')`, [
          INSTALLATION_ID,
        ]),
      ).rejects.toMatchObject({ constraint: 'tenants_id_not_nil' });
    });
  }
});

test.each(postgresVersions)(
  'a page of a long trail is read by its index, on PostgreSQL $version',
  async (server) => {
    const database = await createTestDatabase(server, 'content');
    for (const tenant of [OURS, THEIRS]) {
      await database.asOwner(
        `insert into sluice.audit_entries (tenant_id, occurred_at, actor_kind, subject, request_id, action, target, outcome)
         select $1::uuid, now() - n * interval '1 second', 'token', 's', 'r', 'a', 't', 'succeeded' from generate_series(1, 20000) as n`,
        [tenant],
      );
    }
    await database.asAdmin('analyze sluice.audit_entries');
    const plan = await database.asTenant(
      OURS,
      `explain (analyze, timing off, costs off, summary off, buffers off)
       select id from sluice.audit_entries
       where (occurred_at, id) < (now() - interval '1 hour', '00000000-0000-0000-0000-000000000000'::uuid)
       order by occurred_at desc, id desc limit 51`,
    );
    const text = plan.map((line) => line['QUERY PLAN']).join('\n');
    expect(text).not.toMatch(/Seq Scan|Sort Key: audit_entries_\d|Rows Removed/);
    expect(text).toMatch(/Index (Only )?Scan Backward using audit_entries_/);
    // Of each partition, no more than the page has.
    for (const [, rows] of text.matchAll(/actual rows=(\d+)/g)) expect(Number(rows)).toBeLessThanOrEqual(51);
  },
);
