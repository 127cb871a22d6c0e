import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createExecutor, type Executor } from '../../../src/analytics/execution/create-executor.js';
import type { RollupState, RollupStates } from '../../../src/analytics/planner/rollup-states.js';
import { createSluiceSchema } from '../../../src/domains/schema.js';
import { postgresVersions } from '../../setup/test-database.js';
import { askAs, createTicketsFixture, TENANT, type TicketsFixture } from '../support/tickets-fixture.js';
import { WITHOUT_CACHE } from '../support/without-cache.js';
import { arbitraryQuestion, toGraphql, toSql, type Question } from '../support/random-question.js';

const RUNS = 250;

type Row = Record<string, unknown>;

interface Reply {
  readonly rows: readonly Row[];
  readonly totals: Row;
  readonly explain: { readonly source: string; readonly totals: { readonly source: string } };
}

describe.each(postgresVersions)('random analytic questions on PostgreSQL $version', (server) => {
  let fixture: TicketsFixture;
  let execute: Executor;

  beforeAll(async () => {
    fixture = await createTicketsFixture(server);
    execute = createExecutor({
      schema: createSluiceSchema(),
      zones: fixture.zones,
      states: statesThatPreferRollups(fixture.states),
      ...WITHOUT_CACHE,
    });
  });

  afterAll(() => fixture.close());

  test('are answered as plain SQL answers them on the base table, through rollups and without', async () => {
    const sources = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(arbitraryQuestion, async (question) => {
        const { data, errors } = await askAs({ execute, gateway: fixture.gateway }, toGraphql(question));
        expect(errors).toEqual([]);
        const reply = (data as unknown as { helpdesk: { tickets: Reply } }).helpdesk.tickets;
        for (const { source } of [reply.explain, reply.explain.totals]) {
          sources.set(source, (sources.get(source) ?? 0) + 1);
        }
        const expected = await expectedAnswer(question);
        expectSameRows(question, reply.rows, expected.rows);
        expectSameRow(reply.totals, expected.totals);
      }),
      { numRuns: RUNS, endOnFailure: false },
    );
    // The property says little if the rollups were never chosen.
    expect([...sources.keys()].sort()).toEqual(['ROLLUP', 'ROLLUP_AND_TABLE', 'TABLE']);
  });

  async function expectedAnswer(question: Question): Promise<{ rows: Row[]; totals: Row }> {
    const { rows, totals } = toSql(question, TENANT);
    return {
      rows: await fixture.database.asOwner(rows),
      totals: (await fixture.database.asOwner(totals))[0]!,
    };
  }
});

/** The tickets of a test are few, and the planner would rightly read them themselves: let it believe that they are many. */
function statesThatPreferRollups(states: RollupStates): RollupStates {
  const current = (): ReadonlyMap<string, RollupState> =>
    new Map([...states.current()].map(([view, state]) => [view, { ...state, tableRows: 1e12 }]));
  return { current, load: () => states.load() } as RollupStates;
}

function expectSameRows(question: Question, actual: readonly Row[], expected: readonly Row[]): void {
  const key = (row: Row): string =>
    JSON.stringify(question.groupings.map(({ alias }) => comparable(row[alias])));
  const byKey = new Map(expected.map((row) => [key(row), row]));
  expect(actual.map(key).sort()).toEqual([...byKey.keys()].sort());
  for (const row of actual) expectSameRow(row, byKey.get(key(row))!);
}

function expectSameRow(actual: Row, expected: Row): void {
  for (const [name, value] of Object.entries(expected)) {
    const own = actual[name];
    if (typeof value === 'number' && typeof own === 'number') {
      // The plain SQL divides before it sums, so that the last digits may differ; counts must be equal.
      const tolerance = Number.isInteger(value) ? 0 : Math.abs(value) * 1e-12;
      if (Math.abs(own - value) > tolerance) expect({ [name]: own }).toEqual({ [name]: value });
    } else {
      expect({ [name]: comparable(own) }).toEqual({ [name]: comparable(value) });
    }
  }
}

/** Instants are compared as instants, however their zone is written. */
function comparable(value: unknown): unknown {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value) ? Date.parse(value) : value;
}
