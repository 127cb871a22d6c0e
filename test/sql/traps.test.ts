import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import { id, insertSample, ONE, OTHER } from './sample-tenant.js';
import { insertTicketPopulation } from './ticket-population.js';

const CROWD = 1234;

/** What is known to go wrong with row-level security: each case was a leak, an error or a lost index somewhere. */
describe.each(postgresVersions)('traps of row-level security on PostgreSQL $version', (server) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase(server);
    await insertTicketPopulation(database, 20_000);
    await database.asOwner(
      `insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, channel)
       select $1, gen_random_uuid(), '2026-02-01T00:00:00Z', '2026-02-01T00:00:00Z', 'One of a crowd', 'new', 'walk_in'
       from generate_series(1, ${CROWD})`,
      [OTHER],
    );
    await database.asMaintainer(null, 'select from helpdesk.refresh_dashboard_views()');
    await database.asAdmin('vacuum analyze');
  });

  const plan = async (sql: string): Promise<string> => {
    const rows = await database.asTenant(ONE, `explain (costs off) ${sql}`);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  };

  describe('an error in a condition', () => {
    /** Divides by zero where it meets a row that counts so many tickets, as only the other tenant has one. */
    const probe = (view: string): string => `
      set local enable_indexscan = off; set local enable_indexonlyscan = off; set local enable_bitmapscan = off;
      select from ${view} where 1 / (tickets - ${CROWD}) > 2`;

    test('tells nothing of another tenant through a rollup view', async () => {
      expect(await database.asTenant(ONE, probe('helpdesk.dashboard_stats'))).toEqual([]);
      await expect(database.asTenant(OTHER, probe('helpdesk.dashboard_stats'))).rejects.toThrow(
        'division by zero',
      );
    });

    test('does tell through a view that lacks the barrier, so that the case above proves something', async () => {
      await database.asOwner(`
        create view helpdesk.leaky as select * from helpdesk_rollup.dashboard_stats
          where tenant_id = nullif(current_setting('app.current_tenant_id', true), '')::uuid;
        grant select on helpdesk.leaky to sluice_gateway`);
      await expect(database.asTenant(ONE, probe('helpdesk.leaky'))).rejects.toThrow('division by zero');
      await database.asOwner('drop view helpdesk.leaky');
    });
  });

  test('no policy or view calls a function of ours, IMMUTABLE or not: a cached plan keeps no tenant', async () => {
    expect(
      await database.asAdmin(`
        select distinct p.oid::regprocedure::text as name
        from pg_depend as d
        join pg_proc as p on p.oid = d.refobjid
        where d.refclassid = 'pg_proc'::regclass and d.classid in ('pg_policy'::regclass, 'pg_rewrite'::regclass)
          and p.pronamespace::regnamespace::text not in ('pg_catalog', 'information_schema')`),
    ).toEqual([]);
  });

  test('the tenant is looked up once a query, not once a row', async () => {
    expect(await plan('select count(*) from helpdesk.tickets')).toContain('InitPlan');
    expect(await plan('select sum(tickets) from helpdesk.dashboard_stats')).toContain('InitPlan');
  });

  test('a connection that has served a tenant shows nothing, and no error, to whoever forgets to set one', async () => {
    const client = new pg.Client({ connectionString: database.gatewayUrl });
    await client.connect();
    try {
      await client.query('begin');
      await client.query(`select set_config('app.current_tenant_id', $1, true)`, [ONE]);
      await client.query('commit');
      const setting = await client.query(`select current_setting('app.current_tenant_id', true) as value`);
      expect(setting.rows).toEqual([{ value: '' }]);
      for (const relation of ['helpdesk.tickets', 'helpdesk.dashboard_stats', 'sluice.tenants']) {
        expect((await client.query(`select from ${relation}`)).rowCount).toBe(0);
      }
    } finally {
      await client.end();
    }
  });

  test('no column has a type whose comparison may not use an index under row-level security', async () => {
    expect(
      await database.asAdmin(`
        select distinct format_type(a.atttypid, null) as type
        from pg_attribute as a
        join pg_class as c on c.oid = a.attrelid
        where c.relnamespace = 'helpdesk'::regnamespace and c.relkind in ('p', 'r', 'v') and a.attnum > 0 and not a.attisdropped
        order by 1`),
    ).toEqual(
      ['bigint', 'boolean', 'smallint', 'text', 'timestamp with time zone', 'uuid'].map((type) => ({ type })),
    );
    expect(
      await database.asAdmin(`
        select oprcode::regprocedure::text as name from pg_operator
        where oprname in ('=', '<', '<=', '>', '>=') and oprleft = oprright
          and oprleft = any (array['bigint', 'boolean', 'smallint', 'text', 'timestamptz', 'uuid']::regtype[])
          and not (select proleakproof from pg_proc where oid = oprcode)
          -- PostgreSQL calls text comparison other than equality leaky where a collation takes part.
          and not (oprleft = 'text'::regtype and oprname <> '=')`),
    ).toEqual([]);
  });

  test('the dashboard is answered out of an index alone, from the rollup and from the table', async () => {
    const range = (column: string): string =>
      `${column} >= '2026-02-01T00:00:00Z'::timestamptz and ${column} < '2026-02-15T00:00:00Z'::timestamptz`;
    const rollup = await plan(`
      select bucket, channel, sum(tickets), sum(resolution_us), sum(resolved), sum(satisfaction_sum), sum(satisfaction_count)
      from helpdesk.dashboard_stats where ${range('bucket')} group by 1, 2`);
    expect(rollup).toMatch(/Index Only Scan using idx_dashboard_stats_bucket/);
    expect(rollup).toMatch(/Index Cond: \(\(tenant_id = .*\) AND \(bucket >= .*\) AND \(bucket < /);
    // The one row of what the dataset has archived, and layers that are empty here.
    expect(rollup).not.toMatch(
      /Seq Scan on (?!datasets|folded_buckets|dashboard_stats_delta|dashboard_stats_archive)/,
    );

    const table = await plan(`
      select date_trunc('day', created_at, 'UTC'), channel, count(*), avg(resolved_at - created_at), avg(satisfaction_score)
      from helpdesk.tickets where ${range('created_at')} group by 1, 2`);
    expect(table).toMatch(/Index Only Scan using tickets_2026_02_/);
    expect(table).toMatch(/Index Cond: \(\(tenant_id = .*\) AND \(created_at >= .*\) AND \(created_at < /);
    expect(table).not.toMatch(/Seq Scan|tickets_2026_01|tickets_2026_03|tickets_default/);
  });

  test('an agent, a customer and a ticket are found by an index', async () => {
    for (const column of ['agent_id', 'customer_id', 'id']) {
      const found = await plan(
        `select subject from helpdesk.tickets where ${column} = '${id(1)}' and created_at >= '2026-02-01T00:00:00Z'::timestamptz
         and created_at < '2026-03-01T00:00:00Z'::timestamptz`,
      );
      expect(found, column).toMatch(new RegExp(`tickets_2026_02_tenant_id_${column}`));
    }
  });

  test('no unique key tells of another tenant: each leads with tenant_id', async () => {
    expect(
      await database.asAdmin(`
        select i.indexrelid::regclass::text as name
        from pg_index as i
        join pg_class as c on c.oid = i.indrelid
        where i.indisunique and c.relnamespace::regnamespace::text in ('helpdesk', 'helpdesk_rollup') and c.relkind in ('r', 'p', 'm')
          and (select attname from pg_attribute where attrelid = i.indrelid and attnum = i.indkey[0]) <> 'tenant_id'`),
    ).toEqual([]);
    await insertSample(database, ONE, 'helpdesk.organisations');
    await insertSample(database, OTHER, 'helpdesk.organisations');
    await expect(insertSample(database, ONE, 'helpdesk.organisations')).rejects.toMatchObject({
      code: '23505',
    });
  });
});
