import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  createExecutor,
  type Executor,
  type ExecutorResult,
} from '../../../src/analytics/execution/create-executor.js';
import type { ExecutionRequest } from '../../../src/analytics/execution/execution-request.js';
import { stringifyResult } from '../../../src/analytics/execution/raw-data.js';
import { MemoryAnswerCache } from '../../../src/cache/memory-answer-cache.js';
import { createSluiceSchema } from '../../../src/domains/schema.js';
import { ChangeFeed } from '../../../src/freshness/change-feed.js';
import { onlyAnalytics } from '../../../src/tenancy/databases.js';
import { GatewayDatabase } from '../../../src/tenancy/gateway-database.js';
import { SCOPES, type Scope } from '../../../src/tenancy/scope.js';
import { preferRollups } from '../support/prefer-rollups.js';
import {
  createTicketsFixture,
  NOW,
  OTHER_TENANT,
  refresh,
  TENANT,
  type TicketsFixture,
} from '../support/tickets-fixture.js';

interface AskOptions {
  readonly tenantId?: string;
  readonly scopes?: readonly Scope[];
  readonly now?: Date;
  readonly isHeld?: ExecutionRequest['isHeld'];
  readonly signal?: AbortSignal;
}

interface Reply {
  readonly totals: { readonly count: number };
  readonly freshness: { readonly asOf: string; readonly pendingChanges: number };
  readonly explain: { readonly source: string; readonly sql: string | null };
}

const COUNT = 'query { helpdesk { tickets { totals { count } } } }';
const DETAILS =
  '{ helpdesk { tickets { totals { count } freshness { asOf pendingChanges } explain { source sql } } } }';

describe('answers through the cache', () => {
  let fixture: TicketsFixture;
  let feedDatabase: GatewayDatabase;
  let feed: ChangeFeed;
  let execute: Executor;

  beforeAll(async () => {
    fixture = await createTicketsFixture();
    feedDatabase = new GatewayDatabase({
      url: fixture.database.gatewayUrl,
      maxConnections: 1,
      statementTimeoutMs: 30_000,
    });
    feed = new ChangeFeed({ database: feedDatabase });
    execute = createExecutor({
      schema: createSluiceSchema(),
      zones: fixture.zones,
      states: preferRollups(fixture.states),
      feed,
      cache: new MemoryAnswerCache({
        maxBytes: 1024 * 1024,
        behind: null,
      }),
    });
  });
  afterAll(async () => {
    await feed.close();
    await feedDatabase.close();
    await fixture.close();
  });

  async function ask(source: string, options: AskOptions = {}): Promise<ExecutorResult & { reply: Reply }> {
    const { tenantId = TENANT, scopes = SCOPES, now = NOW, isHeld } = options;
    const result = await execute({
      document: parse(source),
      contextValue: {
        principal: { tenantId, subject: 'test', scopes: new Set(scopes), expiresAtMs: null, tokenId: null },
        database: fixture.gateway,
        databases: onlyAnalytics(fixture.gateway),
        signal: options.signal ?? new AbortController().signal,
        requestId: 'test',
        now,
      },
      ...(isHeld === undefined ? {} : { isHeld }),
    });
    expect(result.errors).toBeUndefined();
    const { data } = JSON.parse(stringifyResult(result)) as { data?: { helpdesk: { tickets: Reply } } };
    return { ...result, reply: data?.helpdesk.tickets as Reply };
  }

  /** Asks until the answer is out of the cache: the feed has to have begun. */
  async function askKept(source: string, options: AskOptions = {}): Promise<Awaited<ReturnType<typeof ask>>> {
    for (;;) {
      const result = await ask(source, options);
      if (result.extensions?.sluice.cache === 'HIT') return result;
      await sleep(10);
    }
  }

  const add = async (tenantId = TENANT): Promise<unknown> =>
    fixture.database.asOwner(
      `insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, channel)
       values ('${tenantId}', gen_random_uuid(), '2025-05-05', '2025-05-05', 'New', 'open', 'chat')`,
    );

  test('say where they came from, and are the same', async () => {
    const first = await ask(COUNT);
    expect(first.extensions!.sluice).toMatchObject({ cache: 'MISS', source: 'POSTGRESQL' });
    const kept = await askKept(COUNT);
    expect(kept.extensions!.sluice).toEqual({
      cache: 'HIT',
      source: 'MEMORY',
      dataVersion: first.extensions!.sluice.dataVersion,
    });
    expect(kept.reply).toEqual(first.reply);
    expect(kept.extensions!.sluice.dataVersion).toMatch(/^[0-9a-f]{12}\.\d+$/);
  });

  test('take no transaction', async () => {
    await askKept(COUNT);
    const transactions = vi.spyOn(fixture.gateway, 'tenantTransaction');
    await askKept(COUNT);
    expect(transactions).not.toHaveBeenCalled();
    transactions.mockRestore();
  });

  test('hold every change that had been committed before the instant that they name', async () => {
    for (let round = 0; round < 20; round++) {
      const { reply } = await askKept(DETAILS);
      await add();
      const committedAt = new Date().toISOString();
      for (let isThere = false; !isThere;) {
        const { totals, freshness } = (await ask(DETAILS)).reply;
        isThere = totals.count === reply.totals.count + 1;
        if (freshness.asOf > committedAt) expect(isThere).toBe(true);
        expect(freshness.pendingChanges).toBe(0);
      }
    }
  });

  test('are the same whatever plan has found them', async () => {
    const planned = await askKept(DETAILS);
    expect(planned.reply.explain.source).toBe('ROLLUP_AND_TABLE');
    await refresh(fixture.database);
    await fixture.states.load();
    const { extensions, reply } = await ask(DETAILS);
    expect(extensions!.sluice.cache).toBe('HIT');
    // Of the plan that found it.
    expect(reply.explain.source).toBe('ROLLUP_AND_TABLE');
    const anew = DETAILS.replace('tickets', 'tickets(cache: NONE)');
    await ask(anew);
    expect((await ask(anew)).reply.explain.source).toBe('ROLLUP');
  });

  test("are a tenant's own, and go with that tenant's changes alone", async () => {
    const ours = await askKept(COUNT);
    const theirs = await askKept(COUNT, { tenantId: OTHER_TENANT });
    expect(theirs.reply.totals.count).toBe(1500);
    await add(OTHER_TENANT);
    await sleep(0);
    for (let count = 1500; count === 1500;) {
      ({
        reply: {
          totals: { count },
        },
      } = await ask(COUNT, { tenantId: OTHER_TENANT }));
    }
    const kept = await ask(COUNT);
    expect(kept.extensions!.sluice.cache).toBe('HIT');
    expect(kept.reply).toEqual(ours.reply);
  });

  test('tell an operator what they hide from others, whoever asked first', async () => {
    const others: readonly Scope[] = ['helpdesk:read', 'explain'];
    const first = `query A { helpdesk { tickets(limit: 7) { totals { count } explain { sql totals { sql } } } } }`;
    expect((await askKept(first)).reply.explain.sql).toContain('select');
    const seen = await askKept(first, { scopes: others });
    expect(seen.reply.explain.sql).toBeNull();
    const second = `query B { helpdesk { tickets(limit: 8) { rows { channel count } explain { sql } } } }`;
    expect((await askKept(second, { scopes: others })).reply.explain.sql).toBeNull();
    expect((await askKept(second)).reply.explain.sql).toContain('select');
  });

  test('are for questions that end now the same within one second', async () => {
    const source = '{ helpdesk { tickets(where: { createdAt: { last: "P90D" } }) { totals { count } } } }';
    const at = (iso: string): AskOptions => ({ now: new Date(iso) });
    const first = await askKept(source, at('2025-11-20T10:20:30.001Z'));
    const same = await ask(source, at('2025-11-20T10:20:30.999Z'));
    expect(same.extensions!.sluice.cache).toBe('HIT');
    expect(same.reply).toEqual(first.reply);
    expect((await ask(source, at('2025-11-20T10:20:31.001Z'))).extensions!.sluice.cache).toBe('MISS');
  });

  test('are not for those who ask for none, nor for the refreshed state', async () => {
    for (const argument of ['cache: NONE', 'freshness: REFRESHED']) {
      for (let round = 0; round < 2; round++) {
        const { extensions, key } = await ask(COUNT.replace('tickets', `tickets(${argument})`));
        expect(extensions!.sluice).toMatchObject({ cache: 'NONE', source: 'POSTGRESQL' });
        expect(key).toBeUndefined();
      }
    }
    const mixed = await ask(
      '{ helpdesk { tickets { totals { count } } other: tickets(cache: NONE) { totals { count } } } }',
    );
    expect(mixed.extensions!.sluice.cache).toBe('NONE');
  });

  test('leave records to be read anew', async () => {
    const source = '{ helpdesk { tickets { rows { agent { name } count } } } }';
    await askKept(source);
    await fixture.database.asOwner(
      `update helpdesk.users set name = 'Renamed' where tenant_id = '${TENANT}'`,
    );
    const { data, extensions, key } = await askKept(source);
    expect(extensions!.sluice.source).toBe('MEMORY');
    expect(JSON.stringify(data)).toContain('Renamed');
    expect(key).toBeUndefined();
  });

  test('have a key where they depend on nothing else, and are not made for who holds it', async () => {
    const { key, extensions } = await askKept(COUNT);
    expect(key).toMatchObject({ tenantId: TENANT, dataVersion: extensions!.sluice.dataVersion });
    expect(key!.scopes).toBe('helpdesk:read');
    expect((await ask(DETAILS)).key).toBeUndefined();
    const held = await ask(COUNT, { isHeld: (asked) => JSON.stringify(asked) === JSON.stringify(key) });
    expect(held).toMatchObject({ key });
    expect(held.data).toBeUndefined();
    await add();
    for (;;) {
      const result = await ask(COUNT, { isHeld: (asked) => asked.dataVersion === key!.dataVersion });
      if (result.data === undefined) continue;
      expect(result.key!.dataVersion).not.toBe(key!.dataVersion);
      break;
    }
  });

  test('are for a subscription those of the query, once', async () => {
    const query = await askKept(COUNT);
    const result = await ask(COUNT.replace('query', 'subscription'));
    expect(result.extensions!.sluice.cache).toBe('HIT');
    expect(result.reply).toEqual(query.reply);
    const byGraphql = await ask('subscription { helpdesk { tickets { rows { agent { id } count } } } }');
    expect(byGraphql.data).toMatchObject({ helpdesk: { tickets: { rows: expect.any(Array) as unknown } } });
  });

  test('of a caller who has hung up are cancelled', async () => {
    const controller = new AbortController();
    controller.abort();
    const { errors } = await execute({
      document: parse('{ helpdesk { tickets { totals { openCount } } } }'),
      contextValue: {
        principal: {
          tenantId: TENANT,
          subject: 'test',
          scopes: new Set(SCOPES),
          expiresAtMs: null,
          tokenId: null,
        },
        database: fixture.gateway,
        databases: onlyAnalytics(fixture.gateway),
        signal: controller.signal,
        requestId: 'test',
        now: NOW,
      },
    });
    expect(errors![0]!.extensions['code']).toBe('CANCELLED');
  });
});
