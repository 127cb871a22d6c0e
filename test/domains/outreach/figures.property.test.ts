import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SeededRandom } from '../../analytics/concurrent-writers/seeded-random.js';
import { expectSameRow, expectSameRows, type Row } from '../../analytics/support/compare-answers.js';
import { postgresVersions } from '../../setup/test-database.js';
import { OTHER_OUTREACH_TENANT, OUTREACH_TENANT } from '../../support/outreach-databases.js';
import { createOutreachFixture, type OutreachFixture } from './outreach-fixture.js';
import { arbitraryFigure, toGraphql, toSql, type Figure } from './random-figures.js';
import {
  foldFigures,
  insertFigures,
  refreshAllFigures,
  refreshFigures,
  writeFigures,
} from './write-figures.js';

const RUNS = 150;

interface Reply {
  readonly rows: readonly Row[];
  readonly totals: Row;
  readonly explain: {
    readonly source: string;
    readonly rollup: string | null;
    readonly totals: { readonly source: string };
  };
}

describe.each(postgresVersions)("outreach's figures on PostgreSQL $version", (server) => {
  let fixture: OutreachFixture;
  let owner: pg.Client;
  let maintainer: pg.Client;

  beforeAll(async () => {
    fixture = await createOutreachFixture(server);
    const { analytics } = fixture.databases;
    owner = new pg.Client({ connectionString: analytics.adminUrl, options: '-c role=sluice_owner' });
    maintainer = new pg.Client({ connectionString: analytics.maintainerUrl });
    await Promise.all([owner.connect(), maintainer.connect()]);
    await owner.query(insertFigures(OUTREACH_TENANT.id, '2025-12-30Z', '90 days', 3_000));
    await owner.query(insertFigures(OTHER_OUTREACH_TENANT.id, '2026-01-15Z', '30 days', 1_000));
    await refreshAllFigures((sql, values) => analytics.asMaintainer(null, sql, values));
    await analytics.asAdmin('analyze');
    await fixture.states.load();
  });

  afterAll(async () => {
    await Promise.all([owner.end(), maintainer.end()]);
    await fixture.close();
  });

  /** What happens before a question; the same for the same seed. */
  const EVENTS: Readonly<Record<string, (random: SeededRandom) => Promise<void>>> = {
    nothing: () => Promise.resolve(),
    write: (random) => writeFigures(owner, random),
    fold: (random) => foldFigures(maintainer, random),
    refresh: (random) => refreshFigures(maintainer, random),
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

  test('are what plain SQL says of the base tables, whatever was written, folded or refreshed before', async () => {
    const sources = new Set<string>();
    const rollups = new Set<string>();
    await fc.assert(
      fc.asyncProperty(arbitraryFigure, event, async (figure, { name, seed }) => {
        await EVENTS[name]!(new SeededRandom(seed));
        const { data, errors } = await fixture.ask<{ outreach: Record<string, Reply> }>(toGraphql(figure));
        expect(errors).toEqual([]);
        const reply = data!.outreach[figure.subject.field]!;
        sources.add(reply.explain.source);
        if (reply.explain.rollup !== null) rollups.add(reply.explain.rollup);
        const expected = await expectedAnswer(figure);
        expectSameRows(figure.question, reply.rows, expected.rows);
        expectSameRow(reply.totals, expected.totals);
      }),
      // What has happened to the data cannot be undone, so that nothing is gained by trying smaller ones.
      { numRuns: RUNS, endOnFailure: true },
    );
    // The property says little if the rollups were never chosen.
    expect([...sources].sort()).toEqual(['ROLLUP', 'ROLLUP_AND_TABLE', 'TABLE']);
    expect(rollups.size).toBe(5);
  });

  async function expectedAnswer(figure: Figure): Promise<{ rows: Row[]; totals: Row }> {
    const { rows, totals } = toSql(figure, OUTREACH_TENANT.id);
    const { analytics } = fixture.databases;
    return { rows: await analytics.asOwner(rows), totals: (await analytics.asOwner(totals))[0]! };
  }
});
