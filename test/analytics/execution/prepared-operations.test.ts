import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createExecutor, type Executor } from '../../../src/analytics/execution/create-executor.js';
import { stringifyResult } from '../../../src/analytics/execution/raw-data.js';
import type { RollupState, RollupStates } from '../../../src/analytics/planner/rollup-states.js';
import { createSluiceSchema } from '../../../src/domains/schema.js';
import { onlyAnalytics } from '../../../src/tenancy/databases.js';
import type { Scope } from '../../../src/tenancy/scope.js';
import {
  createTicketsFixture,
  NOW,
  OTHER_TENANT,
  TENANT,
  type TicketsFixture,
} from '../support/tickets-fixture.js';
import { WITHOUT_CACHE } from '../support/without-cache.js';

interface Tickets {
  readonly totals: { readonly count: number };
  readonly explain: { readonly source: string } | null;
}

const ALL: readonly Scope[] = ['helpdesk:read', 'explain'];

describe('an operation that is asked again', () => {
  let fixture: TicketsFixture;
  let execute: Executor;
  let states: ReadonlyMap<string, RollupState>;

  beforeAll(async () => {
    fixture = await createTicketsFixture();
    states = fixture.states.current();
    execute = createExecutor({
      schema: createSluiceSchema(),
      zones: fixture.zones,
      states: { current: () => states } as RollupStates,
      ...WITHOUT_CACHE,
    });
  });

  afterAll(() => fixture.close());

  /** The same document object each time, as Apollo's document store gives it. */
  function asker(
    source: string,
  ): (of?: {
    tenantId?: string;
    scopes?: readonly Scope[];
    variables?: Record<string, unknown>;
    now?: Date;
  }) => Promise<{ tickets: Tickets; codes: unknown[] }> {
    const document = parse(source);
    return async ({ tenantId = TENANT, scopes = ALL, variables = {}, now = NOW } = {}) => {
      const { data, errors } = await execute({
        document,
        variables,
        contextValue: {
          principal: {
            tenantId,
            subject: 'test',
            scopes: new Set<Scope>(scopes),
            expiresAtMs: null,
            tokenId: null,
          },
          database: fixture.gateway,
          databases: onlyAnalytics(fixture.gateway),
          signal: new AbortController().signal,
          requestId: 'test',
          now,
        },
      });
      const body = JSON.parse(stringifyResult({ data })) as { data: { helpdesk: { tickets: Tickets } } };
      return {
        tickets: body.data.helpdesk.tickets,
        codes: (errors ?? []).map((error) => error.extensions['code']),
      };
    };
  }

  test('is answered for whoever asks, never for who asked first', async () => {
    const ask = asker('{ helpdesk { tickets { totals { count } explain { source } } } }');
    for (let round = 0; round < 3; round++) {
      expect((await ask()).tickets.totals.count).toBe(4500);
      expect((await ask({ tenantId: OTHER_TENANT })).tickets.totals.count).toBe(1500);
    }
  });

  test('is refused to a token without the scope that another had', async () => {
    const ask = asker('{ helpdesk { tickets { totals { count } explain { source } } } }');
    expect((await ask()).codes).toEqual([]);
    expect(await ask({ scopes: ['helpdesk:read'] })).toMatchObject({
      tickets: { explain: null },
      codes: ['FORBIDDEN'],
    });
    expect(await ask({ scopes: ['explain'] })).toEqual({ tickets: null, codes: ['FORBIDDEN'] });
    expect((await ask()).codes).toEqual([]);
  });

  test('is read anew for other variables', async () => {
    const ask = asker(
      'query ($channel: String) { helpdesk { tickets(where: { channel: { eq: $channel } }) { totals { count } } } }',
    );
    const counts = [];
    for (const channel of ['email', 'phone', 'chat', 'web', 'email']) {
      counts.push((await ask({ variables: { channel } })).tickets.totals.count);
    }
    expect(counts.slice(0, 4).reduce((a, b) => a + b)).toBe(4500);
    expect(counts[4]).toBe(counts[0]);
  });

  test('moves on with the clock where it ends now', async () => {
    const ask = asker(
      '{ helpdesk { tickets(where: { createdAt: { last: "P90D" } }) { totals { count } } } }',
    );
    const now = (await ask()).tickets.totals.count;
    const later = (await ask({ now: new Date('2027-01-01T00:00:00Z') })).tickets.totals.count;
    expect(now).toBeGreaterThan(0);
    expect(later).toBe(0);
  });

  test('is planned anew when the rollups have changed', async () => {
    const ask = asker('{ helpdesk { tickets { totals { count } explain { source } } } }');
    const before = states;
    states = new Map([...before].map(([view, state]) => [view, { ...state, tableRows: 1e12 }]));
    expect((await ask()).tickets.explain!.source).toBe('ROLLUP');
    states = new Map([...before].map(([view, state]) => [view, { ...state, refreshedAtMs: null }]));
    expect((await ask()).tickets.explain!.source).toBe('TABLE');
    states = before;
  });
});
