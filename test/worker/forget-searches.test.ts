import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forgetSearches } from '../../src/worker/forget-searches.js';
import { WorkerDatabase } from '../../src/worker/worker-database.js';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';

const ONE = '00000001-0000-4000-8000-000000000000';
const TWO = '00000002-0000-4000-8000-000000000000';
const DAYS = 90;

describe.each(postgresVersions)('forgetting searches on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  let worker: WorkerDatabase;
  const signal = new AbortController().signal;

  beforeAll(async () => {
    database = await createTestDatabase(server);
    worker = new WorkerDatabase({ url: database.maintainerUrl, maxConnections: 1 });
    await database.asAdmin(
      `insert into sluice.tenants (id, name, search_log_days) values ('${ONE}', 'One', null), ('${TWO}', 'Two', 3)`,
    );
    for (const table of ['searches', 'search_openings']) {
      await database.asAdmin(
        `select sluice.create_monthly_partition('sluice.${table}', (now() - make_interval(months => n))::date) from generate_series(1, 8) as n`,
      );
    }
    // One a day of each tenant, in the last 200 days.
    await database.asAdmin(
      `with s as (
         insert into sluice.searches (tenant_id, id, created_at, query, normalized_query, types, result_count, is_exact, has_result, is_corrected, duration_us)
         select tenant_id, gen_random_uuid(), now() - make_interval(days => n, mins => 1), 'q', 'q', '{TICKET}', 0, true, false, false, 1
         from generate_series(0, 199) as n, (values ('${ONE}'::uuid), ('${TWO}')) as t (tenant_id)
         returning tenant_id, id, created_at)
       insert into sluice.search_openings (tenant_id, search_id, created_at, record_type, record_id)
       select tenant_id, id, created_at, 'ticket', id from s`,
    );
  });
  afterAll(() => worker?.close());

  const countOf = async (table: string): Promise<unknown> =>
    database.asAdmin(`select tenant_id, count(*)::int as n from sluice.${table} group by 1 order by 1`);

  test('keeps what each tenant keeps, drops the months that nobody does, and has nothing to do the second time', async () => {
    const { partitions, rows } = await forgetSearches(worker, DAYS, signal);
    const [kept] = await database.asAdmin(`select sluice.search_log_months(${DAYS}) as months`);
    const months = Number(kept!['months']);
    const dropped = await database.asAdmin(
      `select to_char(date_trunc('month', now() at time zone 'UTC') - make_interval(months => n), 'YYYY_MM') as month
       from generate_series(${months + 1}, 8) as n order by 1`,
    );
    expect([...partitions].sort()).toEqual(
      ['search_openings', 'searches'].flatMap((table) =>
        dropped.map(({ month }) => `sluice.${table}_${String(month)}`),
      ),
    );
    expect(rows).toBeGreaterThan(0);
    for (const table of ['searches', 'search_openings']) {
      expect(await countOf(table)).toEqual([
        { tenant_id: ONE, n: DAYS },
        { tenant_id: TWO, n: 3 },
      ]);
    }
    expect(await forgetSearches(worker, DAYS, signal)).toEqual({ partitions: [], rows: 0 });
  });

  test('says in the change log that answers are others now', async () => {
    const [version] = await database.asTenant(
      TWO,
      `select version from sluice.dataset_conditions where dataset = 'sluice.searches'`,
    );
    await database.asAdmin(`update sluice.tenants set search_log_days = 1 where id = '${TWO}'`);
    await forgetSearches(worker, DAYS, signal);
    const [later] = await database.asTenant(
      TWO,
      `select version from sluice.dataset_conditions where dataset = 'sluice.searches'`,
    );
    expect(Number(later!['version'])).toBeGreaterThan(Number(version!['version']));
  });
});
