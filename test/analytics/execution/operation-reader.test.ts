import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  test,
  vi,
  type MockInstance,
} from 'vitest';
import { createExecutor, type Executor } from '../../../src/analytics/execution/create-executor.js';
import { createSluiceSchema } from '../../../src/domains/schema.js';
import type { GatewayDatabase } from '../../../src/tenancy/gateway-database.js';
import { preferRollups } from '../support/prefer-rollups.js';
import {
  askAs,
  createTicketsFixture,
  OTHER_TENANT,
  refresh,
  TENANT,
  type TicketsFixture,
} from '../support/tickets-fixture.js';
import { WITHOUT_CACHE } from '../support/without-cache.js';

const QUESTION = '{ helpdesk { tickets { totals { count } explain { source reason } } } }';

interface Reply {
  readonly totals: { readonly count: number };
  readonly explain: { readonly source: string; readonly reason: string };
}

/** What an executor that knows nothing of the tenant yet, or something outdated, costs in transactions. */
describe('an exact answer', () => {
  let fixture: TicketsFixture;
  let execute: Executor;
  let transactions: MockInstance<GatewayDatabase['tenantTransaction']>;

  beforeAll(async () => {
    fixture = await createTicketsFixture();
  });
  afterAll(() => fixture.close());

  beforeEach(async () => {
    await refresh(fixture.database);
    await fixture.states.load();
    execute = createExecutor({
      schema: createSluiceSchema(),
      zones: fixture.zones,
      states: preferRollups(fixture.states),
      ...WITHOUT_CACHE,
    });
    transactions = vi.spyOn(fixture.gateway, 'tenantTransaction');
  });
  afterEach(() => {
    transactions.mockRestore();
  });

  async function ask(tenantId = TENANT): Promise<Reply> {
    transactions.mockClear();
    const { data, errors } = await askAs({ execute, gateway: fixture.gateway }, QUESTION, { tenantId });
    expect(errors).toEqual([]);
    return (data as unknown as { helpdesk: { tickets: Reply } }).helpdesk.tickets;
  }

  const add = async (day: string, tenantId = TENANT): Promise<unknown> =>
    fixture.database.asOwner(
      `insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, channel)
       values ('${tenantId}', gen_random_uuid(), '${day}', '${day}', 'New', 'open', 'chat')`,
    );

  test('takes one transaction where nothing has changed, and locks no table', async () => {
    expect((await ask()).explain.source).toBe('ROLLUP');
    expect(transactions).toHaveBeenCalledTimes(1);
    expect(transactions.mock.calls[0]![2]!.locks).toEqual([]);
  });

  test('is asked for again where what was remembered is outdated, and once from then on', async () => {
    const { totals } = await ask();
    await add('2025-05-05');
    expect(await ask()).toMatchObject({
      totals: { count: totals.count + 1 },
      explain: {
        source: 'ROLLUP_AND_TABLE',
        reason: expect.stringContaining('one UTC day has changed') as string,
      },
    });
    expect(transactions).toHaveBeenCalledTimes(2);
    expect(transactions.mock.calls[1]![2]!.locks).toEqual(['helpdesk.tickets']);
    await add('2025-05-05T10:00:00Z');
    expect((await ask()).totals.count).toBe(totals.count + 2);
    expect(transactions).toHaveBeenCalledTimes(1);
    await add('2025-06-06');
    expect((await ask()).totals.count).toBe(totals.count + 3);
    expect(transactions).toHaveBeenCalledTimes(2);
  });

  test('remembers the stale days of each tenant for itself', async () => {
    await ask();
    await ask(OTHER_TENANT);
    await add('2025-05-05', OTHER_TENANT);
    expect((await ask()).explain.source).toBe('ROLLUP');
    expect(transactions).toHaveBeenCalledTimes(1);
    expect((await ask(OTHER_TENANT)).explain.source).toBe('ROLLUP_AND_TABLE');
    expect((await ask()).explain.source).toBe('ROLLUP');
  });

  test('goes back to the rollup alone when the days are folded', async () => {
    await add('2025-05-05');
    await ask();
    await fixture.database.asMaintainer(
      null,
      `select * from helpdesk.refresh_organization_views('${TENANT}')`,
    );
    // What was stale may be read from the table once more.
    await ask();
    expect(transactions).toHaveBeenCalledTimes(1);
    expect((await ask()).explain.source).toBe('ROLLUP');
    expect(transactions).toHaveBeenCalledTimes(1);
  });

  test('comes from the base table alone where days change faster than they are planned for', async () => {
    const { totals } = await ask();
    const send = fixture.gateway.tenantTransaction.bind(fixture.gateway);
    transactions.mockRestore();
    let day = 0;
    transactions = vi.spyOn(fixture.gateway, 'tenantTransaction');
    transactions.mockImplementation(async (...args) => {
      await add(`2025-07-${String(++day).padStart(2, '0')}`);
      return send(...args);
    });
    const reply = await ask();
    expect(transactions).toHaveBeenCalledTimes(3);
    expect(reply.explain.source).toBe('TABLE');
    expect(reply.totals.count).toBe(totals.count + 3);
  });

  test('is read anew where months were archived in between', async () => {
    const { totals } = await ask();
    const months = await monthsSince('2024-03-01');
    await fixture.database.asMaintainer(
      null,
      `select sluice.archive_old_rows('helpdesk.tickets', ${months})`,
    );
    expect((await ask()).totals).toEqual(totals);
    expect(transactions).toHaveBeenCalledTimes(2);
    await ask();
    expect(transactions).toHaveBeenCalledTimes(1);
  });

  async function monthsSince(day: string): Promise<number> {
    const [row] = await fixture.database.asAdmin(
      `select (extract(year from age) * 12 + extract(month from age))::int as months
         from age(date_trunc('month', now(), 'UTC') at time zone 'UTC', timestamp '${day}') as age`,
    );
    return row!['months'] as number;
  }
});
