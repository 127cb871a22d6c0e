import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { createTwoYearDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import { id, insertSample, insertSampleTenants, ONE, OTHER } from './sample-tenant.js';

/** What Sluice itself writes down: it has no past. */
const LOGS = ['searches', 'search_openings', 'audit_entries'];
/** The figures of outreach. */
const OUTREACH = ['deliveries', 'billing_entries', 'queue_events', 'email_events'];
const MONTHLY = ['comments', 'ticket_history', 'tickets', 'user_sessions'] as const;
const HASHED = ['attachments', 'user_permissions'] as const;
const HASH_PARTITIONS = 8;

describe.each(postgresVersions)('partitions on PostgreSQL $version', (server) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTwoYearDatabase(server);
    await insertSampleTenants(database);
  });

  const partitionsOf = async (table: string, schema = 'helpdesk'): Promise<string[]> => {
    const rows = await database.asAdmin(
      `select inhrelid::regclass::text as name from pg_inherits where inhparent = $1::regclass order by 1`,
      [`${schema}.${table}`],
    );
    return rows.map((row) => String(row['name']));
  };
  const create = async (table: string, month: string): Promise<unknown> => {
    const [row] = await database.asMaintainer(
      null,
      'select sluice.create_monthly_partition($1::regclass, $2::date) as name',
      [`helpdesk.${table}`, month],
    );
    return row?.['name'];
  };
  const dropOld = async (table: string, months: number | null): Promise<unknown[]> => {
    const rows = await database.asMaintainer(
      null,
      'select sluice.drop_old_partitions($1::regclass, $2::int) as name',
      [`helpdesk.${table}`, months],
    );
    return rows.map((row) => row['name']);
  };
  const insertTicketAt = (tenantId: string, n: number, at: string): Promise<void> =>
    insertSample(database, tenantId, 'helpdesk.tickets', {
      id: id(n),
      external_id: null,
      created_at: at,
      updated_at: at,
      first_responded_at: null,
      resolved_at: null,
      first_response_due_at: null,
      resolution_due_at: null,
    });
  const waiting = async (table: string): Promise<unknown> => {
    const rows = await database.asNobody(
      'select table_name, row_count::int from sluice.default_partition_rows()',
    );
    return rows.find((row) => row['table_name'] === `helpdesk.${table}`)?.['row_count'];
  };

  describe('after the migration', () => {
    test.each([
      ...MONTHLY.map((table) => ['helpdesk', table] as const),
      ...OUTREACH.map((table) => ['outreach', table] as const),
    ])('%s.%s has the last 24 months, this one and 3 more, and a default', async (schema, table) => {
      const expected = await database.asAdmin(
        `select format('%s.%s_%s', $1::text, $2::text, to_char(month, 'YYYY_MM')) as name
         from generate_series(date_trunc('month', now()) - interval '24 months', now() + interval '3 months', interval '1 month') as month`,
        [schema, table],
      );
      expect(await partitionsOf(table, schema)).toEqual(
        [...expected.map((row) => row['name']), `${schema}.${table}_default`].sort(),
      );
    });

    test.each(LOGS)('%s has this month and 3 more, and a default', async (table) => {
      const expected = await database.asAdmin(
        `select format('sluice.%s_%s', $1::text, to_char(month, 'YYYY_MM')) as name
         from generate_series(date_trunc('month', now()), now() + interval '3 months', interval '1 month') as month`,
        [table],
      );
      expect(await partitionsOf(table, 'sluice')).toEqual(
        [...expected.map((row) => row['name']), `sluice.${table}_default`].sort(),
      );
    });

    test.each(HASHED)('%s has eight', async (table) => {
      expect(await partitionsOf(table)).toHaveLength(HASH_PARTITIONS);
    });
  });

  describe('create_monthly_partition', () => {
    test.each([
      ['a table that is not ours', 'pg_catalog.pg_class'],
      ['a table partitioned by hash', 'helpdesk.attachments'],
      ['a table that is not partitioned', 'helpdesk.users'],
      ['a partition', 'helpdesk.tickets_default'],
    ])('refuses %s', async (_what, table) => {
      await expect(
        database.asMaintainer(null, `select sluice.create_monthly_partition($1::regclass, '2030-01-01')`, [
          table,
        ]),
      ).rejects.toThrow(
        `${table.replace('pg_catalog.', '')} is not a table of Sluice's own that is partitioned by month.`,
      );
    });

    test('makes the month that holds the date, once', async () => {
      expect(await create('comments', '2031-02-17')).toBe('helpdesk.comments_2031_02');
      const before = await partitionsOf('comments');
      expect(await create('comments', '2031-02-01')).toBe('helpdesk.comments_2031_02');
      expect(await partitionsOf('comments')).toEqual(before);
    });

    test('makes months of UTC, whatever the zone of the session', async () => {
      await database.asMaintainer(null, `set timezone = 'Asia/Kolkata'`);
      expect(await create('comments', '2032-03-01')).toBe('helpdesk.comments_2032_03');
      expect(await create('comments', '2032-03-31')).toBe('helpdesk.comments_2032_03');
      await database.asMaintainer(null, 'reset timezone');
      const [bounds] = await database.asAdmin(
        `set timezone = 'UTC'; select pg_get_expr(relpartbound, oid) as bounds from pg_class where relname = 'comments_2032_03'`,
      );
      expect(bounds).toEqual({
        bounds: `FOR VALUES FROM ('2032-03-01 00:00:00+00') TO ('2032-04-01 00:00:00+00')`,
      });
    });

    test('makes a partition as closed, as indexed and as ruled as its siblings', async () => {
      await create('tickets', '2033-01-01');
      const shape = (partition: string): Promise<unknown> =>
        database.asAdmin(
          `select c.relrowsecurity, c.relforcerowsecurity, c.relowner::regrole::text as owner, c.relacl::text as acl,
             obj_description(c.oid, 'pg_class') is not null as is_described,
             (select array_agg(polname::text) from pg_policy where polrelid = c.oid) as policies,
             (select count(*)::int from pg_index where indrelid = c.oid) as indexes,
             (select array_agg(conname::text order by conname) from pg_constraint where conrelid = c.oid and contype = 'c') as rules,
             (select count(*)::int from pg_constraint where conrelid = c.oid and contype = 'f') as foreign_keys
           from pg_class as c where c.oid = $1::regclass`,
          [partition],
        );
      const made = await shape('helpdesk.tickets_2033_01');
      expect(made).toEqual(await shape('helpdesk.tickets_default'));
      expect(made).toMatchObject([
        { relrowsecurity: true, relforcerowsecurity: true, owner: 'sluice_owner', policies: ['all_owner'] },
      ]);
    });

    test('moves the rows of its month out of the default partition, and no others', async () => {
      await insertTicketAt(ONE, 51, '2034-05-01T00:00:00Z');
      await insertTicketAt(OTHER, 52, '2034-05-31T23:59:59.999999Z');
      await insertTicketAt(ONE, 53, '2034-06-01T00:00:00Z');
      expect(await waiting('tickets')).toBe(3);
      const seen = 'select id from helpdesk.tickets where created_at >= $1 order by id';
      expect(await database.asTenant(ONE, seen, ['2034-01-01'])).toEqual([{ id: id(51) }, { id: id(53) }]);
      expect(await database.asTenant(OTHER, seen, ['2034-01-01'])).toEqual([{ id: id(52) }]);

      expect(await create('tickets', '2034-05-10')).toBe('helpdesk.tickets_2034_05');
      expect(await waiting('tickets')).toBe(1);
      expect(await database.asOwner('select id from helpdesk.tickets_2034_05 order by id')).toEqual([
        { id: id(51) },
        { id: id(52) },
      ]);
      expect(await database.asTenant(ONE, seen, ['2034-01-01'])).toEqual([{ id: id(51) }, { id: id(53) }]);
      expect(await database.asTenant(OTHER, seen, ['2034-01-01'])).toEqual([{ id: id(52) }]);
    });

    test('waits for a writer who has put a row of that month into the default partition, and takes the row along', async () => {
      const writer = new pg.Client({ connectionString: database.adminUrl });
      await writer.connect();
      try {
        await writer.query('begin');
        await writer.query('set local role sluice_owner');
        await writer.query(
          `insert into helpdesk.comments (tenant_id, id, ticket_id, created_at, type, body)
           values ($1, $2, $2, '2035-01-15T00:00:00Z', 'public', 'Late')`,
          [ONE, id(61)],
        );
        const creating = create('comments', '2035-01-01');
        await untilSomebodyWaits(database);
        await writer.query('commit');
        expect(await creating).toBe('helpdesk.comments_2035_01');
      } finally {
        await writer.end();
      }
      expect(await database.asOwner('select id from helpdesk.comments_2035_01')).toEqual([{ id: id(61) }]);
    });

    test('may be called by many at once', async () => {
      const calls = Array.from({ length: 4 }, async () => {
        const client = new pg.Client({ connectionString: database.maintainerUrl });
        await client.connect();
        try {
          const { rows } = await client.query<{ name: string }>(
            `select sluice.create_monthly_partition('helpdesk.user_sessions', '2036-07-01') as name`,
          );
          return rows[0]?.name;
        } finally {
          await client.end();
        }
      });
      expect(new Set(await Promise.all(calls))).toEqual(new Set(['helpdesk.user_sessions_2036_07']));
    });
  });

  describe('create_hash_partition', () => {
    const createHash = async (table: string, count: number | null): Promise<unknown> => {
      const [row] = await database.asMaintainer(
        null,
        'select sluice.create_hash_partition($1::regclass, $2::int) as n',
        [`helpdesk.${table}`, count],
      );
      return row?.['n'];
    };

    test('refuses another number than there is, none, and a table partitioned by month', async () => {
      await expect(createHash('attachments', 4)).rejects.toThrow(
        'helpdesk.attachments is divided into 8 hash partitions; it cannot become 4.',
      );
      await expect(createHash('attachments', 0)).rejects.toThrow(
        'A table has 1 to 256 hash partitions, not 0.',
      );
      await expect(createHash('attachments', null)).rejects.toThrow('not null');
      await expect(createHash('tickets', 8)).rejects.toThrow('partitioned by hash');
    });

    test('makes what is missing, and nothing the second time', async () => {
      expect(await createHash('attachments', HASH_PARTITIONS)).toBe(0);
      await database.asOwner('delete from helpdesk.user_permissions');
      await database.asOwner('drop table helpdesk.user_permissions_part_3, helpdesk.user_permissions_part_5');
      expect(await createHash('user_permissions', HASH_PARTITIONS)).toBe(2);
      expect(await createHash('user_permissions', HASH_PARTITIONS)).toBe(0);
      for (let n = 0; n < 20; n++) {
        await database.asOwner(`insert into sluice.tenants (id, name) values ($1, 'T')`, [id(700 + n)]);
        await insertSample(database, id(700 + n), 'helpdesk.organisations');
        await insertSample(database, id(700 + n), 'helpdesk.users');
        await insertSample(database, id(700 + n), 'helpdesk.user_permissions');
      }
    });
  });

  describe('drop_old_partitions', () => {
    test('refuses to keep less than a month, and tables that are not partitioned by month', async () => {
      for (const months of [0, -1, null]) {
        await expect(dropOld('tickets', months)).rejects.toThrow(
          'Retention is a number of whole months from 1 on',
        );
      }
      await expect(dropOld('attachments', 1)).rejects.toThrow('partitioned by month');
    });

    test('drops whole months before the ones kept, names them, and finds nothing the second time', async () => {
      await create('ticket_history', '2001-01-01');
      await insertSample(database, ONE, 'helpdesk.ticket_history', {
        id: id(71),
        created_at: '1999-01-01T00:00:00Z',
      });
      const before = await partitionsOf('ticket_history');
      const dropped = await dropOld('ticket_history', 12);
      // 24 months back to the 13th, and the one of 2001.
      expect(dropped).toHaveLength(13);
      expect(dropped[0]).toBe('helpdesk.ticket_history_2001_01');
      expect(await dropOld('ticket_history', 12)).toEqual([]);
      const [oldest] = await database.asAdmin(
        `select 'helpdesk.ticket_history_' || to_char(now() - interval '12 months', 'YYYY_MM') as name`,
      );
      const left = await partitionsOf('ticket_history');
      expect(left).toEqual(before.filter((name) => !dropped.includes(name)));
      expect(left[0]).toBe(oldest?.['name']);
    });

    test('keeps the default partition, and of its rows those that are not too old', async () => {
      await insertSample(database, ONE, 'helpdesk.ticket_history', {
        id: id(72),
        created_at: '2150-01-01T00:00:00Z',
      });
      await dropOld('ticket_history', 12);
      expect(await partitionsOf('ticket_history')).toContain('helpdesk.ticket_history_default');
      expect(await waiting('ticket_history')).toBe(1);
    });
  });

  describe('ensure_upcoming_partitions', () => {
    const ensure = async (months: number | null): Promise<unknown[]> => {
      const rows = await database.asNobody('select sluice.ensure_upcoming_partitions($1) as name', [months]);
      return rows.map((row) => row['name']);
    };

    test('refuses a number of months that makes no sense', async () => {
      for (const months of [-1, 25, null]) {
        await expect(ensure(months)).rejects.toThrow('Partitions are made for 0 to 24 months ahead');
      }
    });

    test('makes the coming months of every table, once, for the gateway as well', async () => {
      const made = await ensure(5);
      expect(made).toHaveLength(2 * (MONTHLY.length + LOGS.length + OUTREACH.length));
      expect(await ensure(5)).toEqual([]);
      expect(await ensure(3)).toEqual([]);
    });

    test('brings back no month that retention has dropped', async () => {
      const before = await partitionsOf('ticket_history');
      await ensure(3);
      expect(await partitionsOf('ticket_history')).toEqual(before);
    });

    test('makes this month where it is missing, and moves what has come in meanwhile', async () => {
      const month = `to_char(now(), 'YYYY_MM')`;
      const [names] = await database.asAdmin(`select 'helpdesk.user_sessions_' || ${month} as name`);
      await database.asOwner(`drop table ${String(names?.['name'])}`);
      const now = new Date();
      await insertSample(database, ONE, 'helpdesk.user_sessions', {
        id: id(81),
        started_at: now,
        ended_at: now,
      });
      expect(await waiting('user_sessions')).toBe(1);
      expect(await ensure(0)).toEqual([names?.['name']]);
      expect(await waiting('user_sessions')).toBe(0);
      expect(
        await database.asTenant(ONE, 'select id from helpdesk.user_sessions where id = $1', [id(81)]),
      ).toEqual([{ id: id(81) }]);
    });
  });
});

/** Resolves when a connection to the database waits for a lock that another holds. */
async function untilSomebodyWaits(database: TestDatabase): Promise<void> {
  for (;;) {
    const [row] = await database.asAdmin(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (Number(row?.['n']) > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
