import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createExecutor, type Executor } from '../../../src/analytics/execution/create-executor.js';
import { createSluiceSchema } from '../../../src/domains/schema.js';
import { postgresVersions } from '../../setup/test-database.js';
import { SeededRandom } from '../concurrent-writers/seeded-random.js';
import { foldRandomly, refreshRandomly } from '../concurrent-writers/maintain-randomly.js';
import { writeRandomly } from '../concurrent-writers/write-randomly.js';
import { expectSameRow, expectSameRows, type Row } from '../support/compare-answers.js';
import { preferRollups } from '../support/prefer-rollups.js';
import { askAs, createTicketsFixture, TENANT, type TicketsFixture } from '../support/tickets-fixture.js';
import { WITHOUT_CACHE } from '../support/without-cache.js';
import {
  arbitraryQuestion,
  coverableQuestion,
  toGraphql,
  toSql,
  type Question,
} from '../support/random-question.js';

const RUNS = 250;

interface Reply {
  readonly rows: readonly Row[];
  readonly totals: Row;
  readonly explain: { readonly source: string; readonly totals: { readonly source: string } };
}

describe.each(postgresVersions)('random analytic questions on PostgreSQL $version', (server) => {
  let fixture: TicketsFixture;
  let execute: Executor;
  let owner: pg.Client;
  let maintainer: pg.Client;

  beforeAll(async () => {
    fixture = await createTicketsFixture(server);
    owner = new pg.Client({
      connectionString: fixture.database.adminUrl,
      options: '-c role=sluice_owner',
    });
    maintainer = new pg.Client({ connectionString: fixture.database.maintainerUrl });
    await Promise.all([owner.connect(), maintainer.connect()]);
    execute = createExecutor({
      schema: createSluiceSchema(),
      zones: fixture.zones,
      states: preferRollups(fixture.states),
      ...WITHOUT_CACHE,
    });
  });

  afterAll(async () => {
    await Promise.all([owner.end(), maintainer.end()]);
    await fixture.close();
  });

  /** What happens before a question; the same for the same seed. */
  const EVENTS: Readonly<Record<string, (random: SeededRandom) => Promise<void>>> = {
    nothing: () => Promise.resolve(),
    write: (random) => writeRandomly(owner, random),
    fold: (random) => foldRandomly(maintainer, random),
    refresh: (random) => refreshRandomly(maintainer, random),
    'news of the rollups': () => fixture.states.load(),
  };
  const event = fc.record({
    name: fc.constantFrom(
      'nothing',
      'write',
      'write',
      'write',
      'fold',
      'fold',
      'refresh',
      'news of the rollups',
    ),
    seed: fc.nat(),
  });

  test('are answered as plain SQL answers them on the base table, whatever was written, folded or refreshed before', async () => {
    const sources = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(arbitraryQuestion, coverableQuestion),
        event,
        async (question, { name, seed }) => {
          await EVENTS[name]!(new SeededRandom(seed));
          const { data, errors } = await askAs({ execute, gateway: fixture.gateway }, toGraphql(question));
          expect(errors).toEqual([]);
          const reply = (data as unknown as { helpdesk: { tickets: Reply } }).helpdesk.tickets;
          for (const { source } of [reply.explain, reply.explain.totals]) {
            sources.set(source, (sources.get(source) ?? 0) + 1);
          }
          const expected = await expectedAnswer(question);
          expectSameRows(question, reply.rows, expected.rows);
          expectSameRow(reply.totals, expected.totals);
        },
      ),
      // What has happened to the data cannot be undone, so that nothing is gained by trying smaller ones.
      { numRuns: RUNS, endOnFailure: true },
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
