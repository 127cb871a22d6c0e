import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GatewayDatabase } from '../../src/tenancy/gateway-database.js';
import type { Statement } from '../../src/tenancy/statement.js';
import { createTestDatabase, postgresVersions, type TestDatabase } from '../setup/test-database.js';
import { startLoopbackProxy, type LoopbackProxy } from '../support/loopback-proxy.js';

const ONE = '00000000-0000-4000-8000-000000000001';
const TWO = '00000000-0000-4000-8000-000000000002';
const LEAD = '00000000-0000-4000-8000-0000000000a1';

const HOLD: Statement = {
  text: `select oltp.hold_references('oltp.leads', $1::uuid[])::text[]`,
  values: [[LEAD]],
};
const TENANT_SETTING: Statement = {
  text: `select current_setting('app.current_tenant_id', true)`,
  values: [],
};
const NOTHING: Statement = { text: 'select 1', values: [] };

describe.each(postgresVersions)('a held transaction on PostgreSQL $version', (server) => {
  let oltp: TestDatabase;
  let proxy: LoopbackProxy;
  let database: GatewayDatabase;
  beforeAll(async () => {
    oltp = await createTestDatabase(server, 'oltp');
    await oltp.asOwner(`insert into oltp.tenants (id, name) values ('${ONE}', 'One'), ('${TWO}', 'Two')`);
    proxy = await startLoopbackProxy(server);
    database = new GatewayDatabase({
      url: proxy.through(oltp.gatewayUrl),
      maxConnections: 1,
      statementTimeoutMs: 30_000,
    });
  });
  beforeEach(() =>
    oltp.asOwner(
      `insert into oltp.leads (tenant_id, id, email) values ('${ONE}', '${LEAD}', 'a@example.com') on conflict do nothing`,
    ),
  );
  afterAll(async () => {
    await database.close();
    await proxy.close();
  });

  /** Begins to delete the lead, and says when it is gone. */
  function deleteLead(): { readonly done: Promise<unknown>; readonly isDone: () => boolean } {
    let isDone = false;
    // On a connection of its own, beside those that look on.
    const done = oltp
      .asMaintainer(ONE, `delete from oltp.leads where id = '${LEAD}'`)
      .finally(() => (isDone = true));
    return { done, isDone: () => isDone };
  }

  /** Resolves when the deletion waits for somebody's lock. */
  async function untilWaiting(): Promise<void> {
    for (;;) {
      const rows = await oltp.asAdmin(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      if (rows.length > 0) return;
      await sleep(5);
    }
  }

  const endBackends = (): Promise<unknown> =>
    oltp.asAdmin(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'sluice_gateway'`,
    );

  test('holds what it has locked until its caller is done, and no longer', async () => {
    const held = await database.holding(ONE, [HOLD], async ({ rows }) => {
      const deletion = deleteLead();
      await untilWaiting();
      expect(deletion.isDone()).toBe(false);
      return { rows, deletion };
    });
    expect(held.isCommitted).toBe(true);
    expect(held.value.rows).toEqual([[[[LEAD]]]]);
    await held.value.deletion.done;
  });

  test('shows another tenant nothing, and holds nothing of it', async () => {
    const { value } = await database.holding(TWO, [HOLD], async ({ rows }) => {
      await deleteLead().done;
      return rows;
    });
    expect(value).toEqual([[[[]]]]);
  });

  test('runs further statements, still for its tenant', async () => {
    const { value, isCommitted } = await database.holding(TWO, [TENANT_SETTING], async ({ run }) => [
      await run([TENANT_SETTING]),
      await run([NOTHING, TENANT_SETTING]),
    ]);
    expect({ value, isCommitted }).toEqual({ value: [[[[TWO]]], [[[1]], [[TWO]]]], isCommitted: true });
    expect(await database.withoutTenant(TENANT_SETTING)).toEqual([['']]);
  });

  test('takes one round trip to begin, and one to commit', async () => {
    await database.holding(ONE, [HOLD], () => Promise.resolve());
    proxy.reset();
    await database.holding(ONE, [HOLD], () => Promise.resolve());
    expect(proxy.roundTrips).toBe(2);
  });

  test('is rolled back when its caller fails, and leaves the connection usable', async () => {
    const failing = database.holding(ONE, [HOLD], () => Promise.reject(new Error('of the caller')));
    await expect(failing).rejects.toThrow('of the caller');
    await deleteLead().done;
    expect(await database.withoutTenant(TENANT_SETTING)).toEqual([['']]);
  });

  test('tells what its first statements come to, and does not begin the work', async () => {
    const failing = database.holding(ONE, [{ text: 'select 1 / $1::int', values: [0] }], () => {
      throw new Error('never');
    });
    await expect(failing).rejects.toMatchObject({ code: '22012' });
    expect(await database.tenantTransaction(TWO, [TENANT_SETTING])).toEqual([[[TWO]]]);
  });

  test('is not committed where a later statement has failed, even if nobody minds', async () => {
    const { isCommitted } = await database.holding(ONE, [HOLD], async ({ run }) => {
      await expect(run([{ text: 'select * from nowhere.at_all', values: [] }])).rejects.toThrow();
    });
    expect(isCommitted).toBe(false);
    expect(await database.tenantTransaction(TWO, [TENANT_SETTING])).toEqual([[[TWO]]]);
  });

  describe('says that it was lost', () => {
    test.each([
      ['the server has ended it', endBackends],
      ['the network was cut', () => Promise.resolve(proxy.cut())],
    ])('when %s', async (_, lose) => {
      const { isCommitted, value } = await database.holding(ONE, [HOLD], async () => {
        await lose();
        // Nobody holds the lead any more.
        await deleteLead().done;
        return 'done';
      });
      expect({ isCommitted, value }).toEqual({ isCommitted: false, value: 'done' });
      expect(await database.tenantTransaction(TWO, [TENANT_SETTING])).toEqual([[[TWO]]]);
    });

    test('when its caller works for longer than it may, by the server itself', async () => {
      const { isCommitted } = await database.holding(
        ONE,
        [HOLD],
        async ({ run }) => {
          await deleteLead().done;
          await expect(run([NOTHING])).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
        },
        { timeoutMs: 50 },
      );
      expect(isCommitted).toBe(false);
      expect(await database.tenantTransaction(TWO, [TENANT_SETTING])).toEqual([[[TWO]]]);
    });

    test('to who asks before the end, too', async () => {
      const { isCommitted } = await database.holding(ONE, [HOLD], async ({ run }) => {
        await endBackends();
        await expect(run([NOTHING])).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
      });
      expect(isCommitted).toBe(false);
    });
  });

  test('is not begun for a caller who has gone, and its statements are cancelled when one goes', async () => {
    const gone = database.holding(ONE, [HOLD], () => Promise.resolve(), { signal: AbortSignal.abort() });
    await expect(gone).rejects.toMatchObject({ code: 'CANCELLED' });
    const locker = new pg.Client({ connectionString: oltp.adminUrl });
    await locker.connect();
    try {
      await locker.query(`begin; select from oltp.leads where id = '${LEAD}' for update`);
      const caller = new AbortController();
      const waiting = database.holding(ONE, [HOLD], () => Promise.resolve(), { signal: caller.signal });
      const rejected = expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
      await untilWaiting();
      caller.abort();
      await rejected;
    } finally {
      await locker.end();
    }
    expect(await database.tenantTransaction(TWO, [TENANT_SETTING])).toEqual([[[TWO]]]);
  });

  test('refuses what is no tenant', async () => {
    await expect(database.holding('x', [HOLD], () => Promise.resolve())).rejects.toThrow('Not a tenant id');
  });
});
