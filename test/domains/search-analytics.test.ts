import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgresVersions } from '../setup/test-database.js';
import {
  createTicketsFixture,
  EMPTY_TENANT,
  OTHER_TENANT,
  TENANT,
  type AskOptions,
  type TicketsFixture,
} from '../analytics/support/tickets-fixture.js';

/** 2,000 searches of ours in 40 days, and some of the other tenant's. */
const INSERT_SEARCHES = `
  select setseed(0.3);
  insert into sluice.searches (tenant_id, id, created_at, query, normalized_query, language, types, result_count, is_exact, has_result,
    corrected_query, is_corrected, duration_us, opened_at)
  select case when n % 10 = 0 then '${OTHER_TENANT}' else '${TENANT}' end::uuid, md5('search ' || n)::uuid, at, query, query,
    (array['en', 'de', null])[1 + n % 3], '{TICKET}', found, true, found > 0,
    case when n % 17 = 0 then 'other' end, n % 17 = 0, (random() * 100000)::bigint, case when found > 0 and n % 4 > 1 then at + interval '5 seconds' end
  from (
    select n, timestamptz '2025-11-19Z' - random() * interval '40 days' as at, 'query ' || floor(random() ^ 2 * 30) as query,
      greatest(0, floor(random() * 20) - 4)::bigint as found
    from generate_series(1, 2000) as n
  ) as s;
  insert into sluice.search_openings (tenant_id, created_at, search_id, record_type, record_id, position)
  select tenant_id, opened_at, id, (array['ticket', 'canned_response'])[1 + extract(minute from created_at)::int % 2],
    md5('record ' || extract(second from created_at)::int / 10)::uuid, nullif(extract(minute from created_at)::int % 6, 0)
  from sluice.searches where opened_at is not null;
  analyze sluice.searches`;

describe.each(postgresVersions)('searchAnalytics on PostgreSQL $version', (server) => {
  let fixture: TicketsFixture;

  beforeAll(async () => {
    fixture = await createTicketsFixture(server);
    await fixture.database.asAdmin(INSERT_SEARCHES);
  });
  afterAll(() => fixture.close());

  const ask = async (fields: string, options: AskOptions = {}): Promise<Record<string, unknown>> => {
    const { data, errors } = await fixture.ask(`{ searchAnalytics { ${fields} } }`, options);
    expect(errors).toEqual([]);
    return (data as unknown as { searchAnalytics: Record<string, unknown> }).searchAnalytics;
  };

  test.each(['searches', 'openings'])('refuses %s to a token without the scope "records"', async (field) => {
    const { errors } = await fixture.ask(`{ searchAnalytics { ${field} { totals { count } } } }`, {
      scopes: ['helpdesk:read', 'pii', 'explain', 'operator'],
    });
    expect(errors.map(({ extensions }) => extensions)).toEqual([{ code: 'FORBIDDEN', scope: 'records' }]);
  });

  test('shows a tenant its own log alone', async () => {
    const fields = 'searches { totals { count p95DurationMs } } openings { totals { count avgPosition } }';
    expect(await ask(fields, { tenantId: EMPTY_TENANT })).toEqual({
      searches: { totals: { count: 0, p95DurationMs: null } },
      openings: { totals: { count: 0, avgPosition: null } },
    });
    expect(await ask(fields, { tenantId: OTHER_TENANT })).toMatchObject({
      searches: { totals: { count: 200 } },
    });
    expect(await ask(fields)).toMatchObject({ searches: { totals: { count: 1_800 } } });
  });

  test('says as plain SQL does how searches fare, day by day', async () => {
    const { searches } = await ask(`searches(timezone: "Europe/Berlin") { rows {
      createdAt(grain: DAY) count withResults withoutResult noResultRate opened successRate
      avgDurationMs p50DurationMs p95DurationMs p99DurationMs
    } }`);
    const expected = await fixture.database.asOwner(
      `select count(*)::int as count, (count(*) filter (where result_count > 0))::int as "withResults",
         (count(*) filter (where result_count = 0))::int as "withoutResult", avg((result_count = 0)::int)::float8 as "noResultRate",
         count(opened_at)::int as opened, avg((opened_at is not null)::int)::float8 as "successRate",
         avg(duration_us / 1000.0)::float8 as "avgDurationMs",
         percentile_cont(0.5) within group (order by duration_us / 1000.0) as "p50DurationMs",
         percentile_cont(0.95) within group (order by duration_us / 1000.0) as "p95DurationMs",
         percentile_cont(0.99) within group (order by duration_us / 1000.0) as "p99DurationMs"
       from sluice.searches where tenant_id = $1 group by date_trunc('day', created_at, 'Europe/Berlin')
       order by date_trunc('day', created_at, 'Europe/Berlin')`,
      [TENANT],
    );
    const { rows } = searches as { rows: Record<string, number>[] };
    expect(rows).toHaveLength(expected.length);
    for (const [index, row] of rows.entries()) {
      for (const [name, value] of Object.entries(expected[index]!))
        expect(row[name]).toBeCloseTo(value as number, 9);
    }
  });

  test('knows the popular queries', async () => {
    const { searches } = await ask(
      'searches(orderBy: [{ field: COUNT, direction: DESC }], limit: 5) { rows { query count successRate } }',
    );
    expect((searches as { rows: unknown[] }).rows).toEqual(
      await fixture.database.asOwner(
        `select normalized_query as query, count(*)::int as count, avg((opened_at is not null)::int)::float8 as "successRate"
         from sluice.searches where tenant_id = $1 group by 1 order by 2 desc, 1 limit 5`,
        [TENANT],
      ),
    );
  });

  test('knows the queries without a result', async () => {
    const { searches } = await ask(
      `searches(where: { hasResult: { eq: false }, corrected: { eq: false }, language: { isNull: true } }, orderBy: [{ field: COUNT, direction: DESC }]) { rows { query count } }`,
    );
    const expected = await fixture.database.asOwner(
      `select normalized_query as query, count(*)::int as count from sluice.searches
       where tenant_id = $1 and result_count = 0 and corrected_query is null and language is null group by 1 order by 2 desc, 1`,
      [TENANT],
    );
    expect(expected.length).toBeGreaterThan(5);
    expect((searches as { rows: unknown[] }).rows).toEqual(expected);
  });

  test('knows the records that are opened most', async () => {
    const { openings } = await ask(
      `openings(orderBy: [{ field: COUNT, direction: DESC }], limit: 3, where: { recordType: { in: [TICKET, CANNED_RESPONSE] } }) {
         rows { recordType recordId count searches avgPosition } }`,
    );
    expect((openings as { rows: unknown[] }).rows).toEqual(
      await fixture.database.asOwner(
        `select upper(record_type) as "recordType", record_id as "recordId", count(*)::int as count,
           count(distinct search_id)::int as searches, avg(position)::float8 as "avgPosition"
         from sluice.search_openings where tenant_id = $1 group by 1, 2 order by 3 desc, 1, 2 limit 3`,
        [TENANT],
      ),
    );
  });

  test('counts 0 and knows no percentile where a gap is filled', async () => {
    const { searches } = await ask(
      'searches(fill: true, where: { createdAt: { since: "2025-11-25T00:00:00Z", until: "2025-11-27T00:00:00Z" } }) { rows { day: createdAt count p50DurationMs } }',
    );
    expect(searches).toEqual({
      rows: [
        { day: '2025-11-25T00:00:00Z', count: 0, p50DurationMs: null },
        { day: '2025-11-26T00:00:00Z', count: 0, p50DurationMs: null },
      ],
    });
  });
});
