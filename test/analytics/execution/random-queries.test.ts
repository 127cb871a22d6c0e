import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createExecutor, type Executor } from '../../../src/analytics/execution/create-executor.js';
import { createSluiceSchema } from '../../../src/domains/schema.js';
import { postgresVersions } from '../../setup/test-database.js';
import { expectSameRow, expectSameRows, type Row } from '../support/compare-answers.js';
import { preferRollups } from '../support/prefer-rollups.js';
import { askAs, createTicketsFixture, TENANT, type TicketsFixture } from '../support/tickets-fixture.js';
import { WITHOUT_CACHE } from '../support/without-cache.js';
import { arbitraryQuestion, toGraphql, toSql, type Question } from '../support/random-question.js';

const RUNS = 250;

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
      states: preferRollups(fixture.states),
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
