import pg from 'pg';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import { id, ONE, OTHER } from './sample-tenant.js';
import { insertTicketPopulation } from './ticket-population.js';

const ROLLUP = 'helpdesk.dashboard_stats';
const DAYS = 90;

/** What the stale days of the rollup are, what the barrier view says of the others, and what the table says of them: one snapshot. */
const COMPARISON = `
  with stale as (select unnest(stale) as day from sluice.rollup_conditions where rollup = '${ROLLUP}'),
    kept as (
      select bucket, channel, tickets, resolved, customers from helpdesk.dashboard_stats
      where date_trunc('day', bucket, 'UTC') not in (select day from stale)),
    computed as (
      select date_trunc('day', created_at, 'UTC'), channel, count(*), count(resolved_at), count(distinct customer_id)
      from helpdesk.tickets where date_trunc('day', created_at, 'UTC') not in (select day from stale) group by 1, 2)
  select (select count(*)::int from stale) as stale,
    (select count(*)::int from ((table kept except all table computed) union all (table computed except all table kept)) d) as wrong`;

describe.each(postgresVersions)('the layers of a rollup on PostgreSQL $version', (server) => {
  let populated: TestDatabase;
  let database: TestDatabase;

  beforeAll(async () => {
    populated = await createTestDatabase(server);
    await insertTicketPopulation(populated, 2_000);
    await populated.asMaintainer(null, 'select helpdesk.refresh_dashboard_views()');
  });
  beforeEach(async () => {
    database = await populated.copy();
  });

  const compare = async (tenantId = ONE): Promise<{ stale: number; wrong: number }> => {
    const [row] = await database.asTenant(tenantId, COMPARISON);
    return row as { stale: number; wrong: number };
  };
  const fold = async (tenantId: string | null = null): Promise<number> => {
    const [row] = await database.asMaintainer(null, 'select buckets::int from sluice.fold_rollup($1, $2)', [
      ROLLUP,
      tenantId,
    ]);
    return row?.['buckets'] as number;
  };
  const change = (tenantId: string, day: string): Promise<unknown> =>
    database.asAdmin(
      `update helpdesk.tickets set channel = 'phone' where tenant_id = $1 and date_trunc('day', created_at, 'UTC') = $2`,
      [tenantId, day],
    );
  const connect = async (url = database.maintainerUrl): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return client;
  };

  test('what changed is stale until it is folded, and right from then on', async () => {
    expect(await compare()).toEqual({ stale: 0, wrong: 0 });
    await change(ONE, '2026-02-03');
    await change(ONE, '2026-02-05');
    expect(await compare()).toEqual({ stale: 2, wrong: 0 });
    expect(await fold()).toBe(2);
    expect(await compare()).toEqual({ stale: 0, wrong: 0 });
    expect(await fold()).toBe(0);
    const folded = await database.asTenant(
      ONE,
      `select bucket from sluice.folded_buckets_of_tenant where rollup = '${ROLLUP}'`,
    );
    expect(folded).toHaveLength(2);
  });

  test('a bucket that has become empty is remembered as such', async () => {
    await database.asAdmin(
      `delete from helpdesk.tickets where tenant_id = $1 and date_trunc('day', created_at, 'UTC') = '2026-02-03'`,
      [ONE],
    );
    await fold();
    expect(await compare()).toEqual({ stale: 0, wrong: 0 });
    const rows = await database.asTenant(
      ONE,
      `select from helpdesk.dashboard_stats where bucket = '2026-02-03'`,
    );
    expect(rows).toEqual([]);
  });

  test('a bucket is folded as often as it changes, and the delta counts its rows once', async () => {
    for (const channel of ['chat', 'web', 'email']) {
      await database.asAdmin(
        `update helpdesk.tickets set channel = $2 where tenant_id = $1 and date_trunc('day', created_at, 'UTC') = '2026-02-03'`,
        [ONE, channel],
      );
      await fold();
    }
    expect(await compare()).toEqual({ stale: 0, wrong: 0 });
    const [state] = await database.asNobody(
      `select delta_rows::int from sluice.rollup_states() where view_name = '${ROLLUP}'`,
    );
    expect(state?.['delta_rows']).toBe(1);
  });

  test('a refresh in full empties the delta', async () => {
    await change(ONE, '2026-02-03');
    await fold();
    await change(ONE, '2026-02-04');
    await database.asMaintainer(null, 'select sluice.refresh_rollup($1)', [ROLLUP]);
    expect(await compare()).toEqual({ stale: 0, wrong: 0 });
    const [left] = await database.asOwner(
      `select (select count(*)::int from helpdesk_rollup.dashboard_stats_delta) as delta,
         (select count(*)::int from sluice.folded_buckets where rollup = '${ROLLUP}') as buckets,
         (select delta_rows::int from sluice.rollups where rollup = '${ROLLUP}') as counted`,
    );
    expect(left).toEqual({ delta: 0, buckets: 0, counted: 0 });
  });

  test('one tenant alone can be folded; the others stay as they are', async () => {
    await change(ONE, '2026-02-03');
    await change(OTHER, '2026-02-03');
    const rows = await database.asMaintainer(
      null,
      'select view_name, buckets::int from helpdesk.refresh_organization_views($1)',
      [ONE],
    );
    expect(rows).toHaveLength(7);
    expect(rows.map((row) => row['buckets'])).toEqual(Array(7).fill(1));
    expect(await compare(ONE)).toEqual({ stale: 0, wrong: 0 });
    expect(await compare(OTHER)).toEqual({ stale: 1, wrong: 0 });
    await change(ONE, '2026-02-03');
    expect(await compare(ONE)).toEqual({ stale: 1, wrong: 0 });
    expect(await fold()).toBe(2);
    expect(await compare(ONE)).toEqual({ stale: 0, wrong: 0 });
    expect(await compare(OTHER)).toEqual({ stale: 0, wrong: 0 });
  });

  test('what is written while a fold runs stays stale', async () => {
    await change(ONE, '2026-02-03');
    const folding = await connect();
    const writing = await connect(database.adminUrl);
    try {
      await writing.query('begin');
      await writing.query(
        `update helpdesk.tickets set channel = 'chat' where tenant_id = $1 and date_trunc('day', created_at, 'UTC') = '2026-02-03'`,
        [ONE],
      );
      await folding.query('begin');
      await folding.query('select sluice.fold_rollup($1)', [ROLLUP]);
      await writing.query('commit');
      await folding.query('commit');
      expect(await compare()).toEqual({ stale: 1, wrong: 0 });
      await fold();
      expect(await compare()).toEqual({ stale: 0, wrong: 0 });
    } finally {
      await folding.end();
      await writing.end();
    }
  });

  test('a reader sees one state from its first statement to its last, whatever is folded and refreshed meanwhile', async () => {
    const reading = await connect(database.gatewayUrl);
    try {
      await reading.query('begin isolation level repeatable read read only');
      await reading.query(`select set_config('app.current_tenant_id', $1, true)`, [ONE]);
      const before = (await reading.query(COMPARISON)).rows as unknown[];
      await change(ONE, '2026-02-03');
      await fold();
      await change(ONE, '2026-02-04');
      await database.asMaintainer(null, 'select sluice.refresh_rollup($1)', [ROLLUP]);
      expect((await reading.query(COMPARISON)).rows).toEqual(before);
      await reading.query('commit');
    } finally {
      await reading.end();
    }
    expect(await compare()).toEqual({ stale: 0, wrong: 0 });
  });

  test('the second of two folds or refreshes at once is refused and does not wait', async () => {
    const folding = await connect();
    try {
      await folding.query('begin');
      await folding.query('select sluice.fold_rollup($1)', [ROLLUP]);
      await expect(fold()).rejects.toMatchObject({ code: '55P03' });
      await expect(
        database.asMaintainer(null, 'select sluice.refresh_rollup($1)', [ROLLUP]),
      ).rejects.toMatchObject({ code: '55P03' });
      await folding.query('rollback');
      expect(await fold()).toBe(0);
    } finally {
      await folding.end();
    }
  });

  test('a rollup and a tenant that do not exist are named', async () => {
    await expect(
      database.asMaintainer(null, `select sluice.fold_rollup('helpdesk.nothing')`),
    ).rejects.toThrow('There is no rollup helpdesk.nothing');
    await expect(
      database.asMaintainer(null, 'select helpdesk.refresh_organization_views($1)', [id(99)]),
    ).rejects.toThrow(`There is no tenant ${id(99)}`);
  });

  describe('and its archive', () => {
    const RETENTION = `(extract(year from age(date_trunc('month', now()), '2026-03-01')) * 12
      + extract(month from age(date_trunc('month', now()), '2026-03-01')))::int`;
    /** Archives January and February 2026. */
    const archive = (): Promise<unknown> =>
      database.asMaintainer(null, `select sluice.archive_old_rows('helpdesk.tickets', ${RETENTION})`);
    const dropArchived = async (): Promise<string[]> => {
      const rows = await database.asMaintainer(
        null,
        `select sluice.drop_old_partitions('helpdesk.tickets', ${RETENTION}) as name`,
      );
      return rows.map((row) => String(row['name']));
    };
    const figures = async (): Promise<unknown> =>
      database.asTenant(
        ONE,
        `select bucket, channel, tickets, resolved, customers from helpdesk.dashboard_stats order by bucket, channel`,
      );

    test('keeps what a rollup says when the rows are dropped, through folds and refreshes', async () => {
      await change(ONE, '2026-01-03');
      await fold();
      await change(ONE, '2026-01-04');
      const [tickets] = await database.asAdmin(
        `select jsonb_agg(t order by day, channel) as truth from (
           select date_trunc('day', created_at, 'UTC') as day, channel, count(*) as n from helpdesk.tickets where tenant_id = $1 group by 1, 2) t`,
        [ONE],
      );
      const say = async (): Promise<unknown> => {
        const [row] = await database.asTenant(
          ONE,
          `select jsonb_agg(t order by day, channel) as truth from (
             select bucket as day, channel, tickets as n from helpdesk.dashboard_stats) t`,
        );
        return row?.['truth'];
      };
      await archive();
      expect(await say()).toEqual(tickets?.['truth']);
      const dropped = await dropArchived();
      expect(dropped).toContain('helpdesk.tickets_2026_01');
      expect(dropped).toContain('helpdesk.tickets_2026_02');
      expect(dropped).not.toContain('helpdesk.tickets_2026_03');
      expect(await say()).toEqual(tickets?.['truth']);
      await change(ONE, '2026-03-04');
      await fold();
      await database.asMaintainer(null, 'select sluice.refresh_rollup($1)', [ROLLUP]);
      const before = await figures();
      await database.asMaintainer(null, 'select helpdesk.refresh_dashboard_views()');
      expect(await figures()).toEqual(before);
      // A second archiving of the same months finds nothing to do.
      await archive();
      expect(await dropArchived()).toEqual([]);
      expect(await figures()).toEqual(before);
      const [row] = await database.asOwner(
        `select count(*)::int as n, count(distinct date_trunc('day', bucket, 'UTC'))::int as days
         from helpdesk.tickets right join helpdesk_rollup.dashboard_stats_archive on false`,
      );
      expect(row?.['days']).toBeLessThan(DAYS);
    });

    test('is made before rows are dropped', async () => {
      await expect(dropArchived()).rejects.toThrow('are not archived');
    });

    test('takes no more rows: neither by insert nor by update, whatever the isolation level', async () => {
      const row = `(tenant_id, id, created_at, updated_at, subject, status, channel)
        values ('${ONE}', '${id(5000)}', '2026-01-15', '2026-01-15', 'Late', 'open', 'email')`;
      const old = await connect(database.adminUrl);
      try {
        await old.query('begin isolation level repeatable read');
        await old.query('select count(*) from sluice.tenants');
        await archive();
        await expect(database.asAdmin(`insert into helpdesk.tickets ${row}`)).rejects.toThrow('are archived');
        await expect(
          database.asAdmin(
            `update helpdesk.tickets set created_at = '2026-01-15' where tenant_id = $1 and created_at >= '2026-03-01'`,
            [ONE],
          ),
        ).rejects.toThrow('are archived');
        // Its snapshot knows nothing of the archive; it must not get past it all the same.
        await expect(old.query(`insert into helpdesk.tickets ${row}`)).rejects.toMatchObject({
          code: '40001',
        });
      } finally {
        await old.end();
      }
      await dropArchived();
      await expect(database.asAdmin(`insert into helpdesk.tickets ${row}`)).rejects.toThrow('are archived');
    });

    test('waits for those who are writing to the months it adds up', async () => {
      const writing = await connect(database.adminUrl);
      try {
        await writing.query('begin');
        await writing.query(
          `insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, channel)
           values ('${ONE}', '${id(5001)}', '2026-01-15', '2026-01-15', 'In time', 'open', 'walk_in')`,
        );
        const archiving = archive();
        await writing.query('commit');
        await archiving;
      } finally {
        await writing.end();
      }
      const rows = await database.asTenant(
        ONE,
        `select tickets::int as tickets from helpdesk.dashboard_stats where bucket = '2026-01-15' and channel = 'walk_in'`,
      );
      expect(rows).toEqual([{ tickets: 1 }]);
    });

    test('rows are dropped only when nobody has a snapshot from before it', async () => {
      const reading = await connect(database.gatewayUrl);
      try {
        await reading.query('begin isolation level repeatable read read only');
        await reading.query(`select set_config('app.current_tenant_id', $1, true)`, [ONE]);
        await archive();
        let isDropped = false;
        const dropping = dropArchived().then(() => (isDropped = true));
        const [count] = (await reading.query('select count(*)::int as n from helpdesk.tickets')).rows as {
          n: number;
        }[];
        expect(count?.n).toBe(500);
        expect(isDropped).toBe(false);
        await reading.query('commit');
        await dropping;
      } finally {
        await reading.end();
      }
    });

    test('gives the data another version, for cached answers from the table', async () => {
      const version = async (): Promise<unknown> => {
        const [row] = await database.asTenant(
          ONE,
          `select version::int from sluice.dataset_conditions where dataset = 'helpdesk.tickets'`,
        );
        return row?.['version'];
      };
      const before = await version();
      await archive();
      expect(await version()).toBe((before as number) + 1);
    });
  });
});
