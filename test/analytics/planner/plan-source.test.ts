import { describe, expect, test } from 'vitest';
import { datasetOf } from '../../../src/analytics/decorators/dataset-registry.js';
import type { Aggregate } from '../../../src/analytics/model/aggregate.js';
import { isIn } from '../../../src/analytics/model/row-condition.js';
import { integer, text } from '../../../src/analytics/model/expression.js';
import type { Grain } from '../../../src/analytics/model/grain.js';
import { planSource } from '../../../src/analytics/planner/plan-source.js';
import type { RollupState } from '../../../src/analytics/planner/rollup-states.js';
import type { Need, SourcePlan } from '../../../src/analytics/planner/source-plan.js';
import { ZoneProfile } from '../../../src/analytics/planner/zone-profile.js';
import { Tickets } from '../../../src/domains/helpdesk/tickets.js';

const at = (iso: string): number => Date.parse(iso) * 1000;
const tickets = datasetOf(Tickets);
const EVER = { sinceUs: null, untilUs: null };
const UTC = new ZoneProfile([{ sinceUs: 0, offsetSeconds: 0 }], EVER);
const BERLIN = new ZoneProfile([{ sinceUs: 0, offsetSeconds: 3600 }], EVER);
const KOLKATA = new ZoneProfile([{ sinceUs: 0, offsetSeconds: 19_800 }], EVER);

const COUNT: Aggregate = { fn: 'count', expression: null, where: null };
const OPEN: Aggregate = { fn: 'count', expression: null, where: isIn('status', ['open']) };
const CUSTOMERS: Aggregate = { fn: 'countDistinct', expression: text('customer_id'), where: null };
const WORST: Aggregate = { fn: 'min', expression: integer('satisfaction_score'), where: null };

/** Rows of each rollup over two years, of a table of a million. */
const ROWS: Readonly<Record<string, number>> = {
  dashboard_stats: 3_000,
  channel_performance: 70_000,
  ticket_trends: 100_000,
  sla_performance: 10_000,
  category_performance: 8_000,
  agent_performance: 20_000,
  customer_stats: 900_000,
};

const states = (change: Partial<RollupState> = {}): ReadonlyMap<string, RollupState> =>
  new Map(
    Object.entries(ROWS).map(([name, rowCount]) => [
      `helpdesk.${name}`,
      {
        refreshedAtMs: 1,
        rowCount,
        firstBucketUs: at('2024-01-01T00:00:00Z'),
        lastBucketUs: at('2025-12-31T00:00:00Z'),
        tableRows: 1_000_000,
        ...change,
      },
    ]),
  );

interface Question {
  readonly by?: readonly (string | Grain)[];
  readonly of?: readonly Aggregate[];
  readonly filteredBy?: readonly string[];
  readonly since?: string;
  readonly until?: string;
  readonly zone?: ZoneProfile;
}

const GRAIN_NAMES = new Set(['hour', 'day', 'week', 'month', 'quarter', 'year']);

function plan(
  { by = [], of = [COUNT], filteredBy = [], since, until, zone = UTC }: Question,
  known = states(),
): SourcePlan {
  const need: Need = {
    groupings: by.map((name) =>
      GRAIN_NAMES.has(name)
        ? { dimension: tickets.time, grain: name as Grain }
        : { dimension: tickets.dimensions.get(name)!, grain: null },
    ),
    aggregates: of,
    filterDimensions: new Set(filteredBy.map((name) => tickets.dimensions.get(name)!)),
    range: {
      sinceUs: since === undefined ? null : at(since),
      untilUs: until === undefined ? null : at(until),
    },
    timezone: zone === UTC ? 'UTC' : zone === BERLIN ? 'Europe/Berlin' : 'Asia/Kolkata',
  };
  return planSource(tickets, need, zone, known);
}

const chosen = (question: Question): string | null => plan(question).rollup?.view ?? null;
const whyNot = (question: Question, rollup: string): string | undefined =>
  plan(question).rejected.find((each) => each.rollup === `helpdesk.${rollup}`)?.reason;

describe('the planner', () => {
  test('takes the smallest rollup that holds the dimensions and the grain', () => {
    expect(chosen({ by: ['day', 'channel'] })).toBe('helpdesk.dashboard_stats');
    expect(chosen({ by: ['hour', 'channel'] })).toBe('helpdesk.channel_performance');
    expect(chosen({ by: ['month', 'status'] })).toBe('helpdesk.ticket_trends');
    expect(chosen({ by: ['agent'] })).toBe('helpdesk.agent_performance');
    expect(chosen({ by: ['priority'], filteredBy: ['slaBreached'] })).toBe('helpdesk.sla_performance');
    expect(chosen({})).toBe('helpdesk.dashboard_stats');
  });

  test('names a reason for every rollup that it does not take', () => {
    const { rejected, rollup } = plan({ by: ['day', 'channel'] });
    expect(rejected.map((each) => each.rollup).sort()).toEqual(
      tickets.rollups
        .map((each) => each.view)
        .filter((view) => view !== rollup!.view)
        .sort(),
    );
    expect(whyNot({ by: ['day', 'channel'] }, 'agent_performance')).toBe(
      'it does not hold the dimension "channel"',
    );
    expect(whyNot({ by: ['day', 'channel'] }, 'channel_performance')).toBe(
      'it covers the question, but helpdesk.dashboard_stats reads less',
    );
    expect(whyNot({ by: ['hour', 'channel'] }, 'dashboard_stats')).toBe(
      'it holds days, and the question asks for hours',
    );
    expect(whyNot({ filteredBy: ['status'] }, 'dashboard_stats')).toContain(
      '"status", which the filter names',
    );
    expect(whyNot({ of: [WORST] }, 'dashboard_stats')).toBe('it does not hold min(satisfaction_score)');
  });

  test('goes to the base table where no rollup covers, or none is smaller', () => {
    expect(plan({ by: ['status', 'channel'] })).toMatchObject({
      rollup: null,
      reason: 'no rollup covers the question',
    });
    expect(plan({ by: ['customer'] }, states({ rowCount: 3_000_000 }))).toMatchObject({
      rollup: null,
      reason: 'the base table reads no more than any rollup here',
    });
    expect(plan({}, states({ refreshedAtMs: null })).rejected[0]!.reason).toBe(
      'it has not been refreshed yet',
    );
    expect(plan({}, new Map()).rollup).toBeNull();
  });

  test('puts days of a zone together from UTC hours, where its offset is whole hours', () => {
    expect(chosen({ by: ['day', 'channel'], zone: BERLIN })).toBe('helpdesk.channel_performance');
    expect(whyNot({ by: ['day', 'channel'], zone: BERLIN }, 'dashboard_stats')).toBe(
      'it holds UTC days, and days in Europe/Berlin begin at other times',
    );
    expect(chosen({ by: ['day', 'channel'], zone: KOLKATA })).toBeNull();
    expect(whyNot({ by: ['day', 'channel'], zone: KOLKATA }, 'channel_performance')).toContain(
      'not whole hours from UTC',
    );
    // Without a bucket in the answer the zone does not matter.
    expect(chosen({ by: ['channel'], zone: KOLKATA })).toBe('helpdesk.dashboard_stats');
  });

  test('takes what a range cuts off from the base table', () => {
    const { rollup, range, edges } = plan({
      by: ['day', 'channel'],
      since: '2025-03-01T10:00:00Z',
      until: '2025-05-01T00:00:00Z',
    });
    expect(rollup!.view).toBe('helpdesk.dashboard_stats');
    expect(range).toEqual({ sinceUs: at('2025-03-02T00:00:00Z'), untilUs: at('2025-05-01T00:00:00Z') });
    expect(edges).toEqual([{ sinceUs: at('2025-03-01T10:00:00Z'), untilUs: at('2025-03-02T00:00:00Z') }]);
    expect(whyNot({ since: '2025-03-01T10:00:00Z', until: '2025-03-01T23:00:00Z' }, 'dashboard_stats')).toBe(
      'the range holds no whole UTC day',
    );
  });

  test('reads a filtered count from the dimension that it filters by', () => {
    expect(chosen({ of: [OPEN] })).toBe('helpdesk.ticket_trends');
  });

  test('reads a distinct count only where each group is one stored row', () => {
    expect(chosen({ by: ['day', 'channel'], of: [CUSTOMERS] })).toBe('helpdesk.dashboard_stats');
    for (const question of [
      { by: ['day'] },
      { by: ['channel'] },
      { by: ['month', 'channel'] },
      { by: ['day', 'channel'], since: '2025-03-01T10:00:00Z' },
    ]) {
      expect(chosen({ ...question, of: [CUSTOMERS] })).toBeNull();
    }
    expect(whyNot({ by: ['month', 'channel'], of: [CUSTOMERS] }, 'dashboard_stats')).toBe(
      "count(distinct customer_id) is not additive, and its grouping (createdAt by UTC day, channel) is not the question's",
    );
  });
});
