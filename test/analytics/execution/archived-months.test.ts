import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createExecutor, type Executor } from '../../../src/analytics/execution/create-executor.js';
import { createSluiceSchema } from '../../../src/domains/schema.js';
import { postgresVersions } from '../../setup/test-database.js';
import { askAs, createTicketsFixture, TENANT, type TicketsFixture } from '../support/tickets-fixture.js';
import { WITHOUT_CACHE } from '../support/without-cache.js';

type Part = Record<string, unknown>;

interface Reply {
  readonly rows: readonly Part[];
  readonly totals: Part;
  readonly freshness: { readonly missingBefore: string | null };
  readonly explain: { source: string; rollup: string | null; layers: string[]; reason: string };
}

const ARCHIVED_UNTIL = '2025-01-01T00:00:00.000000Z';
const NOTES = 'freshness { missingBefore } explain { source rollup layers reason }';

/** The planner sees the table as small as it is, and would take it wherever it could. */
describe.each(postgresVersions)('archived months on PostgreSQL $version', (server) => {
  let fixture: TicketsFixture;
  let execute: Executor;
  const before = new Map<string, Reply>();

  /** Each covered by a rollup, over a range that reaches below. */
  const COVERED: Readonly<Record<string, string>> = {
    'UTC days by channel, distinct customers':
      'tickets(limit: 10000) { rows { createdAt channel count customers } totals { count }',
    'months in Berlin':
      'tickets(timezone: "Europe/Berlin") { rows { createdAt(grain: MONTH) count avgResolutionHours }',
    'totals of a range of hours':
      'tickets(where: { createdAt: { since: "2024-03-05T07:00:00Z", until: "2025-06-07T08:30:00Z" } }) { totals { count slaBreachRate }',
  };

  const ask = async (field: string): Promise<Reply> => {
    const { data, errors } = await askAs(
      { execute, gateway: fixture.gateway },
      `{ helpdesk { ${field} ${NOTES} } } }`,
    );
    expect(errors).toEqual([]);
    return (data as unknown as { helpdesk: { tickets: Reply } }).helpdesk.tickets;
  };

  beforeAll(async () => {
    fixture = await createTicketsFixture(server);
    execute = createExecutor({
      schema: createSluiceSchema(),
      zones: fixture.zones,
      states: fixture.states,
      ...WITHOUT_CACHE,
    });
    for (const [name, field] of Object.entries(COVERED)) before.set(name, await ask(field));
    // Not in any rollup when its month is archived.
    await fixture.database.asOwner(
      `update helpdesk.tickets set subject = 'Late' where tenant_id = '${TENANT}' and created_at < '2024-02-01Z'`,
    );
    const [row] = await fixture.database.asAdmin(
      `select (extract(year from age) * 12 + extract(month from age))::int as months
         from age(date_trunc('month', now(), 'UTC') at time zone 'UTC', timestamp '2025-01-01') as age`,
    );
    const months = row!['months'] as number;
    await fixture.database.asMaintainer(
      null,
      `select sluice.archive_old_rows('helpdesk.tickets', ${months})`,
    );
  });
  afterAll(() => fixture.close());

  const expectUnchanged = async (): Promise<void> => {
    for (const [name, field] of Object.entries(COVERED)) {
      const { rows, totals, freshness, explain } = await ask(field);
      expect([name, rows, totals]).toEqual([name, before.get(name)!.rows, before.get(name)!.totals]);
      expect(freshness.missingBefore).toBeNull();
      expect(explain.layers[0]).toBe('ARCHIVE');
    }
  };

  test('are in every answer that a rollup covers, whatever reading it costs', expectUnchanged);

  test('are missing where the base table has to answer, and the answer says so', async () => {
    const [row] = await fixture.database.asOwner(
      `select count(*)::int as n from helpdesk.tickets where tenant_id = '${TENANT}' and created_at >= '${ARCHIVED_UNTIL}'`,
    );
    const { rows, freshness, explain } = await ask('tickets { rows { channel status count }');
    expect(rows.reduce((sum, { count }) => sum + (count as number), 0)).toBe(row!['n']);
    expect(freshness).toEqual({ missingBefore: ARCHIVED_UNTIL });
    expect(explain).toEqual({
      source: 'TABLE',
      rollup: null,
      layers: ['TABLE'],
      reason: `no rollup covers the question; what lies before ${ARCHIVED_UNTIL} is archived and can no longer be had in full like this`,
    });
    const recent = await ask(
      'tickets(where: { createdAt: { since: "2025-01-01" } }) { rows { channel status count }',
    );
    expect(recent.freshness.missingBefore).toBeNull();
  });

  test('lack of a covered range what it cuts off inside of them', async () => {
    const { freshness, explain } = await ask(
      'tickets(where: { createdAt: { since: "2024-03-05T07:15:00Z" } }) { totals { count }',
    );
    expect(freshness.missingBefore).toBe('2024-03-05T08:00:00.000000Z');
    expect(explain.reason).toContain('what lies before 2024-03-05T08:00:00.000000Z is archived');
  });

  test('give the same answers when their rows are dropped', async () => {
    const [row] = await fixture.database.asAdmin(
      `select (extract(year from age) * 12 + extract(month from age))::int as months
         from age(date_trunc('month', now(), 'UTC') at time zone 'UTC', timestamp '2025-01-01') as age`,
    );
    const table = await ask('tickets { rows { channel status count }');
    await fixture.database.asMaintainer(
      null,
      `select sluice.drop_old_partitions('helpdesk.tickets', ${row!['months'] as number})`,
    );
    await expectUnchanged();
    expect((await ask('tickets { rows { channel status count }')).rows).toEqual(table.rows);
  });
});
