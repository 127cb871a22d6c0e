import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSearchId, searchIdTime } from '../../src/search/log/search-id.js';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';

const ONE = '00000001-0000-4000-8000-000000000000';
const TWO = '00000002-0000-4000-8000-000000000000';
const DAY_MS = 24 * 60 * 60 * 1000;

/** A search as the gateway sends it. */
const searchRow = (query: string, over: Record<string, unknown> = {}): Record<string, unknown> => {
  const id = createSearchId();
  return {
    id,
    created_at: searchIdTime(id)!.toISOString(),
    query,
    language: null,
    types: ['TICKET', 'USER'],
    result_count: 3,
    is_exact: true,
    corrected_query: null,
    duration_us: 12_345,
    ...over,
  };
};

describe.each(postgresVersions)('the log of searches on PostgreSQL $version', (server) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase(server);
    await database.asAdmin(
      `insert into sluice.tenants (id, name) values ('${ONE}', 'One'), ('${TWO}', 'Two')`,
    );
  });
  beforeEach(async () => {
    await database.asAdmin('delete from sluice.searches; delete from sluice.search_openings');
    await database.asAdmin('update sluice.tenants set search_log_days = null');
  });

  const record = async (tenantId: string, ...rows: readonly Record<string, unknown>[]): Promise<unknown> => {
    const [row] = await database.asTenant(tenantId, 'select sluice.record_searches($1::jsonb)::int as n', [
      JSON.stringify(rows),
    ]);
    return row!['n'];
  };
  const open = async (
    tenantId: string,
    search: Record<string, unknown>,
    recordId: string,
    over: { readonly type?: string; readonly source?: string; readonly at?: unknown } = {},
  ): Promise<unknown> => {
    const [row] = await database.asTenant(
      tenantId,
      'select sluice.record_search_opening($1, $2, $3, $4, $5, 2) as is_noted',
      [
        search['id'],
        over.at ?? search['created_at'],
        over.type ?? 'TICKET',
        over.source ?? 'helpdesk.tickets',
        recordId,
      ],
    );
    return row!['is_noted'];
  };
  const insertTicket = async (tenantId: string): Promise<string> => {
    const id = randomUUID();
    await database.asAdmin(
      `insert into helpdesk.tickets (tenant_id, id, subject, status, channel) values ('${tenantId}', '${id}', 'A printer', 'open', 'email')`,
    );
    return id;
  };

  describe('denies', () => {
    test.each(['searches', 'search_openings'])('the gateway to write sluice.%s itself', async (table) => {
      for (const sql of [
        `insert into sluice.${table} (tenant_id) values ('${ONE}')`,
        `update sluice.${table} set tenant_id = '${ONE}'`,
        `delete from sluice.${table}`,
        `truncate sluice.${table}`,
      ]) {
        await expect(database.asTenant(ONE, sql)).rejects.toMatchObject({ code: '42501' });
      }
    });

    test.each(['searches', 'search_openings'])('the maintainer to read sluice.%s', async (table) => {
      await expect(database.asMaintainer(ONE, `select from sluice.${table}`)).rejects.toMatchObject({
        code: '42501',
      });
    });

    test('to record for nobody', async () => {
      await expect(
        database.asNobody('select sluice.record_searches($1::jsonb)', [JSON.stringify([searchRow('a')])]),
      ).rejects.toMatchObject({ code: '42501' });
    });

    test('to see what another tenant has searched for, or anything without a tenant', async () => {
      await record(ONE, searchRow('secret'));
      expect(await database.asTenant(TWO, 'select from sluice.searches')).toEqual([]);
      expect(await database.asNobody('select from sluice.searches')).toEqual([]);
      expect(await database.asTenant(ONE, 'select from sluice.searches')).toHaveLength(1);
    });

    test('to open what another tenant has searched for or has written, and what there is not, in one way', async () => {
      const [mine, theirs] = [searchRow('mine'), searchRow('theirs')];
      await record(ONE, mine);
      await record(TWO, theirs);
      const [ticket, theirTicket] = [await insertTicket(ONE), await insertTicket(TWO)];
      expect(await open(ONE, theirs, ticket)).toBe(false);
      expect(await open(ONE, mine, theirTicket)).toBe(false);
      expect(await open(ONE, searchRow('unknown'), ticket)).toBe(false);
      expect(await open(ONE, mine, randomUUID())).toBe(false);
      expect(await open(ONE, mine, ticket, { source: 'helpdesk.comments' })).toBe(false);
      // The search did not look for such records.
      expect(await open(ONE, mine, ticket, { type: 'COMMENT' })).toBe(false);
      expect(await open(ONE, mine, ticket, { at: new Date(0).toISOString() })).toBe(false);
      expect(await database.asAdmin('select from sluice.search_openings')).toEqual([]);
      expect(await database.asAdmin('select from sluice.searches where opened_at is not null')).toEqual([]);
    });
  });

  test('keeps what was asked and what came of it, and not who asked', async () => {
    const row = searchRow('  Refund   NOT\n paid ', { language: 'en', corrected_query: 'refund' });
    expect(await record(ONE, row)).toBe(1);
    const columns = await database.asAdmin('select * from sluice.searches');
    expect(columns).toEqual([
      {
        tenant_id: ONE,
        id: row['id'],
        created_at: new Date(row['created_at'] as string),
        query: '  Refund   NOT\n paid ',
        normalized_query: 'refund not paid',
        language: 'en',
        types: ['TICKET', 'USER'],
        result_count: '3',
        is_exact: true,
        has_result: true,
        corrected_query: 'refund',
        is_corrected: true,
        duration_us: '12345',
        opened_at: null,
      },
    ]);
  });

  test('cuts long queries, takes a search once, and none of another day', async () => {
    const row = searchRow('x'.repeat(5_000));
    expect(await record(ONE, row, row)).toBe(1);
    expect(await record(ONE, row)).toBe(0);
    expect(await record(ONE, searchRow('late', { created_at: new Date(Date.now() - 2 * DAY_MS) }))).toBe(0);
    expect(await record(ONE, searchRow('early', { created_at: new Date(Date.now() + DAY_MS) }))).toBe(0);
    expect(await record(ONE, searchRow('no id of ours', { created_at: null }))).toBe(0);
    expect(await database.asAdmin('select length(query) as n from sluice.searches')).toEqual([{ n: 1_000 }]);
  });

  test('notes an opening once, whoever says it, and that the search has led somewhere', async () => {
    const search = searchRow('printer');
    await record(ONE, search);
    const ticket = await insertTicket(ONE);
    const answers = await Promise.all(Array.from({ length: 5 }, () => open(ONE, search, ticket)));
    expect(answers).toEqual([true, true, true, true, true]);
    expect(
      await database.asAdmin(
        'select search_id, record_type, record_id, position from sluice.search_openings',
      ),
    ).toEqual([{ search_id: search['id'], record_type: 'ticket', record_id: ticket, position: 2 }]);
    expect(await open(ONE, search, await insertTicket(ONE))).toBe(true);
    expect(
      await database.asAdmin(
        `select s.opened_at = (select min(o.created_at) from sluice.search_openings as o) as is_first from sluice.searches as s`,
      ),
    ).toEqual([{ is_first: true }]);
  });

  test('tells of each write of a tenant in one row of the change log', async () => {
    const changes = async (): Promise<unknown> =>
      (
        await database.asAdmin(
          `select count(*)::int as n from sluice.changes where dataset = 'sluice.searches' and tenant_id = '${TWO}'`,
        )
      )[0]!['n'];
    const before = (await changes()) as number;
    await record(TWO, ...Array.from({ length: 50 }, (_, n) => searchRow(String(n))));
    expect(await changes()).toBe(before + 1);
  });

  describe('forgets', () => {
    const forget = async (days: number, limit = 1_000): Promise<unknown> => {
      const [row] = await database.asMaintainer(null, 'select sluice.forget_searches($1, $2)::int as n', [
        days,
        limit,
      ]);
      return row!['n'];
    };
    const insertOld = (tenantId: string, days: number): Promise<unknown> =>
      database.asAdmin(
        `with s as (
           insert into sluice.searches (tenant_id, id, created_at, query, normalized_query, types, result_count, is_exact, has_result, is_corrected, duration_us)
           values ('${tenantId}', gen_random_uuid(), now() - interval '${days} days', '${days}', '${days}', '{TICKET}', 0, true, false, false, 1)
           returning tenant_id, id, created_at)
         insert into sluice.search_openings (tenant_id, search_id, created_at, record_type, record_id)
         select tenant_id, id, created_at, 'ticket', id from s`,
      );
    const left = async (): Promise<unknown> =>
      (await database.asAdmin('select query from sluice.searches order by created_at')).map(
        ({ query }) => query,
      );

    test('what is older than the tenant keeps it, a few at a time, until nothing is left to forget', async () => {
      for (const days of [5, 20, 100]) await insertOld(ONE, days);
      for (const days of [5, 20, 100]) await insertOld(TWO, days);
      await database.asAdmin(`update sluice.tenants set search_log_days = 10 where id = '${TWO}'`);
      expect(await forget(90, 1)).toBe(2);
      expect(await forget(90)).toBe(4);
      expect(await forget(90)).toBe(0);
      expect(await left()).toEqual(['20', '5', '5']);
      expect(await database.asAdmin('select from sluice.search_openings')).toHaveLength(3);
    });

    test('nothing for a number of days that makes no sense', async () => {
      for (const days of [0, 3_661, null]) {
        await expect(
          database.asMaintainer(null, 'select sluice.forget_searches($1, 10)', [days]),
        ).rejects.toThrow('Searches are kept for 1 to 3660 days');
      }
    });

    test('no month that some tenant keeps a day of', async () => {
      const months = async (days: number): Promise<number> =>
        Number(
          (await database.asMaintainer(null, 'select sluice.search_log_months($1) as n', [days]))[0]!['n'],
        );
      const expected = async (days: number): Promise<boolean> =>
        (
          await database.asAdmin(
            `set timezone = 'UTC'; select date_trunc('month', now()) - make_interval(months => ${await months(days)})
               <= now() - make_interval(days => ${days}) as is_kept`,
          )
        )[0]!['is_kept'] as boolean;
      for (const days of [1, 28, 31, 90, 365, 3_660]) expect(await expected(days)).toBe(true);
      const of90 = await months(90);
      await database.asAdmin(`update sluice.tenants set search_log_days = 400 where id = '${TWO}'`);
      expect(await months(90)).toBeGreaterThan(of90);
      expect(await months(90)).toBe(await months(400));
    });
  });
});
