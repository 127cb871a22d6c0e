import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTicketsFixture, TENANT, type TicketsFixture } from '../analytics/support/tickets-fixture.js';

const QUERY = `{ operator {
  rollups { name refreshedAt foldedAt lagSeconds lagTargetSeconds rowCount deltaRows tableRows }
  failedJobs { id queue rollup error errorCode failedAt retries }
  waitingRows { table rowCount }
} }`;

describe("the operator's view", () => {
  let fixture: TicketsFixture;

  beforeAll(async () => {
    fixture = await createTicketsFixture();
  });

  afterAll(() => fixture.close());

  test('is closed to tokens without its scope', async () => {
    const { data, errors } = await fixture.ask(QUERY, {
      scopes: ['helpdesk:read', 'explain', 'records', 'pii'],
    });
    expect(data).toEqual({ operator: null });
    expect(errors.map(({ extensions }) => extensions)).toEqual([{ code: 'FORBIDDEN', scope: 'operator' }]);
  });

  test('tells the age and size of each rollup, and which rows have no partition', async () => {
    await fixture.database.asAdmin(
      `insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, channel)
       values ('${TENANT}', gen_random_uuid(), '1999-05-05Z', '1999-05-05Z', 'Old', 'closed', 'phone')`,
    );
    const { data, errors } = await fixture.ask(QUERY, { scopes: ['operator'] });
    expect(errors).toEqual([]);
    const { operator } = data as unknown as {
      operator: { rollups: Record<string, unknown>[]; waitingRows: unknown[] };
    };
    expect(operator.rollups).toHaveLength(12);
    expect(operator.rollups[0]).toMatchObject({ name: 'helpdesk.agent_performance', tableRows: 6000 });
    const [waiting] = await fixture.database.asOwner(
      'select count(*)::int as n from helpdesk.tickets_default',
    );
    expect(waiting!['n']).toBeGreaterThan(0);
    expect(operator.waitingRows).toEqual([
      { table: expect.stringContaining('tickets') as string, rowCount: waiting!['n'] },
    ]);
  });

  test('tells what a rollup lacks, and what the worker could not do about it', async () => {
    const { database } = fixture;
    await database.asMaintainer(
      null,
      `select from helpdesk.refresh_dashboard_views();
       select sluice.set_lag_target('helpdesk.dashboard_stats', '7.5 seconds');
       insert into sluice_jobs.job (name, data, output, retry_limit, created_on) values
         ('dead_letter', '{"queue": "fold", "rollup": "helpdesk.dashboard_stats"}', '{"message": "no space left", "code": "53100"}', 5, '2026-01-02Z')`,
    );
    await database.asOwner(
      `insert into sluice.changes (dataset, tenant_id, bucket, logged_at)
       values ('helpdesk.tickets', '${TENANT}', '2025-01-01Z', now() - interval '1 minute')`,
    );
    const { data, errors } = await fixture.ask(QUERY, { scopes: ['operator'] });
    expect(errors).toEqual([]);
    const { operator } = data as unknown as {
      operator: { rollups: Record<string, unknown>[]; failedJobs: unknown[] };
    };
    const rollup = operator.rollups.find(({ name }) => name === 'helpdesk.dashboard_stats')!;
    expect(rollup).toMatchObject({ lagTargetSeconds: 7.5, deltaRows: 0, foldedAt: rollup['refreshedAt'] });
    expect(rollup['lagSeconds']).toBeGreaterThanOrEqual(60);
    expect(operator.failedJobs).toEqual([
      {
        id: expect.any(String) as string,
        queue: 'fold',
        rollup: 'helpdesk.dashboard_stats',
        error: 'no space left',
        errorCode: '53100',
        failedAt: '2026-01-02T00:00:00.000Z',
        retries: 5,
      },
    ]);
  });
});
