import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgresVersions } from '../../setup/test-database.js';
import {
  createTicketsFixture,
  EMPTY_TENANT,
  OTHER_TENANT,
  TENANT,
  type TicketsFixture,
} from '../support/tickets-fixture.js';

interface Tickets {
  readonly rows: readonly Record<string, unknown>[];
  readonly totals: Record<string, unknown>;
  readonly explain: Record<string, unknown>;
  readonly freshness: Record<string, unknown>;
}

describe.each(postgresVersions)('an analytic query on PostgreSQL $version', (server) => {
  let fixture: TicketsFixture;

  beforeAll(async () => {
    fixture = await createTicketsFixture(server);
  });

  afterAll(() => fixture.close());

  async function tickets(selection: string, args = '', tenantId = TENANT): Promise<Tickets> {
    const { data, errors } = await fixture.ask(`{ helpdesk { tickets${args} { ${selection} } } }`, {
      tenantId,
    });
    expect(errors).toEqual([]);
    return (data as unknown as { helpdesk: { tickets: Tickets } }).helpdesk.tickets;
  }

  async function sql(text: string): Promise<Record<string, unknown>[]> {
    return fixture.database.asOwner(text);
  }

  test("shows a tenant its own tickets and nobody else's", async () => {
    const [own] = await sql(`select count(*)::int as n from helpdesk.tickets where tenant_id = '${TENANT}'`);
    const [other] = await sql(
      `select count(*)::int as n from helpdesk.tickets where tenant_id = '${OTHER_TENANT}'`,
    );
    expect((await tickets('totals { count }')).totals).toEqual({ count: own!['n'] });
    expect((await tickets('totals { count }', '', OTHER_TENANT)).totals).toEqual({ count: other!['n'] });
    expect((await tickets('totals { count }', '', EMPTY_TENANT)).totals).toEqual({ count: 0 });
  });

  test('groups by exactly the selected dimensions, under their aliases', async () => {
    const { rows } = await tickets('rows { way: channel n: count }');
    expect(rows).toEqual(
      await sql(
        `select channel as way, count(*)::int as n from helpdesk.tickets where tenant_id = '${TENANT}' group by 1 order by 1`,
      ),
    );
  });

  test('answers one time dimension under two aliases at two grains', async () => {
    const { rows } = await tickets(
      'rows { month: createdAt(grain: MONTH) year: createdAt(grain: YEAR) count }',
    );
    expect(rows).toHaveLength(23);
    expect(rows[0]).toMatchObject({ month: '2024-01-01T00:00:00Z', year: '2024-01-01T00:00:00Z' });
    expect(rows[12]).toMatchObject({ month: '2025-01-01T00:00:00Z', year: '2025-01-01T00:00:00Z' });
  });

  test('reads fragments, variables, directives and __typename', async () => {
    const { data, errors } = await fixture.ask(
      `query Q($channels: [String!], $withStatus: Boolean!, $without: Boolean!) {
         helpdesk { __typename tickets(where: { channel: { in: $channels } }) { ...Answer } }
       }
       fragment Answer on TicketsResult { rows { ...Row __typename } totals { count @skip(if: $without) openCount } }
       fragment Row on TicketsRow { channel status @include(if: $withStatus) ... on TicketsRow { count } }`,
      { variables: { channels: ['email', 'chat'], withStatus: false, without: true } },
    );
    expect(errors).toEqual([]);
    const { helpdesk } = data as unknown as { helpdesk: { __typename: string; tickets: Tickets } };
    expect(helpdesk.__typename).toBe('Helpdesk');
    expect(helpdesk.tickets.rows.map((row) => Object.keys(row))).toEqual([
      ['channel', 'count', '__typename'],
      ['channel', 'count', '__typename'],
    ]);
    expect(helpdesk.tickets.rows[0]).toMatchObject({ channel: 'chat', __typename: 'TicketsRow' });
    expect(Object.keys(helpdesk.tickets.totals)).toEqual(['openCount']);
  });

  test('puts instants of a zone into its own days, of 23 and 25 hours too', async () => {
    const args = `(timezone: "Europe/Berlin", where: { createdAt: { since: "2025-03-30", until: "2025-03-31" } })`;
    const { rows } = await tickets('rows { hour: createdAt(grain: HOUR) count }', args);
    const hours = rows.map((row) => row['hour']);
    expect(hours).toContain('2025-03-30T01:00:00+01:00');
    expect(hours).toContain('2025-03-30T03:00:00+02:00');
    expect(hours.filter((hour) => String(hour).startsWith('2025-03-30T02'))).toEqual([]);
    const { rows: autumn } = await tickets(
      'rows { hour: createdAt(grain: HOUR) count }',
      `(timezone: "Europe/Berlin", where: { createdAt: { since: "2025-10-26", until: "2025-10-27" } })`,
    );
    const repeated = autumn
      .map((row) => row['hour'])
      .filter((hour) => String(hour).startsWith('2025-10-26T02'));
    expect(repeated).toEqual(['2025-10-26T02:00:00+02:00', '2025-10-26T02:00:00+01:00']);
  });

  test('takes `last` as calendar time up to the end of the current second, and ranges as half-open', async () => {
    const { totals } = await tickets('totals { count }', '(where: { createdAt: { last: "P30D" } })');
    const [expected] = await sql(
      `select count(*)::int as count from helpdesk.tickets where tenant_id = '${TENANT}'
        and created_at >= '2025-10-21T10:20:31Z' and created_at < '2025-11-20T10:20:31Z'`,
    );
    expect(totals).toEqual(expected);
    const boundary =
      '(where: { createdAt: { since: "2025-03-30T00:30:00Z", until: "2025-03-30T00:50:00Z" } })';
    const [inside] = await sql(
      `select count(*)::int as count from helpdesk.tickets where tenant_id = '${TENANT}'
        and created_at >= '2025-03-30T00:30:00Z' and created_at < '2025-03-30T00:50:00Z'`,
    );
    expect((await tickets('totals { count }', boundary)).totals).toEqual(inside);
  });

  test('treats what is missing as not equal, and a negation as true of it', async () => {
    const [expected] = await sql(
      `select count(*) filter (where priority is distinct from 'high')::int as ne, count(*) filter (where (priority = 'high') is not true)::int as negated,
              count(*) filter (where priority is null)::int as missing, count(*) filter (where (priority in ('high', 'low')) is not true)::int as none
         from helpdesk.tickets where tenant_id = '${TENANT}'`,
    );
    const counted = async (where: string): Promise<unknown> =>
      (await tickets('totals { count }', `(where: { ${where} })`)).totals['count'];
    expect(await counted('priority: { ne: HIGH }')).toBe(expected!['ne']);
    expect(await counted('not: { priority: { eq: HIGH } }')).toBe(expected!['negated']);
    expect(await counted('priority: { isNull: true }')).toBe(expected!['missing']);
    expect(await counted('priority: { notIn: [HIGH, LOW] }')).toBe(expected!['none']);
    expect(await counted('or: []')).toBe(0);
    expect(await counted('and: []')).toBe(4500);
    expect(await counted('status: { in: [] }')).toBe(0);
  });

  test('orders by measures and dimensions, nulls last, and breaks ties by the dimensions', async () => {
    const { rows } = await tickets(
      'rows { priority channel }',
      '(orderBy: [{ field: PRIORITY, direction: DESC }, { field: COUNT, direction: DESC }])',
    );
    expect(rows).toEqual(
      await sql(
        `select upper(priority) as priority, channel from helpdesk.tickets where tenant_id = '${TENANT}' group by 1, 2
          order by upper(priority) collate "C" desc nulls last, count(*) desc, 2`,
      ),
    );
  });

  test('limits the rows and not the totals', async () => {
    const { rows, totals } = await tickets('rows { category channel count } totals { count }', '(limit: 3)');
    expect(rows).toHaveLength(3);
    expect(totals).toEqual({ count: 4500 });
  });

  test('keeps null and zero apart, and has one row for a question without dimensions', async () => {
    const selection =
      'count openCount avgResolutionHours minSatisfactionScore totalResolutionHours slaBreachRate customers';
    const nothing = '(where: { channel: { eq: "telegraph" } })';
    const { rows, totals } = await tickets(`rows { ${selection} } totals { ${selection} }`, nothing);
    const zero = {
      count: 0,
      openCount: 0,
      avgResolutionHours: null,
      minSatisfactionScore: null,
      totalResolutionHours: null,
      slaBreachRate: null,
      customers: 0,
    };
    expect(totals).toEqual(zero);
    expect(rows).toEqual([zero]);
    expect((await tickets(`rows { channel ${selection} }`, nothing)).rows).toEqual([]);
  });

  test('fills gaps in time with zero counts for every combination that occurs', async () => {
    const args = `(fill: true, timezone: "Europe/Berlin", where: { createdAt: { since: "2023-12-30", until: "2024-01-08" }, channel: { in: ["email", "web"] } })`;
    const { rows } = await tickets(
      'rows { day: createdAt(grain: DAY) channel count avgSatisfactionScore }',
      args,
    );
    const channels = new Set(rows.map((row) => row['channel']));
    expect(rows).toHaveLength(9 * channels.size);
    expect(rows[0]).toMatchObject({ day: '2023-12-30T00:00:00+01:00', count: 0, avgSatisfactionScore: null });
    const { rows: hours } = await tickets(
      'rows { hour: createdAt(grain: HOUR) count }',
      '(fill: true, timezone: "Europe/Berlin", where: { createdAt: { since: "2025-03-30", until: "2025-03-31" } })',
    );
    expect(hours).toHaveLength(23);
  });

  test('refuses to fill more buckets than an answer may have', async () => {
    const { errors } = await fixture.ask(
      '{ helpdesk { tickets(fill: true, where: { createdAt: { since: "1901-01-01", until: "2199-01-01" } }) { rows { createdAt(grain: HOUR) count } } } }',
    );
    expect(errors[0]).toMatchObject({
      message: expect.stringMatching(
        /^"fill" would go through \d+ hours; at most 10000 are allowed/,
      ) as string,
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  test('resolves agents by one further statement, and loses no row where there is none', async () => {
    const { rows } = await tickets('rows { agent { id name } count }');
    expect(rows).toHaveLength(9);
    expect(rows.filter((row) => row['agent'] === null)).toHaveLength(1);
    expect(rows[0]).toMatchObject({ agent: { name: expect.stringMatching(/^Agent \d$/) } });
  });

  test("writes the same answer as text and through GraphQL's own execution", async () => {
    const selection = `rows { at: createdAt(grain: WEEK) __typename status priority category slaBreached satisfactionScore count slaBreachRate totalResolutionHours }
      totals { __typename count customers } explain { source rejected { rollup reason __typename } totals { source } }`;
    const field = `tickets(limit: 500, timezone: "America/New_York") { ${selection} }`;
    const direct = await fixture.ask(`{ helpdesk { ${field} } }`);
    const executed = await fixture.ask(`{ helpdesk { ${field} ticket(id: "none") { id } } }`);
    expect(direct.errors).toEqual([]);
    expect(executed.errors).toEqual([]);
    const { ticket, ...rest } = (executed.data as unknown as { helpdesk: Record<string, unknown> }).helpdesk;
    expect(ticket).toBeNull();
    expect((direct.data as unknown as { helpdesk: unknown }).helpdesk).toEqual(rest);
  });

  test('says how fresh the answer is', async () => {
    const fresh = await tickets(
      'rows { customers channel status resolvedAt(grain: DAY) } freshness { asOf refreshedAt pendingChanges }',
    );
    expect(fresh.freshness).toMatchObject({ refreshedAt: null, pendingChanges: 0 });
    const rolled = await tickets(
      'rows { channel createdAt(grain: MONTH) count } freshness { asOf refreshedAt missingBefore } explain { source layers }',
    );
    expect(rolled.explain).toEqual({ source: 'ROLLUP', layers: ['MATERIALIZED_VIEW'] });
    const [state] = await sql(
      `select to_char(folded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as folded_at, to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now
         from sluice.rollups where rollup = 'helpdesk.dashboard_stats'`,
    );
    const { asOf, refreshedAt, missingBefore } = rolled.freshness as Record<string, string>;
    expect(refreshedAt).toBe(state!['folded_at']);
    expect(missingBefore).toBeNull();
    // The answer is as current as its snapshot, however old the rollup.
    expect([refreshedAt, asOf, state!['now']].sort()).toEqual([refreshedAt, asOf, state!['now']]);
  });
});
