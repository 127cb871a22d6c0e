import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createExecutor, type Executor } from '../../../src/analytics/execution/create-executor.js';
import { createSluiceSchema } from '../../../src/domains/schema.js';
import { postgresVersions } from '../../setup/test-database.js';
import { expectSameRow, expectSameRows, type Row } from '../support/compare-answers.js';
import { preferRollups } from '../support/prefer-rollups.js';
import { toGraphql, toSql, type Question } from '../support/random-question.js';
import {
  askAs,
  createTicketsFixture,
  OTHER_TENANT,
  refresh,
  TENANT,
  type TicketsFixture,
} from '../support/tickets-fixture.js';
import { WITHOUT_CACHE } from '../support/without-cache.js';

const ALL_MEASURES = ['count', 'openCount', 'avgResolutionHours', 'slaBreachRate', 'avgSatisfactionScore'];
const EVER = { since: null, until: null, condition: null };
const CUT = { since: '2025-03-02T10:20:00.000001Z', until: '2025-04-20T00:30:00Z', condition: null };

const by = (grain: string | null, field = 'createdAt'): Question['groupings'][number] => ({
  alias: field === 'createdAt' ? 'at' : field,
  field,
  grain,
});

/** By the rollup that answers. */
const QUESTIONS: Readonly<Record<string, Question>> = {
  'UTC days with distinct counts': {
    groupings: [by('DAY'), by(null, 'channel')],
    measures: ['customers', 'count'],
    timezone: 'UTC',
    ...EVER,
  },
  'channels over a cut range': {
    groupings: [by(null, 'channel')],
    measures: ALL_MEASURES,
    timezone: 'Asia/Kolkata',
    ...CUT,
  },
  'hours in UTC': {
    groupings: [by('HOUR'), by(null, 'channel')],
    measures: ALL_MEASURES.filter((name) => name !== 'openCount'),
    timezone: 'UTC',
    ...CUT,
  },
  'days in Berlin': {
    groupings: [by('DAY'), by(null, 'status')],
    measures: ALL_MEASURES,
    timezone: 'Europe/Berlin',
    ...EVER,
  },
  'weeks in New York': {
    groupings: [by('WEEK')],
    measures: ALL_MEASURES,
    timezone: 'America/New_York',
    ...CUT,
  },
  'half of the year in Lord Howe': {
    groupings: [by('MONTH')],
    measures: ['count'],
    timezone: 'Australia/Lord_Howe',
    since: '2024-10-06T00:00:00Z',
    until: '2025-04-05T00:00:00Z',
    condition: null,
  },
};

interface Change {
  readonly what: string;
  readonly sql: string;
}

const OURS = `tenant_id = '${TENANT}'`;

const CHANGES: readonly Change[] = [
  {
    what: 'rows that were inserted',
    sql: `insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, channel, satisfaction_score, customer_id)
          select '${TENANT}', gen_random_uuid(), t, t, 'New', 'open', 'chat', 5, gen_random_uuid()
            from unnest(array['2025-03-02T10:30Z', '2025-03-30T00:59:59.999999Z', '2025-03-30T23:00Z', '2024-01-01T00:00Z', '2025-11-26T12:00Z']::timestamptz[]) t`,
  },
  {
    what: 'rows that were changed in place',
    sql: `update helpdesk.tickets set status = 'closed', resolved_at = created_at + interval '1 hour', satisfaction_score = 1
           where ${OURS} and created_at >= '2025-03-10Z' and created_at < '2025-03-12Z'`,
  },
  {
    what: 'rows that were moved to other days',
    sql: `update helpdesk.tickets set created_at = created_at + interval '40 days', updated_at = updated_at + interval '40 days', first_responded_at = null, resolved_at = null where ${OURS} and created_at >= '2025-02-10Z' and created_at < '2025-02-11Z'`,
  },
  {
    what: 'a day that was emptied',
    sql: `delete from helpdesk.tickets where ${OURS} and created_at >= '2025-03-20Z' and created_at < '2025-03-21Z'`,
  },
  {
    what: 'rows that went to another tenant',
    sql: `update helpdesk.tickets set tenant_id = '${OTHER_TENANT}' where ${OURS} and created_at >= '2025-03-15Z' and created_at < '2025-03-16Z'`,
  },
  {
    what: 'changes on very many days',
    sql: `update helpdesk.tickets set priority = 'urgent', channel = 'phone' where ${OURS} and extract(day from created_at) in (1, 5, 6, 17, 28)`,
  },
];

describe.each(postgresVersions)(
  'what has changed since the last refresh on PostgreSQL $version',
  (server) => {
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

    interface Reply {
      readonly rows: readonly Row[];
      readonly totals: Row;
      readonly explain: { source: string; layers: string[]; reason: string };
    }

    async function expectExact(question: Question, tenantId = TENANT): Promise<Reply> {
      const source = toGraphql(question).replace('explain {', 'explain { layers reason');
      const { data, errors } = await askAs({ execute, gateway: fixture.gateway }, source, { tenantId });
      expect(errors).toEqual([]);
      const reply = (data as unknown as { helpdesk: { tickets: Reply } }).helpdesk.tickets;
      const { rows, totals } = toSql(question, tenantId);
      expectSameRows(question, reply.rows, await fixture.database.asOwner(rows));
      expectSameRow(reply.totals, (await fixture.database.asOwner(totals))[0]!);
      return reply;
    }

    describe.each(CHANGES)('$what', ({ sql }) => {
      beforeAll(async () => {
        await refresh(fixture.database);
        await fixture.states.load();
        await fixture.database.asOwner(sql);
      });

      test.each(Object.entries(QUESTIONS))(
        'are in the answer, from a rollup: %s',
        async (_name, question) => {
          expect((await expectExact(question)).explain.source).not.toBe('TABLE');
          await expectExact(question, OTHER_TENANT);
        },
      );
    });

    describe('days that were folded', () => {
      beforeEach(async () => {
        await refresh(fixture.database);
        await fixture.states.load();
        await fixture.database.asOwner(CHANGES[0]!.sql);
        await fixture.database.asMaintainer(
          null,
          `select * from helpdesk.refresh_organization_views('${TENANT}')`,
        );
      });

      const days = QUESTIONS['UTC days with distinct counts']!;
      /** The first time, days that are stale no longer are still read from the table, which is as exact. */
      const layersOf = async (question: Question): Promise<string[]> => {
        await expectExact(question);
        return (await expectExact(question)).explain.layers;
      };

      test('come from the delta, those that changed after that from the table', async () => {
        expect(await layersOf(days)).toEqual(['MATERIALIZED_VIEW', 'DELTA']);
        await fixture.database.asOwner(
          `delete from helpdesk.tickets where ${OURS} and created_at >= '2025-06-20Z' and created_at < '2025-06-21Z'`,
        );
        const { explain } = await expectExact(days);
        expect(explain).toMatchObject({
          source: 'ROLLUP_AND_TABLE',
          layers: ['MATERIALIZED_VIEW', 'DELTA', 'TABLE'],
        });
        expect(explain.reason).toContain('one UTC day has changed since the rollup was last folded');
      });

      test('are the only layer of a range that has no others', async () => {
        const day = { ...days, since: '2024-01-01T00:00:00Z', until: '2024-01-02T00:00:00Z' };
        expect(await layersOf(day)).toEqual(['DELTA']);
        expect(await layersOf({ ...day, until: '2024-01-03T00:00:00Z' })).toEqual([
          'MATERIALIZED_VIEW',
          'DELTA',
        ]);
      });
    });

    test('rows outside of the time that a rollup was known to hold are in the answer', async () => {
      await refresh(fixture.database);
      await fixture.states.load();
      const question = QUESTIONS['days in Berlin']!;
      await expectExact(question);
      await fixture.database.asOwner(
        `insert into helpdesk.tickets (tenant_id, id, created_at, updated_at, subject, status, channel)
       select '${TENANT}', gen_random_uuid(), t, t, 'Far', 'open', 'chat' from unnest(array['1950-05-05Z', '1995-05-05T12:00Z', '2120-05-05Z']::timestamptz[]) t`,
      );
      // The engine is not told that the rollups hold more now.
      await fixture.database.asMaintainer(
        null,
        `select * from helpdesk.refresh_organization_views('${TENANT}')`,
      );
      const { explain } = await expectExact(question);
      expect(explain.source).toBe('ROLLUP_AND_TABLE');
    });
  },
);
