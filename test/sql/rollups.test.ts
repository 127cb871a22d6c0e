import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import { ONE, OTHER } from './sample-tenant.js';
import { insertTicketPopulation } from './ticket-population.js';

/** The parts that every rollup has, written another way than in `sql/rollups`. */
const CORE = `
  sum(1)::bigint as tickets,
  sum(case when resolved_at is null then 0 else 1 end)::bigint as resolved,
  sum(extract(epoch from resolved_at) * 1000000 - extract(epoch from created_at) * 1000000)::bigint as resolution_us,
  sum(case when first_responded_at is null then 0 else 1 end)::bigint as first_responses,
  sum(extract(epoch from first_responded_at) * 1000000 - extract(epoch from created_at) * 1000000)::bigint as first_response_us,
  sum(case when sla_breached is null then 0 else 1 end)::bigint as sla_known,
  sum(case when sla_breached then 1 else 0 end)::bigint as sla_breaches,
  sum(case when satisfaction_score is null then 0 else 1 end)::bigint as satisfaction_count,
  sum(satisfaction_score)::bigint as satisfaction_sum`;

const ROLLUPS = [
  {
    name: 'dashboard_stats',
    grain: 'day',
    dimensions: 'channel',
    more: `, sum(case when status in ('new', 'open', 'pending') then 1 else 0 end)::bigint as open_tickets,
      sum(case when status in ('resolved', 'closed') then 1 else 0 end)::bigint as resolved_tickets,
      coalesce(cardinality(array_agg(distinct customer_id) filter (where customer_id is not null)), 0)::bigint as customers`,
  },
  {
    name: 'agent_performance',
    grain: 'day',
    dimensions: 'agent_id',
    more: ', min(satisfaction_score) as satisfaction_min, max(satisfaction_score) as satisfaction_max',
  },
  { name: 'customer_stats', grain: 'day', dimensions: 'customer_id', more: '' },
  { name: 'sla_performance', grain: 'day', dimensions: 'priority, sla_breached', more: '' },
  { name: 'ticket_trends', grain: 'hour', dimensions: 'status', more: '' },
  { name: 'channel_performance', grain: 'hour', dimensions: 'channel', more: '' },
  { name: 'category_performance', grain: 'day', dimensions: 'category', more: '' },
] as const;

function baseSelect({ grain, dimensions, more }: (typeof ROLLUPS)[number]): string {
  return `select tenant_id, date_trunc('${grain}', created_at at time zone 'UTC') at time zone 'UTC' as bucket, ${dimensions}, ${CORE} ${more}
    from helpdesk.tickets group by 1, 2, ${dimensions}`;
}

describe.each(postgresVersions)('rollups on PostgreSQL $version', (server) => {
  let database: TestDatabase;

  const refresh = () =>
    database.asMaintainer(null, 'select view_name, row_count::int from helpdesk.refresh_dashboard_views()');

  const expectEqualToBase = async (): Promise<void> => {
    for (const rollup of ROLLUPS) {
      const difference = await database.asOwner(`
        with kept as (select * from helpdesk_rollup.${rollup.name}), computed as (${baseSelect(rollup)})
        (table kept except all table computed) union all (table computed except all table kept)`);
      expect(difference, rollup.name).toEqual([]);
    }
  };

  beforeAll(async () => {
    database = await createTestDatabase(server);
  });

  test('can be read before anything is in them', async () => {
    for (const { name } of ROLLUPS)
      expect(await database.asTenant(ONE, `select from helpdesk.${name}`)).toEqual([]);
    const states = await database.asNobody(
      `select view_name, row_count, table_rows, first_bucket from sluice.rollup_states() where view_name like 'helpdesk.%'`,
    );
    expect(states).toEqual(
      ROLLUPS.map(({ name }) => `helpdesk.${name}`)
        .sort()
        .map((name) => ({ view_name: name, row_count: '0', table_rows: '0', first_bucket: null })),
    );
  });

  test('are all there is in helpdesk_rollup, and each has a barrier view of its name', async () => {
    expect(
      await database.asAdmin(`
        select m.matviewname as name, coalesce(c.reloptions, '{}') @> '{security_barrier=true}' as has_barrier
        from pg_matviews as m
        left join pg_class as c on c.relnamespace = 'helpdesk'::regnamespace and c.relname = m.matviewname and c.relkind = 'v'
        where m.schemaname = 'helpdesk_rollup' order by 1`),
    ).toEqual(
      ROLLUPS.map(({ name }) => name)
        .sort()
        .map((name) => ({ name, has_barrier: true })),
    );
    expect(
      await database.asAdmin(
        `select matviewname from pg_matviews where schemaname not in ('helpdesk_rollup', 'outreach_rollup')`,
      ),
    ).toEqual([]);
  });

  test('equal the table after the first refresh, which says what it did', async () => {
    await insertTicketPopulation(database, 3_000);
    const refreshed = await refresh();
    expect(refreshed.map((row) => row['view_name'])).toEqual(
      ROLLUPS.map(({ name }) => `helpdesk.${name}`).sort(),
    );
    await expectEqualToBase();
    const states = await database.asNobody(`
      select view_name, row_count::int, table_rows::int, first_bucket, last_bucket, refreshed_at <= now() as is_past
      from sluice.rollup_states() where view_name like 'helpdesk.%'`);
    expect(states).toHaveLength(ROLLUPS.length);
    for (const [index, state] of states.entries()) {
      const lastBucket = ['helpdesk.channel_performance', 'helpdesk.ticket_trends'].includes(
        String(state['view_name']),
      )
        ? new Date('2026-03-31T23:00:00Z')
        : new Date('2026-03-31T00:00:00Z');
      expect(state).toEqual({
        ...refreshed[index],
        table_rows: 3_000,
        first_bucket: new Date('2026-01-01T00:00:00Z'),
        last_bucket: lastBucket,
        is_past: true,
      });
    }
  });

  test('equal the table after changes of every kind, refreshed while somebody reads them', async () => {
    const reader = new pg.Client({ connectionString: database.gatewayUrl });
    await reader.connect();
    try {
      await reader.query('begin isolation level repeatable read');
      await reader.query(`select set_config('app.current_tenant_id', $1, true)`, [ONE]);
      const read = async (): Promise<unknown> =>
        (
          await reader.query(
            'select sum(tickets) as n, sum(resolution_us) as us from helpdesk.dashboard_stats',
          )
        ).rows;
      const before = await read();

      await database.asOwner(`delete from helpdesk.tickets where created_at < '2026-01-10T00:00:00Z'`);
      await database.asOwner(
        `update helpdesk.tickets set channel = 'social' where created_at < '2026-01-20T00:00:00Z'`,
      );
      await database.asOwner(
        `update helpdesk.tickets set tenant_id = '${OTHER}' where created_at >= '2026-03-20T00:00:00Z'`,
      );
      await database.asOwner(
        `update helpdesk.tickets set agent_id = null, category = null where id < '10000000-0000-0000-0000-000000000000'`,
      );
      // The reader's lock would hold a plain refresh up until it ended, which it does only after this.
      await refresh();
      await expectEqualToBase();
      expect(await read()).toEqual(before);
      await reader.query('commit');
      await reader.query('begin');
      await reader.query(`select set_config('app.current_tenant_id', $1, true)`, [ONE]);
      expect(await read()).not.toEqual(before);
      await reader.query('commit');
    } finally {
      await reader.end();
    }
  });

  test('equal the table in what their views say, once the days that have changed are folded', async () => {
    await database.asOwner(`
      delete from helpdesk.tickets where created_at >= '2026-02-01T00:00:00Z' and created_at < '2026-02-02T00:00:00Z';
      update helpdesk.tickets set status = 'closed', resolved_at = created_at + interval '1 hour', sla_breached = not sla_breached
        where created_at >= '2026-02-03T00:00:00Z' and created_at < '2026-02-05T12:00:00Z';
      update helpdesk.tickets set tenant_id = '${ONE}', priority = null
        where tenant_id = '${OTHER}' and created_at >= '2026-02-07T00:00:00Z' and created_at < '2026-02-08T00:00:00Z';
      insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, channel, satisfaction_score)
        select '${OTHER}', gen_random_uuid(), at, at, 'Late', 'new', 'social', 5
        from generate_series('2025-12-31T23:30:00Z'::timestamptz, '2026-01-02', interval '1 hour') as at`);
    for (const rollup of ROLLUPS) {
      const [folded] = await database.asMaintainer(
        null,
        'select buckets::int, rows::int from sluice.fold_rollup($1)',
        [`helpdesk.${rollup.name}`],
      );
      expect(folded, rollup.name).toEqual({ buckets: 12, rows: expect.any(Number) as number });
      for (const tenant of [ONE, OTHER]) {
        const difference = await database.asTenant(
          tenant,
          `with said as (select * from helpdesk.${rollup.name}), computed as (${baseSelect(rollup)})
           (table said except all table computed) union all (table computed except all table said)`,
        );
        expect(difference, rollup.name).toEqual([]);
      }
    }
    await refresh();
    await expectEqualToBase();
  });

  test('stay as they are when nothing has changed', async () => {
    const first = await refresh();
    expect(await refresh()).toEqual(first);
    await expectEqualToBase();
  });

  test('can be refreshed by two at once', async () => {
    const refreshes = Array.from({ length: 2 }, async () => {
      const client = new pg.Client({ connectionString: database.maintainerUrl });
      await client.connect();
      try {
        return (await client.query('select from helpdesk.refresh_dashboard_views()')).rowCount;
      } finally {
        await client.end();
      }
    });
    expect(await Promise.all(refreshes)).toEqual([ROLLUPS.length, ROLLUPS.length]);
    await expectEqualToBase();
  });

  test.each(ROLLUPS)('$name shows nobody anything and a tenant its own', async ({ name }) => {
    expect(await database.asNobody(`select from helpdesk.${name}`)).toEqual([]);
    expect(await database.asTenant(ONE, `select from helpdesk.${name} where tenant_id = '${OTHER}'`)).toEqual(
      [],
    );
    for (const tenant of [ONE, OTHER]) {
      const seen = await database.asTenant(
        tenant,
        `select tenant_id, sum(tickets) as n from helpdesk.${name} group by 1`,
      );
      const counted = await database.asTenant(
        tenant,
        `select tenant_id, count(*)::numeric as n from helpdesk.tickets group by 1`,
      );
      expect(seen).toEqual(counted);
      expect(seen).toHaveLength(1);
    }
  });

  test('are not emptied where the owner has lost its sight of the table: the refresh fails instead', async () => {
    await database.asOwner('drop policy all_owner on helpdesk.tickets');
    await expect(refresh()).rejects.toMatchObject({
      message: expect.stringContaining('sluice_owner does not see every row of helpdesk.tickets') as string,
      hint: expect.stringContaining('create policy all_owner on helpdesk.tickets') as string,
    });
    await database.asOwner(
      'create policy all_owner on helpdesk.tickets to sluice_owner using (true) with check (true)',
    );
    await expectEqualToBase();

    await database.asOwner(
      `create policy narrow on helpdesk.tickets as restrictive to sluice_owner using (tenant_id <> '${OTHER}')`,
    );
    await expect(refresh()).rejects.toThrow(/does not see every row/);
    await database.asOwner('drop policy narrow on helpdesk.tickets');
    await expectEqualToBase();
  });

  test('are not refreshed into something that lacks a tenant', async () => {
    await database.asOwner(`
      drop view helpdesk.category_performance;
      alter materialized view helpdesk_rollup.category_performance rename to whole;
      create materialized view helpdesk_rollup.category_performance as
        select * from helpdesk_rollup.whole where tenant_id <> '${OTHER}';
      create unique index on helpdesk_rollup.category_performance (tenant_id, bucket, category) nulls not distinct`);
    await expect(refresh()).rejects.toThrow(
      'After its refresh helpdesk_rollup.category_performance lacks 1 of 2 tenants.',
    );
  });
});
