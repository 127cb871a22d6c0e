import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { writeDefinitions } from '../../../src/analytics/definition/write-definitions.js';
import { datasetsOf } from '../../../src/analytics/graphql/bind-datasets.js';
import type { Dataset } from '../../../src/analytics/model/dataset.js';
import { createSluiceSchema } from '../../../src/domains/schema.js';
import { migrate } from '../../../src/migrations/migrate.js';
import { SQL_ROOT } from '../../../src/migrations/sql-file.js';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../../setup/test-database.js';
import { id, ONE, OTHER } from '../../sql/sample-tenant.js';
import { CALLS_PARTS, CALLS_TABLE, declareCalls } from './calls-dataset.js';
import { openCallsGateway } from './calls-gateway.js';

const COLUMNS = 'answered, calls, ended, length_us, seconds, price, dearest, callers';

/** What the view should say, written another way than the generator does. */
const BASE = `
  select tenant_id, date_trunc('hour', started_at at time zone 'UTC') at time zone 'UTC' as bucket, line,
    sum(case when is_answered then 1 else 0 end)::bigint as answered,
    sum(1)::bigint as calls,
    sum(case when ended_at is null then 0 else 1 end)::bigint as ended,
    sum(extract(epoch from ended_at) * 1000000 - extract(epoch from started_at) * 1000000)::bigint as length_us,
    sum(seconds::bigint)::bigint as seconds,
    sum(price) as price,
    max(price) as dearest,
    cardinality(array_agg(distinct caller_id) filter (where is_answered and caller_id is not null)) as callers
  from helpdesk.calls group by 1, 2, 3`;

const VIEW = `select tenant_id, bucket, line, ${COLUMNS.replace('callers', 'callers::int')} from helpdesk.calls_by_line`;

/** An author's way: a table, a class, `npm run generate`, `sluice migrate`. */
describe.each(postgresVersions)('a rollup of a dataset of one’s own on PostgreSQL $version', (server) => {
  let database: TestDatabase;
  let sqlRoot: string;

  const generate = (calls: Dataset): Promise<string[]> =>
    writeDefinitions([...datasetsOf(createSluiceSchema()), calls], sqlRoot);
  const bringIn = async (): Promise<string[]> => (await migrate({ url: database.adminUrl, sqlRoot })).applied;

  /** Rows by which the view and the table differ, for both tenants. */
  const differences = async (): Promise<unknown[]> => {
    const ofTenant = (tenant: string): Promise<unknown[]> =>
      database.asTenant(
        tenant,
        `with said as (${VIEW}), true_ as (${BASE.replaceAll('cardinality(', 'coalesce(cardinality(').replace(') as callers', '), 0) as callers')})
         (table said except all table true_) union all (table true_ except all table said)`,
      );
    return [...(await ofTenant(ONE)), ...(await ofTenant(OTHER))];
  };
  const rowsOf = async (relation: string, condition = 'true'): Promise<number> => {
    const [row] = await database.asOwner(
      `select count(*)::int as n from helpdesk_rollup.${relation} where ${condition}`,
    );
    return row!['n'] as number;
  };
  const fold = (): Promise<unknown> =>
    database.asMaintainer(null, `select sluice.fold_rollup('helpdesk.calls_by_line')`);
  const refresh = (): Promise<unknown> =>
    database.asMaintainer(null, `select sluice.refresh_rollup('helpdesk.calls_by_line')`);
  const insert = (tenant: string, n: number, at: string, more = `'sales', true, '${id(1)}', 60, 1.50`) =>
    database.asOwner(
      `insert into helpdesk.calls (tenant_id, id, started_at, line, is_answered, caller_id, seconds, price)
       values ('${tenant}', '${id(n)}', '${at}', ${more})`,
    );

  beforeAll(async () => {
    database = await createTestDatabase(server);
    sqlRoot = mkdtempSync(join(tmpdir(), 'sluice-sql-'));
    cpSync(SQL_ROOT, sqlRoot, { recursive: true });
    writeFileSync(join(sqlRoot, 'migrations/9001_calls.sql'), CALLS_TABLE);
    expect(await generate(declareCalls())).toEqual([
      'datasets/helpdesk.calls.sql',
      'rollups/helpdesk.calls_by_line.sql',
    ]);
    expect(await bringIn()).toEqual([
      'migrations/9001_calls',
      'datasets/helpdesk.calls',
      'rollups/helpdesk.calls_by_line',
    ]);
    await database.asOwner(
      `insert into sluice.tenants (id, name) values ('${ONE}', 'One'), ('${OTHER}', 'Other')`,
    );
  });

  beforeEach(async () => {
    await database.asOwner(`
      delete from helpdesk_rollup.calls_by_line_archive;
      update sluice.datasets set archived_until = '-infinity' where name = 'helpdesk.calls';
      delete from helpdesk.calls;
      insert into helpdesk.calls (tenant_id, id, started_at, ended_at, line, is_answered, caller_id, seconds, price)
      select case when n % 4 = 0 then '${ONE}' else '${OTHER}' end::uuid, md5('call ' || n)::uuid, at,
        case when n % 5 > 0 then at + n * interval '1.000001 seconds' end, nullif('line ' || n % 3, 'line 0'), n % 3 > 0,
        case when n % 7 > 0 then md5('caller ' || n % 11)::uuid end, nullif(n % 13, 0), nullif(n % 17, 0) / 100.0
      from generate_series(1, 400) as n
      cross join lateral (select timestamptz '2026-03-27 22:15:00Z' + n * interval '17 minutes') as t (at)`);
    await refresh();
  });

  afterAll(() => rmSync(sqlRoot, { recursive: true, force: true }));

  test('says what the table says, and to each tenant its own', async () => {
    expect(await differences()).toEqual([]);
    const [one] = await database.asTenant(ONE, 'select sum(calls)::int as n from helpdesk.calls_by_line');
    expect(one).toEqual({ n: 100 });
    expect(await database.asNobody('select from helpdesk.calls_by_line')).toEqual([]);
    const [description] = await database.asAdmin(
      `select col_description('helpdesk.calls_by_line'::regclass, 3) as words`,
    );
    expect(description).toEqual({ words: "The line that rang; null for nobody's." });
  });

  test('answers questions to its dataset, with the table for what has changed since', async () => {
    const ask = async (): Promise<unknown> => {
      const data = await gateway.ask(
        ONE,
        '{ telephony { calls { rows { at: startedAt(grain: HOUR) line count } explain { rollup } } } }',
      );
      return data['telephony'];
    };
    const table = async (): Promise<unknown> =>
      (
        await database.asTenant(
          ONE,
          `select date_trunc('hour', started_at, 'UTC') as at, line, count(*)::int as count from helpdesk.calls group by 1, 2
           order by 1, line collate "C" nulls last`,
        )
      ).map((row) => ({ ...row, at: (row['at'] as Date).toISOString().replace('.000', '') }));
    const gateway = await openCallsGateway(database);
    try {
      expect(await ask()).toMatchObject({
        calls: { rows: await table(), explain: { rollup: 'helpdesk.calls_by_line' } },
      });
      await insert(ONE, 1, '2026-03-28T23:59:59.999999Z');
      await database.asOwner(
        `delete from helpdesk.calls where started_at >= '2026-03-29T00:00:00Z' and started_at < '2026-03-29T05:00:00Z'`,
      );
      expect(await ask()).toMatchObject({ calls: { rows: await table() } });
      await fold();
      expect(await ask()).toMatchObject({
        calls: { rows: await table(), explain: { rollup: 'helpdesk.calls_by_line' } },
      });
    } finally {
      await gateway.close();
    }
  });

  test('learns of every change, and says what the table says once it is folded', async () => {
    await insert(ONE, 1, '2026-03-28T23:59:59.999999Z');
    await database.asOwner(
      `update helpdesk.calls set line = 'support', tenant_id = '${ONE}' where seconds = 7`,
    );
    await database.asOwner(
      `update helpdesk.calls set started_at = started_at + interval '1 day' where seconds = 5`,
    );
    await database.asOwner(
      `delete from helpdesk.calls where started_at < '2026-03-29T00:00:00Z' and seconds < 4`,
    );
    expect(await differences()).not.toEqual([]);
    const [condition] = await database.asTenant(
      ONE,
      `select pending > 3 as are_many, stale @> array['2026-03-28Z']::timestamptz[] as is_named from sluice.rollup_conditions where rollup = 'helpdesk.calls_by_line'`,
    );
    expect(condition).toEqual({ are_many: true, is_named: true });
    await fold();
    expect(await rowsOf('calls_by_line_delta')).toBeGreaterThan(0);
    expect(await differences()).toEqual([]);
    await refresh();
    expect(await rowsOf('calls_by_line_delta')).toBe(0);
    expect(await differences()).toEqual([]);
  });

  test('remembers a day that has become empty, and a tenant that has lost its rows', async () => {
    await database.asOwner(
      `delete from helpdesk.calls where started_at >= '2026-03-29T00:00:00Z' and started_at < '2026-03-30T00:00:00Z'`,
    );
    await database.asOwner(`delete from helpdesk.calls where tenant_id = '${ONE}'`);
    await fold();
    expect(await differences()).toEqual([]);
    expect(await database.asTenant(ONE, 'select from helpdesk.calls_by_line')).toEqual([]);
  });

  test('folds days of any century, to the microsecond', async () => {
    for (const [n, at] of [
      '0099-03-01T00:00:00Z',
      '1900-02-28T23:59:59.999999Z',
      '1969-12-31T00:00:00Z',
      '1999-12-31T23:00:00Z',
      '2000-01-01T00:00:00Z',
      '2400-02-29T00:00:00Z',
    ].entries())
      await insert(ONE, n, at);
    await refresh();
    await database.asOwner(`update helpdesk.calls set seconds = 2 where tenant_id = '${ONE}'`);
    await fold();
    expect(await differences()).toEqual([]);
  });

  test('follows a truncation, which is refused to a snapshot that may not show all the rows', async () => {
    await expect(
      database.asAdmin('begin isolation level repeatable read; truncate helpdesk.calls; commit'),
    ).rejects.toThrow('helpdesk.calls can be truncated in a READ COMMITTED transaction only.');
    await database.asAdmin('rollback');
    await database.asOwner('truncate helpdesk.calls');
    await fold();
    expect(await differences()).toEqual([]);
    expect(await rowsOf('calls_by_line')).toBeGreaterThan(0);
  });

  describe('is folded', () => {
    const foldDays = async (pairs: readonly (readonly [string, string])[], zone = 'UTC'): Promise<number> => {
      const [row] = await database.asOwner(
        `select helpdesk_rollup.fold_calls_by_line(
           array[${pairs.map(([tenant]) => `'${tenant}'`).join(', ')}]::uuid[],
           array[${pairs.map(([, day]) => `'${day}T00:00:00Z'`).join(', ')}]::timestamptz[])::int as n
         from set_config('timezone', '${zone}', true)`,
      );
      return row!['n'] as number;
    };
    /** Tenant and UTC day of what the delta holds. */
    const deltaDays = async (): Promise<string[]> => {
      const rows = await database.asOwner(
        `select distinct tenant_id || ' ' || to_char(bucket at time zone 'UTC', 'YYYY-MM-DD') as day
         from helpdesk_rollup.calls_by_line_delta order by 1`,
      );
      return rows.map((row) => String(row['day']));
    };

    beforeEach(() => database.asOwner('delete from helpdesk_rollup.calls_by_line_delta'));

    test('by the pairs of tenant and day that are given, and no others', async () => {
      const rows = await foldDays([
        [ONE, '2026-03-28'],
        [OTHER, '2026-03-29'],
        [OTHER, '2031-01-01'],
      ]);
      expect(await deltaDays()).toEqual([`${ONE} 2026-03-28`, `${OTHER} 2026-03-29`]);
      expect(await rowsOf('calls_by_line_delta')).toBe(rows);
      const [whole] = await database.asOwner(
        `with base as (${BASE}) select count(*)::int as n from base
         where (tenant_id, date_trunc('day', bucket, 'UTC')) in (('${ONE}', '2026-03-28Z'), ('${OTHER}', '2026-03-29Z'))`,
      );
      expect(rows).toBe(whole!['n']);
    });

    test('again and again, each time in place of what was there', async () => {
      await foldDays([[ONE, '2026-03-28']]);
      await database.asOwner(
        `delete from helpdesk.calls where tenant_id = '${ONE}' and started_at < '2026-03-28T20:00:00Z'`,
      );
      const rows = await foldDays([[ONE, '2026-03-28']]);
      expect(await rowsOf('calls_by_line_delta')).toBe(rows);
      expect(await rowsOf('calls_by_line_delta', `bucket < '2026-03-28T20:00:00Z'`)).toBe(0);
    });

    test('to nothing where a day has become empty', async () => {
      await foldDays([
        [ONE, '2026-03-28'],
        [ONE, '2026-03-29'],
      ]);
      await database.asOwner(
        `delete from helpdesk.calls where started_at >= '2026-03-28T00:00:00Z' and started_at < '2026-03-29T00:00:00Z'`,
      );
      expect(await foldDays([[ONE, '2026-03-28']])).toBe(0);
      expect(await deltaDays()).toEqual([`${ONE} 2026-03-29`]);
    });

    test.each(['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'])(
      'by UTC days, also in a session in %s while its clocks change',
      async (zone) => {
        // Berlin's clocks are put forward on 29 March 2026: there the day has 23 hours.
        await foldDays(
          [
            [ONE, '2026-03-28'],
            [ONE, '2026-03-29'],
          ],
          zone,
        );
        expect(await deltaDays()).toEqual([`${ONE} 2026-03-28`, `${ONE} 2026-03-29`]);
        const [difference] = await database.asOwner(
          `with folded as (select * from helpdesk_rollup.calls_by_line_delta),
             base as (${BASE}),
             wanted as (select * from base where tenant_id = '${ONE}' and bucket >= '2026-03-28Z' and bucket < '2026-03-30Z')
           select (select count(*)::int from folded) as n, (select count(*)::int from wanted) as wanted,
             (select count(*)::int from folded join wanted using (tenant_id, bucket, calls)
              where folded.line is not distinct from wanted.line) as same`,
        );
        expect(difference!['n']).toBeGreaterThan(0);
        expect(difference).toEqual({
          n: difference!['n'],
          wanted: difference!['n'],
          same: difference!['n'],
        });
      },
    );

    test('to nothing at all where nothing is given', async () => {
      const [row] = await database.asOwner(`select helpdesk_rollup.fold_calls_by_line('{}', '{}')::int as n`);
      expect(row).toEqual({ n: 0 });
    });
  });

  describe('keeps its archive', () => {
    const UNTIL = '2026-03-30T00:00:00Z';
    const archive = (): Promise<unknown> =>
      database.asOwner(`
        select helpdesk_rollup.archive_calls_by_line('-infinity', '${UNTIL}');
        update sluice.datasets set archived_until = '${UNTIL}' where name = 'helpdesk.calls'`);
    const said = (columns = COLUMNS): Promise<unknown> =>
      database.asTenant(
        ONE,
        `select bucket, line, ${columns} from helpdesk.calls_by_line order by bucket, line`,
      );

    test('whose rows take the place of the view’s', async () => {
      const before = await said();
      await archive();
      expect(await said()).toEqual(before);
      await database.asOwner(`delete from helpdesk.calls where started_at < '${UNTIL}'`);
      await refresh();
      expect(await said()).toEqual(before);
      await expect(insert(ONE, 1, '2026-03-29T23:59:59Z')).rejects.toThrow('are archived');
      await insert(ONE, 1, UNTIL);
      await fold();
      expect(await said()).not.toEqual(before);
    });

    test('when it is made anew, with new columns and without old ones', async () => {
      const { seconds: _, ...kept } = CALLS_PARTS;
      const before = await said(COLUMNS.replace('seconds, ', ''));
      await archive();
      await database.asOwner(`delete from helpdesk.calls where started_at < '${UNTIL}'`);
      await insert(ONE, 1, '2026-04-05T00:00:00Z', `null, true, null, null, 0.25`);
      await fold();

      const parts = { ...kept, cheapest: { ...CALLS_PARTS['dearest']!, fn: 'min' as const } };
      expect(await generate(declareCalls({ parts }))).toEqual(['rollups/helpdesk.calls_by_line.sql']);
      expect(await bringIn()).toEqual(['rollups/helpdesk.calls_by_line']);
      const after = (await said(COLUMNS.replace('seconds, ', ''))) as { bucket: Date }[];
      expect(after.filter(({ bucket }) => bucket < new Date('2026-04-05'))).toEqual(before);
      const [row] = await database.asTenant(
        ONE,
        `select count(cheapest) filter (where bucket < '${UNTIL}')::int as archived,
           count(dearest) filter (where bucket < '${UNTIL}') > 0 as had_others,
           min(cheapest) filter (where bucket = '2026-04-05T00:00:00Z') as cheapest from helpdesk.calls_by_line`,
      );
      expect(row).toEqual({ archived: 0, had_others: true, cheapest: '0.25' });
      const [state] = await database.asNobody(
        `select complete_since from sluice.rollup_states() where view_name = 'helpdesk.calls_by_line'`,
      );
      expect(state).toEqual({ complete_since: new Date(UNTIL) });

      // Back as it was, by another way round: nothing is in the way, the archive still has all that it had.
      await generate(declareCalls());
      expect(await bringIn()).toEqual(['rollups/helpdesk.calls_by_line']);
      const again = (await said()) as { bucket: Date }[];
      expect(again.filter(({ bucket }) => bucket < new Date(UNTIL)).length).toBeGreaterThan(0);
      expect(await rowsOf('calls_by_line_archive', 'seconds is not null')).toBeGreaterThan(0);
    });

    test('closed to all but the owner, however often it is made anew', async () => {
      for (let i = 0; i < 2; i++) {
        await generate(declareCalls({ description: `Calls, ${i}.` }));
        await bringIn();
        expect(
          await database.asAdmin(
            `select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as is_closed, array_agg(p.polname)::text as policies
             from pg_class as c left join pg_policy as p on p.polrelid = c.oid
             where c.relnamespace = 'helpdesk_rollup'::regnamespace and c.relname like 'calls%' and c.relkind = 'r'
             group by 1, 2 order by 1`,
          ),
        ).toEqual(
          ['calls_by_line_archive', 'calls_by_line_delta'].map((name) => ({
            name,
            is_closed: true,
            policies: '{all_owner}',
          })),
        );
      }
      await generate(declareCalls());
      await bringIn();
    });
  });
});
