import pg from 'pg';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import { id, ONE, OTHER } from './sample-tenant.js';

const DAY_1 = '2026-03-01';
const DAY_2 = '2026-03-02';
const LOST_PARTITION = '2001-05';

/** A ticket's columns that have no default, and values for all but tenant, id and time. */
const COLUMNS = 'tenant_id, id, created_at, updated_at, subject, status, channel';
const ticket = (tenantId: string, n: number, at: string): string =>
  `('${tenantId}', '${id(n)}', '${at}', '${at}', 'Subject', 'open', 'email')`;

describe.each(postgresVersions)('the change log on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  let writer: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase(server);
    await database.asOwner(
      `insert into sluice.tenants (id, name) values ('${ONE}', 'One'), ('${OTHER}', 'Other')`,
    );
    await database.asOwner('select sluice.create_monthly_partition($1, $2)', [
      'helpdesk.tickets',
      `${LOST_PARTITION}-01`,
    ]);
  });

  beforeEach(async () => {
    writer = new pg.Client({ connectionString: database.adminUrl });
    await writer.connect();
    await database.asAdmin('delete from helpdesk.tickets');
    await database.asAdmin('delete from sluice.changes');
  });

  afterEach(async () => {
    await writer.end();
  });

  const insert = (...tickets: string[]): Promise<unknown> =>
    writer.query(`insert into helpdesk.tickets (${COLUMNS}) values ${tickets.join(', ')}`);

  /** Tenant and day of what is logged, in order, as `one 2026-03-01`. */
  const logged = async (): Promise<string[]> => {
    const rows = await database.asAdmin(
      `select distinct case tenant_id when '${ONE}' then 'one' else 'other' end
              || ' ' || to_char(bucket at time zone 'UTC', 'YYYY-MM-DD') as entry
       from sluice.changes where dataset = 'helpdesk.tickets' order by 1`,
    );
    return rows.map((row) => String(row['entry']));
  };
  const forget = (): Promise<unknown> => database.asAdmin('delete from sluice.changes');

  test('shows nothing before the writer commits, and nothing of what was rolled back', async () => {
    await writer.query('begin');
    await insert(ticket(ONE, 1, DAY_1));
    expect(await logged()).toEqual([]);
    await writer.query('savepoint s');
    await insert(ticket(ONE, 2, DAY_2));
    await writer.query('rollback to s');
    await writer.query('commit');
    expect(await logged()).toEqual([`one ${DAY_1}`]);
    await writer.query('begin');
    await insert(ticket(ONE, 3, DAY_2));
    await writer.query('rollback');
    expect(await logged()).toEqual([`one ${DAY_1}`]);
  });

  test('has one row for each tenant, day and transaction, however many rows and statements', async () => {
    await writer.query('begin');
    for (let n = 0; n < 20; n++) await insert(ticket(ONE, n, DAY_1), ticket(OTHER, n, DAY_2));
    await writer.query('commit');
    const [row] = await database.asAdmin('select count(*)::int as n from sluice.changes');
    expect(row?.['n']).toBe(2);
  });

  test('takes the UTC day, whatever the zone of the session', async () => {
    await writer.query(`set timezone = 'Pacific/Auckland'`);
    await insert(ticket(ONE, 1, '2026-03-01T23:30:00Z'), ticket(ONE, 2, '2026-03-02T00:30:00Z'));
    expect(await logged()).toEqual([`one ${DAY_1}`, `one ${DAY_2}`]);
  });

  test('an update logs where a row was and where it is, across days, partitions and tenants', async () => {
    await insert(ticket(ONE, 1, DAY_1), ticket(ONE, 2, '2026-05-01'));
    await forget();
    await writer.query(`update helpdesk.tickets set status = 'closed' where id = '${id(2)}'`);
    expect(await logged()).toEqual(['one 2026-05-01']);
    await forget();
    await writer.query(
      `update helpdesk.tickets set created_at = '2026-04-05', updated_at = '2026-04-05' where id = '${id(1)}'`,
    );
    expect(await logged()).toEqual([`one ${DAY_1}`, 'one 2026-04-05']);
    await forget();
    await writer.query(`update helpdesk.tickets set tenant_id = '${OTHER}' where id = '${id(2)}'`);
    expect(await logged()).toEqual(['one 2026-05-01', 'other 2026-05-01']);
  });

  test('a delete logs the rows that went', async () => {
    await insert(ticket(ONE, 1, DAY_1), ticket(OTHER, 2, DAY_2));
    await forget();
    await writer.query(`delete from helpdesk.tickets where tenant_id = '${OTHER}'`);
    expect(await logged()).toEqual([`other ${DAY_2}`]);
  });

  test('an upsert logs both its roads', async () => {
    await insert(ticket(ONE, 1, DAY_1));
    await forget();
    await writer.query(
      `insert into helpdesk.tickets (${COLUMNS}) values ${ticket(ONE, 1, DAY_1)}, ${ticket(ONE, 2, DAY_2)}
       on conflict (tenant_id, created_at, id) do update set status = 'closed'`,
    );
    expect(await logged()).toEqual([`one ${DAY_1}`, `one ${DAY_2}`]);
  });

  test('merge is logged', async () => {
    await insert(ticket(ONE, 1, DAY_1));
    await forget();
    await writer.query(
      `merge into helpdesk.tickets t using (values ('${ONE}'::uuid, '${id(1)}'::uuid)) v (tenant_id, id)
       on t.tenant_id = v.tenant_id and t.id = v.id when matched then delete`,
    );
    expect(await logged()).toEqual([`one ${DAY_1}`]);
  });

  test('truncating the table, or one partition, logs all that was there', async () => {
    await insert(ticket(ONE, 1, DAY_1), ticket(OTHER, 2, '2026-05-01'));
    await forget();
    await writer.query('truncate helpdesk.tickets_2026_05');
    expect(await logged()).toEqual(['other 2026-05-01']);
    await forget();
    await writer.query('truncate helpdesk.tickets');
    expect(await logged()).toEqual([`one ${DAY_1}`]);
  });

  test('copy is logged', async () => {
    const { from } = await import('pg-copy-streams');
    const stream = writer.query(from(`copy helpdesk.tickets (${COLUMNS}) from stdin (format csv)`));
    const done = new Promise((resolve, reject) => stream.on('finish', resolve).on('error', reject));
    stream.end(`${ONE},${id(1)},${DAY_1},${DAY_1},Subject,open,email\n`);
    await done;
    expect(await logged()).toEqual([`one ${DAY_1}`]);
  });

  test('what is written to a partition by its own name is logged (trap 11)', async () => {
    await writer.query(
      `insert into helpdesk.tickets_2026_03 (${COLUMNS}) values ${ticket(ONE, 1, DAY_1)}, ${ticket(ONE, 2, DAY_2)}`,
    );
    expect(await logged()).toEqual([`one ${DAY_1}`, `one ${DAY_2}`]);
    await forget();
    await writer.query(`update helpdesk.tickets_2026_03 set status = 'closed' where id = '${id(1)}'`);
    expect(await logged()).toEqual([`one ${DAY_1}`]);
    await forget();
    await writer.query(`delete from helpdesk.tickets_2026_03 where id = '${id(2)}'`);
    expect(await logged()).toEqual([`one ${DAY_2}`]);
  });

  test('what replication applies is logged row by row (trap 11)', async () => {
    // The role of a subscription's worker.
    await writer.query('set session_replication_role = replica');
    await insert(ticket(ONE, 1, DAY_1));
    expect(await logged()).toEqual([`one ${DAY_1}`]);
    await writer.query(`update helpdesk.tickets_2026_03 set tenant_id = '${OTHER}'`);
    expect(await logged()).toEqual([`one ${DAY_1}`, `other ${DAY_1}`]);
    await forget();
    await writer.query('delete from helpdesk.tickets_2026_03');
    expect(await logged()).toEqual([`other ${DAY_1}`]);
    await insert(ticket(ONE, 1, DAY_2));
    await forget();
    await writer.query('truncate helpdesk.tickets');
    expect(await logged()).toEqual([`one ${DAY_2}`]);
  });

  test('a partition made later logs like the others', async () => {
    await writer.query(`select sluice.create_monthly_partition('helpdesk.tickets', '2002-02-01')`);
    await writer.query(
      `insert into helpdesk.tickets_2002_02 (${COLUMNS}) values ${ticket(ONE, 1, '2002-02-03')}`,
    );
    expect(await logged()).toEqual(['one 2002-02-03']);
    await forget();
    await writer.query('set session_replication_role = replica');
    await writer.query('delete from helpdesk.tickets_2002_02');
    expect(await logged()).toEqual(['one 2002-02-03']);
  });

  test('a partition that is attached or detached, by function or by hand, logs its rows', async () => {
    const table = 'helpdesk.by_hand';
    await database.asOwner(
      `create table ${table} (like helpdesk.tickets including defaults including constraints)`,
    );
    await database.asOwner(`insert into ${table} (${COLUMNS}) values ${ticket(ONE, 1, '2003-03-04')}`);
    expect(await logged()).toEqual([]);
    await database.asMaintainer(
      null,
      `select sluice.attach_partition('helpdesk.tickets', '${table}', '2003-03-01')`,
    );
    expect(await logged()).toEqual(['one 2003-03-04']);
    await forget();
    await database.asMaintainer(null, `select sluice.detach_partition('${table}')`);
    expect(await logged()).toEqual(['one 2003-03-04']);
    await forget();
    const bounds = `for values from ('2003-03-01Z') to ('2003-04-01Z')`;
    await database.asOwner(`alter table helpdesk.tickets attach partition ${table} ${bounds}`);
    expect(await logged()).toEqual(['one 2003-03-04']);
    await forget();
    await writer.query(`insert into ${table} (${COLUMNS}) values ${ticket(OTHER, 2, '2003-03-05')}`);
    expect(await logged()).toEqual(['other 2003-03-05']);
    await forget();
    await database.asOwner(`alter table helpdesk.tickets detach partition ${table}`);
    expect(await logged()).toEqual(['one 2003-03-04', 'other 2003-03-05']);
    await forget();
    await writer.query(`insert into ${table} (${COLUMNS}) values ${ticket(OTHER, 3, '2003-03-05')}`);
    expect(await logged()).toEqual([]);
    await database.asOwner(`drop table ${table}`);
  });

  test("a table that is not the owner's cannot become a partition", async () => {
    await database.asAdmin(
      'create table helpdesk.foreign_rows (like helpdesk.tickets including defaults including constraints)',
    );
    await expect(
      database.asAdmin(
        `alter table helpdesk.tickets attach partition helpdesk.foreign_rows for values from ('2004-01-01Z') to ('2004-02-01Z')`,
      ),
    ).rejects.toThrow('does not belong to sluice_owner');
    await database.asAdmin('drop table helpdesk.foreign_rows');
  });

  test('a partition with rows that rollups count cannot be dropped by hand', async () => {
    await expect(database.asAdmin('drop table helpdesk.tickets_2001_05')).rejects.toThrow(
      'which the rollups count: it cannot be dropped like this',
    );
  });

  test('no writer waits for another that has changed the same bucket', async () => {
    const other = new pg.Client({ connectionString: database.adminUrl, statement_timeout: 5_000 });
    await other.connect();
    try {
      await writer.query('begin');
      await insert(ticket(ONE, 1, DAY_1));
      // It would run into its time limit here, were there anything to wait for.
      await other.query(`insert into helpdesk.tickets (${COLUMNS}) values ${ticket(ONE, 2, DAY_1)}`);
      await writer.query('commit');
      const [row] = await database.asAdmin('select count(*)::int as n from sluice.changes');
      expect(row?.['n']).toBe(2);
    } finally {
      await other.end();
    }
  });

  describe('and who may touch it', () => {
    test('neither the gateway nor the maintainer reads or writes the log itself', async () => {
      for (const statement of [
        'select from sluice.changes',
        'delete from sluice.changes',
        `insert into sluice.changes (dataset, tenant_id, bucket) values ('x', '${ONE}', now())`,
        'select from sluice.folded_buckets',
        'select from helpdesk_rollup.dashboard_stats_delta',
        'select from helpdesk_rollup.dashboard_stats_archive',
      ]) {
        await expect(database.asTenant(ONE, statement)).rejects.toThrow('permission denied');
        await expect(database.asMaintainer(ONE, statement)).rejects.toThrow('permission denied');
      }
    });

    test('a tenant learns of its own changes alone, and without a tenant there is nothing to learn', async () => {
      await insert(ticket(OTHER, 1, DAY_1), ticket(OTHER, 2, DAY_2));
      const conditions = `select version::int, pending::int, stale from sluice.dataset_conditions join sluice.rollup_conditions using (dataset)
        where rollup = 'helpdesk.dashboard_stats'`;
      const [one] = await database.asTenant(ONE, conditions);
      expect(one).toMatchObject({ pending: 0, stale: [] });
      expect(await database.asNobody(conditions)).toEqual([]);
      const [other] = await database.asTenant(OTHER, conditions);
      expect(other).toMatchObject({ pending: 2 });
    });
  });

  describe('and data versions', () => {
    const version = async (tenantId: string): Promise<number> => {
      const [row] = await database.asTenant(
        tenantId,
        `select version::int from sluice.dataset_conditions where dataset = 'helpdesk.tickets'`,
      );
      return row?.['version'] as number;
    };

    test('grow with every transaction that shows, in whatever order those have begun', async () => {
      const before = await version(ONE);
      const late = new pg.Client({ connectionString: database.adminUrl });
      await late.connect();
      try {
        await late.query('begin');
        await late.query(`insert into helpdesk.tickets (${COLUMNS}) values ${ticket(ONE, 1, DAY_1)}`);
        await insert(ticket(ONE, 2, DAY_1));
        expect(await version(ONE)).toBe(before + 1);
        await late.query('commit');
        expect(await version(ONE)).toBe(before + 2);
        expect(await version(OTHER)).toBe(await version(OTHER));
      } finally {
        await late.end();
      }
    });

    test('stay what they are when the log is pruned, and nothing is pruned that has not shown for a minute', async () => {
      await insert(ticket(ONE, 1, DAY_1));
      const before = await version(ONE);
      const prune = async (): Promise<unknown> => {
        const [row] = await database.asMaintainer(null, 'select sluice.prune_changes()::int as n');
        return row?.['n'];
      };
      const aMinutePasses = (): Promise<unknown> =>
        database.asAdmin(`update sluice.prune_marks set taken_at = taken_at - interval '61 seconds'`);
      await prune();
      await aMinutePasses();
      // It has shown long enough, but no rollup has absorbed it.
      expect(await prune()).toBe(0);
      await database.asMaintainer(null, 'select helpdesk.refresh_dashboard_views()');
      await insert(ticket(ONE, 2, DAY_2));
      await database.asMaintainer(null, 'select helpdesk.refresh_dashboard_views()');
      await prune();
      // The second one was not there when the mark of a minute ago was made.
      expect(await logged()).toEqual([`one ${DAY_2}`]);
      expect(await version(ONE)).toBe(before + 1);
      await aMinutePasses();
      await prune();
      await aMinutePasses();
      await prune();
      expect(await logged()).toEqual([]);
      expect(await version(ONE)).toBe(before + 1);
      await insert(ticket(ONE, 3, DAY_2));
      expect(await version(ONE)).toBe(before + 2);
    });

    test('are told to whoever follows the log, tenant by tenant', async () => {
      const [start] = await database.asNobody('select pg_current_snapshot()::text as snapshot');
      const since = (): Promise<unknown> =>
        database.asNobody(
          'select dataset, tenant_id, version::int from sluice.changes_since($1::pg_snapshot)',
          [start?.['snapshot']],
        );
      expect(await since()).toEqual([]);
      await insert(ticket(OTHER, 1, DAY_1));
      expect(await since()).toEqual([
        { dataset: 'helpdesk.tickets', tenant_id: OTHER, version: await version(OTHER) },
      ]);
    });
  });
});
