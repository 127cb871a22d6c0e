import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createExecutor, type Executor } from '../../../src/analytics/execution/create-executor.js';
import { createSluiceSchema } from '../../../src/domains/schema.js';
import { postgresVersions } from '../../setup/test-database.js';
import { preferRollups } from '../support/prefer-rollups.js';
import { askAs, createTicketsFixture, TENANT, type TicketsFixture } from '../support/tickets-fixture.js';
import { WITHOUT_CACHE } from '../support/without-cache.js';

interface Reply {
  readonly rows: readonly Record<string, unknown>[];
  readonly totals: { readonly count: number };
  readonly freshness: {
    readonly asOf: string;
    readonly pendingChanges: number;
    readonly refreshedAt: string | null;
    readonly missingBefore: string | null;
  };
  readonly explain: { readonly source: string; readonly layers: readonly string[]; readonly reason: string };
}

const FRESHNESS = 'freshness { asOf pendingChanges refreshedAt missingBefore }';

describe.each(postgresVersions)('freshness: REFRESHED on PostgreSQL $version', (server) => {
  let fixture: TicketsFixture;
  let execute: Executor;

  beforeAll(async () => {
    fixture = await createTicketsFixture(server);
    execute = createExecutor({
      schema: createSluiceSchema(),
      zones: fixture.zones,
      states: preferRollups(fixture.states),
      ...WITHOUT_CACHE,
    });
    await add('2025-03-10T10:00:00Z');
  });
  afterAll(() => fixture.close());

  const add = async (at: string): Promise<unknown> =>
    fixture.database.asOwner(
      `insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, channel)
       values ('${TENANT}', gen_random_uuid(), '${at}', '${at}', 'New', 'open', 'chat')`,
    );

  async function ask(args: string, selection: string): Promise<Reply> {
    const { data, errors } = await askAs(
      { execute, gateway: fixture.gateway },
      `{ helpdesk { tickets(limit: 1000, ${args}) { ${selection} } } }`,
    );
    expect(errors).toEqual([]);
    return (data as unknown as { helpdesk: { tickets: Reply } }).helpdesk.tickets;
  }

  async function refusal(args: string, selection: string): Promise<string> {
    const { data, errors } = await askAs(
      { execute, gateway: fixture.gateway },
      `{ helpdesk { tickets(limit: 1000, ${args}) { ${selection} } } }`,
    );
    expect(data).toEqual({ helpdesk: { tickets: null } });
    expect(errors[0]!.extensions['code']).toBe('BAD_USER_INPUT');
    return errors[0]!.message;
  }

  test('gives the figure of the last refresh until the next, and says what it lacks', async () => {
    const selection = `totals { count } ${FRESHNESS} explain { source layers reason }`;
    const current = await ask('', selection);
    expect(current.totals.count).toBe(4501);
    expect(current.freshness).toMatchObject({ pendingChanges: 0, missingBefore: null });
    for (let round = 0; round < 2; round++) {
      const refreshed = await ask('freshness: REFRESHED', selection);
      expect(refreshed.totals.count).toBe(4500);
      expect(refreshed.explain).toEqual({
        source: 'ROLLUP',
        layers: ['MATERIALIZED_VIEW'],
        reason: 'the materialized state was asked for',
      });
      const { asOf, refreshedAt, pendingChanges } = refreshed.freshness;
      expect(asOf).toBe(refreshedAt);
      expect(asOf < current.freshness.asOf).toBe(true);
      expect(pendingChanges).toBe(1);
    }
    await fixture.database.asMaintainer(
      null,
      `select * from helpdesk.refresh_organization_views('${TENANT}')`,
    );
    const folded = await ask('freshness: REFRESHED', selection);
    expect(folded.totals.count).toBe(4501);
    expect(folded.freshness.pendingChanges).toBe(0);
    expect(folded.explain.layers).toEqual(['MATERIALIZED_VIEW', 'DELTA']);
    expect(folded.freshness.asOf > current.freshness.asOf).toBe(true);
  });

  test('stands beside the current answer in one request', async () => {
    await add('2025-03-11T10:00:00Z');
    const { data } = await askAs(
      { execute, gateway: fixture.gateway },
      '{ helpdesk { now: tickets { totals { count } } then: tickets(freshness: REFRESHED) { totals { count } } } }',
    );
    const { now, then } = (data as unknown as { helpdesk: { now: Reply; then: Reply } }).helpdesk;
    expect(now.totals.count).toBe(then.totals.count + 1);
  });

  test('takes ranges of whole buckets in any zone that fits', async () => {
    const day = await ask(
      'freshness: REFRESHED, timezone: "Europe/Berlin", where: { createdAt: { since: "2025-03-01", until: "2025-04-01" } }',
      'totals { count }',
    );
    const [march] = await fixture.database.asOwner(
      `select count(*)::int as n from helpdesk.tickets where tenant_id = '${TENANT}' and created_at >= '2025-02-28T23:00Z' and created_at < '2025-03-31T22:00Z' and subject <> 'New'`,
    );
    expect(day.totals.count).toBe((march!['n'] as number) + 1);
    const ever = await ask(
      'freshness: REFRESHED, timezone: "Europe/Berlin"',
      'rows { createdAt(grain: YEAR) count }',
    );
    expect(ever.rows).toHaveLength(2);
  });

  test('is refused for a range that cuts buckets, with the nearest that does not', async () => {
    expect(
      await refusal(
        'freshness: REFRESHED, where: { createdAt: { since: "2025-03-01T10:20:00Z", until: "2025-04-01" } }',
        'rows { channel count }',
      ),
    ).toMatch(
      /Ask for whole UTC hours, since: "2025-03-01T10:00:00Z", until: "2025-04-01T00:00:00Z", or leave/,
    );
    expect(
      await refusal('freshness: REFRESHED, where: { createdAt: { last: "P30D" } }', 'rows { channel count }'),
    ).toMatch(/Ask for whole UTC hours, since: "2025-10-21T10:00:00Z", until: "2025-11-20T10:00:00Z"/);
  });

  test('is refused where no rollup covers, with the reasons, and leaves its neighbours in peace', async () => {
    expect(await refusal('freshness: REFRESHED', 'rows { channel status count }')).toMatch(
      /helpdesk\.dashboard_stats: it does not hold the dimension "status".*Leave "freshness" out/,
    );
    const { data, errors } = await askAs(
      { execute, gateway: fixture.gateway },
      '{ helpdesk { no: tickets(freshness: REFRESHED) { rows { channel status count } } yes: tickets { totals { count } } } }',
    );
    expect(errors).toHaveLength(1);
    expect(data).toMatchObject({ helpdesk: { no: null, yes: { totals: {} } } });
  });

  test('is refused where the rollup has buckets of which the clocks are not known', async () => {
    await add('2150-05-05T10:00:00Z');
    await fixture.database.asMaintainer(
      null,
      `select * from helpdesk.refresh_organization_views('${TENANT}')`,
    );
    const days = 'rows { createdAt(grain: MONTH) count }';
    expect(await refusal('freshness: REFRESHED, timezone: "Europe/Berlin"', days)).toMatch(
      /outside of since: "1970-01-01T00:00:00.000000Z", until: "2100-01-01T00:00:00.000000Z" they do not fit/,
    );
    const bounded = await ask(
      'freshness: REFRESHED, timezone: "Europe/Berlin", where: { createdAt: { since: "2024-01-01T00:00Z", until: "2026-01-01T00:00Z" } }',
      days,
    );
    expect(bounded.rows.length).toBeGreaterThan(20);
  });
});
