import { beforeEach, describe, expect, test } from 'vitest';
import { dropAuditEntries } from '../../../src/maintenance/audit/drop-audit-entries.js';
import { DATABASE_KINDS } from '../../../src/migrations/database-kind.js';
import { INSTALLATION_ID } from '../../../src/tenancy/installation-id.js';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../../setup/test-database.js';

const TENANT = '00000000-0000-4000-8000-0000000000a1';
const RUN = { operator: 'olga', id: 'run-1' };
const DROP = `select * from sluice.drop_audit_entries($1, 'olga', 'run-1', false)`;

describe.each(
  postgresVersions.flatMap((server) =>
    DATABASE_KINDS.map((kind) => ({ version: server.version, server, kind })),
  ),
)('old entries of the trail of $kind on PostgreSQL $version', ({ server, kind }) => {
  let database: TestDatabase;

  /** The first of the month so many months ago, in UTC, as SQL. */
  const monthsAgo = (months: number): string =>
    `(date_trunc('month', now() at time zone 'UTC') - interval '${months} months') at time zone 'UTC'`;
  const addEntries = (at: string, count = 1): Promise<unknown> =>
    database.asOwner(
      `insert into sluice.audit_entries (tenant_id, occurred_at, actor_kind, subject, request_id, action, target, outcome)
       select '${TENANT}', ${at}, 'token', 'ada', 'r', 'rename', 'some.table', 'succeeded' from generate_series(1, ${count})`,
    );
  const addMonth = async (months: number): Promise<string> => {
    const [row] = await database.asAdmin(
      `select to_char(${monthsAgo(months)} at time zone 'UTC', 'YYYY_MM') as month, (${monthsAgo(months)})::text as since, (${monthsAgo(months - 1)})::text as until`,
    );
    const name = `sluice.audit_entries_${String(row!['month'])}`;
    await database.asOwner(
      `create table if not exists ${name} partition of sluice.audit_entries for values from ('${String(row!['since'])}') to ('${String(row!['until'])}');
       select sluice.isolate_partition('${name}')`,
    );
    return name;
  };
  const kept = async (): Promise<string[]> =>
    (
      await database.asOwner(
        `select to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as at from sluice.audit_entries
         where subject = 'ada' order by occurred_at`,
      )
    ).map((row) => String(row['at']));
  const tables = async (): Promise<string[]> =>
    (
      await database.asAdmin(
        `select oid::regclass::text as name from pg_class where relkind in ('r', 'p') and oid >= 16384 order by 1`,
      )
    ).map((row) => String(row['name']));
  const told = () =>
    database.asOwner(
      `select tenant_id, actor_kind, subject, request_id, target, outcome, before, after from sluice.audit_entries where action = 'audit drop'`,
    );
  const month = async (months: number): Promise<string> => {
    const [row] = await database.asAdmin(
      `select to_char(${monthsAgo(months)} at time zone 'UTC', 'YYYY-MM') as it`,
    );
    return String(row!['it']);
  };
  const drop = (olderThanMonths: number, isDryRun = false) =>
    dropAuditEntries({
      databases: [{ name: kind, url: database.maintainerUrl }],
      olderThanMonths,
      isDryRun,
      run: RUN,
    });

  beforeEach(async () => {
    database = await createTestDatabase(server, kind);
  });

  test('go by whole months, with their partitions, and an entry says who did and what went', async () => {
    const old = await addMonth(5);
    await addMonth(3);
    await addEntries(monthsAgo(5), 3);
    // Of a month without a partition.
    await addEntries(`${monthsAgo(7)} + interval '3 days'`, 2);
    await addEntries(`${monthsAgo(3)} - interval '1 microsecond'`);
    await addEntries(monthsAgo(3));
    await addEntries('now()');
    const before = await kept();
    const tablesBefore = await tables();
    const [five, seven, four, three] = await Promise.all([month(5), month(7), month(4), month(3)]);

    const expected = [
      { database: kind, month: seven, entries: 2, partition: null },
      { database: kind, month: five, entries: 3, partition: old },
      { database: kind, month: four, entries: 1, partition: null },
    ];
    expect(await drop(3, true)).toEqual(expected);
    expect(await kept()).toEqual(before);
    expect(await told()).toEqual([]);

    expect(await drop(3)).toEqual(expected);
    expect(await kept()).toEqual(before.slice(6));
    expect(await tables()).toEqual(tablesBefore.filter((name) => name !== old));
    expect(await told()).toEqual([
      {
        tenant_id: INSTALLATION_ID,
        actor_kind: 'operator',
        subject: 'olga',
        request_id: 'run-1',
        target: 'sluice.audit_entries',
        outcome: 'succeeded',
        before: { entries: 6, entriesByMonth: { [seven]: 2, [five]: 3, [four]: 1 } },
        after: { olderThanMonths: 3, keptFrom: three },
      },
    ]);

    expect(await drop(3)).toEqual([]);
    expect(await told()).toHaveLength(1);
  });

  test('are kept for the month before this one at least', async () => {
    await addMonth(1);
    await addEntries(monthsAgo(1));
    await addEntries(`${monthsAgo(1)} - interval '1 microsecond'`);
    const before = await kept();
    for (const months of [0, -1, 1201, null]) {
      await expect(database.asMaintainer(null, DROP, [months])).rejects.toMatchObject({ code: '22023' });
    }
    await expect(drop(0)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await kept()).toEqual(before);
    await drop(1);
    expect(await kept()).toEqual(before.slice(1));
  });

  test('stay where nobody can be told of, and where it cannot be written down', async () => {
    await addEntries(monthsAgo(4));
    const before = await kept();
    await expect(
      database.asMaintainer(null, `select sluice.drop_audit_entries(1, null, 'r', false)`),
    ).rejects.toMatchObject({ code: '23502' });
    await database.asOwner('alter table sluice.audit_entries add constraint full_up check (false) not valid');
    await expect(drop(1)).rejects.toMatchObject({ constraint: 'full_up' });
    expect(await kept()).toEqual(before);
  });

  test('are nothing that the gateway could drop', async () => {
    await expect(database.asNobody(DROP, [1])).rejects.toMatchObject({ code: '42501' });
    await expect(database.asTenant(TENANT, DROP, [1])).rejects.toMatchObject({ code: '42501' });
  });
});
