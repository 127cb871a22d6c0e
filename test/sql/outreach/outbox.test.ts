import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../../setup/test-database.js';

const ONE = '00000001-0000-4000-8000-000000000000';
const TWO = '00000002-0000-4000-8000-000000000000';
const THREE = '00000003-0000-4000-8000-000000000000';

describe.each(postgresVersions)('the outbox on PostgreSQL $version', (server) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase(server, 'content');
  });
  beforeEach(() => database.asAdmin('delete from sluice.outbox'));

  const put = (tenantId: string, dueIn = '0', lastError: string | null = null): Promise<unknown> =>
    database.asOwner(
      `insert into sluice.outbox (tenant_id, target, record, due_at, attempts, last_error)
       values ($1, 'outreach.deliveries', '{}', now() + $2::interval, case when $3::text is null then 0 else 1 end, $3)`,
      [tenantId, dueIn, lastError],
    );
  const tenants = async (): Promise<unknown[]> =>
    (await database.asMaintainer(null, 'select * from sluice.outbox_tenants()')).map(
      (row) => row['tenant_id'],
    );

  test.each([
    'select from sluice.outbox',
    `insert into sluice.outbox (tenant_id, target, record) values ('${ONE}', 'a.b', '{}')`,
    'delete from sluice.outbox',
    'select sluice.outbox_tenants()',
    'select sluice.outbox_states()',
    'select sluice.outbox_refusals(null)',
    'select sluice.set_aside_refused_rows(1)',
  ])('denies the gateway: %s', async (sql) => {
    await expect(database.asTenant(ONE, sql)).rejects.toMatchObject({ code: '42501' });
  });

  test.each([
    `insert into sluice.outbox (tenant_id, target, record) values ('${ONE}', 'a.b', '{}')`,
    `update sluice.outbox set record = '{}'`,
    `update sluice.outbox set tenant_id = '${TWO}'`,
  ])('denies the maintainer to change what is on its way: %s', async (sql) => {
    await expect(database.asMaintainer(ONE, sql)).rejects.toMatchObject({ code: '42501' });
  });

  test('shows and gives the maintainer the rows of the tenant that it works for', async () => {
    await put(ONE);
    await put(TWO);
    expect(await database.asMaintainer(null, 'select from sluice.outbox')).toEqual([]);
    expect(await database.asMaintainer(ONE, 'select tenant_id from sluice.outbox for update')).toEqual([
      { tenant_id: ONE },
    ]);
    await database.asMaintainer(ONE, 'delete from sluice.outbox');
    expect(await database.asAdmin('select tenant_id from sluice.outbox')).toEqual([{ tenant_id: TWO }]);
  });

  test('names the tenants with something to move, the one that waits longest first', async () => {
    expect(await tenants()).toEqual([]);
    await put(TWO, '-1 minute');
    await put(TWO, '-2 minutes');
    await put(ONE, '-90 seconds');
    await put(THREE, '1 hour');
    expect(await tenants()).toEqual([TWO, ONE]);
    await put(THREE, '-1 hour');
    expect(await tenants()).toEqual([THREE, TWO, ONE]);
  });

  test('looks at one row of each tenant, however many there are', async () => {
    await database.asOwner(
      `insert into sluice.outbox (tenant_id, target, record)
       select ('0000000' || n % 3 || '-0000-4000-8000-000000000000')::uuid, 'a.b', '{}' from generate_series(1, 5000) as n`,
    );
    await database.asAdmin('analyze sluice.outbox');
    const [before] = await database.asAdmin(
      `select pg_stat_get_xact_tuples_returned('sluice.idx_outbox_due'::regclass)::int as n`,
    );
    expect(before!['n']).toBe(0);
    const [row] = await database.asAdmin(
      `with asked as materialized (select count(*) as tenants from sluice.outbox_tenants())
       select tenants::int, pg_stat_get_xact_tuples_returned('sluice.idx_outbox_due'::regclass)::int as entries from asked`,
    );
    expect(row!['tenants']).toBe(3);
    expect(row!['entries']).toBeLessThan(20);
  });

  test('tells a tenant how much of its own waits, since when, and how much was refused', async () => {
    const state = async (tenantId: string) =>
      (await database.asTenant(tenantId, 'select * from sluice.outbox_state()'))[0];
    expect(await database.asNobody('select * from sluice.outbox_state()')).toEqual([
      { waiting_count: '0', oldest_at: null, refused_count: '0' },
    ]);
    await put(ONE);
    await put(ONE, '1 hour', 'No such thing');
    await put(TWO);
    expect(await state(ONE)).toMatchObject({
      waiting_count: '2',
      refused_count: '1',
      oldest_at: expect.any(Date) as Date,
    });
    expect(await state(TWO)).toMatchObject({ waiting_count: '1', refused_count: '0' });
    expect(await state(THREE)).toEqual({ waiting_count: '0', oldest_at: null, refused_count: '0' });
  });

  test('tells an operator for which reasons rows were refused, how often and since when, of all tenants or of one', async () => {
    const refuse = (
      tenantId: string,
      code: string,
      constraint: string | null,
      attempts: number,
      at: string,
    ) =>
      database.asOwner(
        `insert into sluice.outbox (tenant_id, target, record, attempts, last_error, last_code, last_constraint, first_refused_at,
           last_refused_at)
         values ($1, 'outreach.deliveries', '{}', $2, 'Refused', $3, $4, $5, $5::timestamptz + interval '1 hour')`,
        [tenantId, attempts, code, constraint, at],
      );
    await put(ONE);
    await refuse(ONE, '23514', 'a_rule', 2, '2026-01-02T00:00:00Z');
    await refuse(ONE, '23514', 'a_rule', 5, '2026-01-01T00:00:00Z');
    await refuse(ONE, '23514', 'another_rule', 1, '2026-01-03T00:00:00Z');
    await put(TWO, '1 hour', 'Refused long ago');
    const refusals = (tenantId: string | null) =>
      database.asMaintainer(
        null,
        `select tenant_id, code, constraint_name, reason, row_count::int as rows, attempts, first_refused_at, last_refused_at
         from sluice.outbox_refusals($1)`,
        [tenantId],
      );
    const ofOne = [
      {
        tenant_id: ONE,
        code: '23514',
        constraint_name: 'a_rule',
        reason: 'Refused',
        rows: 2,
        attempts: 5,
        first_refused_at: new Date('2026-01-01T00:00:00Z'),
        last_refused_at: new Date('2026-01-02T01:00:00Z'),
      },
      expect.objectContaining({ tenant_id: ONE, constraint_name: 'another_rule', rows: 1 }) as unknown,
    ];
    expect(await refusals(ONE)).toEqual(ofOne);
    expect(await refusals(null)).toEqual([
      ...ofOne,
      {
        tenant_id: TWO,
        code: null,
        constraint_name: null,
        reason: 'Refused long ago',
        rows: 1,
        attempts: 1,
        first_refused_at: null,
        last_refused_at: null,
      },
    ]);
    expect(await refusals(THREE)).toEqual([]);
  });

  test('tells an operator of all tenants, with the reason why something was refused', async () => {
    await put(ONE);
    await put(ONE, '1 hour', 'No such thing');
    await put(TWO);
    expect(
      await database.asMaintainer(
        null,
        'select tenant_id, waiting_count, refused_count, last_error from sluice.outbox_states()',
      ),
    ).toEqual([
      { tenant_id: ONE, waiting_count: '2', refused_count: '1', last_error: 'No such thing' },
      { tenant_id: TWO, waiting_count: '1', refused_count: '0', last_error: null },
    ]);
  });
});
