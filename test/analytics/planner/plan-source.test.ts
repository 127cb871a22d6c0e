import { describe, expect, test } from 'vitest';
import { datasetOf } from '../../../src/analytics/decorators/dataset-registry.js';
import type { Aggregate } from '../../../src/analytics/model/aggregate.js';
import { isIn } from '../../../src/analytics/model/row-condition.js';
import { integer, text } from '../../../src/analytics/model/expression.js';
import type { Grain } from '../../../src/analytics/model/grain.js';
import { planMaterialized } from '../../../src/analytics/planner/plan-materialized.js';
import { planSource } from '../../../src/analytics/planner/plan-source.js';
import type { RollupState } from '../../../src/analytics/planner/rollup-states.js';
import type {
  Assumptions,
  Need,
  PlanningContext,
  SourcePlan,
} from '../../../src/analytics/planner/source-plan.js';
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
        deltaRows: 0,
        firstBucketUs: at('2024-01-01T00:00:00Z'),
        lastBucketUs: at('2025-12-31T00:00:00Z'),
        tableRows: 1_000_000,
        archivedUntilUs: null,
        completeSinceUs: null,
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

/** The names of rollups with the UTC days that have changed since. */
type Stale = Readonly<Record<string, readonly string[] | 'all'>>;

interface Knowledge {
  readonly known?: ReadonlyMap<string, RollupState>;
  readonly stale?: Stale;
  readonly archivedUntil?: string;
}

function assume({ stale = {}, archivedUntil }: Knowledge): Assumptions {
  return {
    archivedUntilUs: archivedUntil === undefined ? null : at(archivedUntil),
    staleDaysUs: (view) => {
      const days = stale[view.replace('helpdesk.', '')] ?? [];
      return days === 'all' ? days : days.map((day) => at(`${day}T00:00:00Z`));
    },
  };
}

function needOf({ by = [], of = [COUNT], filteredBy = [], since, until, zone = UTC }: Question): Need {
  return {
    groupings: by.map((name) =>
      GRAIN_NAMES.has(name)
        ? { dimension: tickets.time, grain: name as Grain }
        : { dimension: tickets.dimensions.get(name)!, grain: null },
    ),
    aggregates: of,
    filterDimensions: new Set(filteredBy.map((name) => tickets.dimensions.get(name)!)),
    isFilteredByText: false,
    range: {
      sinceUs: since === undefined ? null : at(since),
      untilUs: until === undefined ? null : at(until),
    },
    timezone: zone === UTC ? 'UTC' : zone === KOLKATA ? 'Asia/Kolkata' : 'Europe/Berlin',
  };
}

const contextOf = (question: Question, knowledge: Knowledge): PlanningContext => ({
  dataset: tickets,
  need: needOf(question),
  zone: question.zone ?? UTC,
  states: knowledge.known ?? states(),
  assumptions: assume(knowledge),
});

const plan = (question: Question, knowledge: Knowledge = {}): SourcePlan =>
  planSource(contextOf(question, knowledge));

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
    expect(plan({ by: ['customer'] }, { known: states({ rowCount: 3_000_000 }) })).toMatchObject({
      rollup: null,
      reason: 'the base table reads no more than any rollup here',
    });
    expect(plan({}, { known: states({ refreshedAtMs: null }) }).rejected[0]!.reason).toBe(
      'it has not been refreshed yet',
    );
    expect(plan({}, { known: new Map() }).rollup).toBeNull();
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

  test('reads no percentile from a rollup, whatever its grouping, unless it holds just that one', () => {
    const median: Aggregate = {
      fn: 'percentile',
      expression: integer('satisfaction_score'),
      where: null,
      fraction: 0.5,
    };
    for (const by of [[], ['day'], ['day', 'channel']]) expect(chosen({ by, of: [median] })).toBeNull();
    expect(whyNot({ by: ['day', 'channel'], of: [median] }, 'dashboard_stats')).toBe(
      'it does not hold percentile_cont(0.5) within group (order by satisfaction_score)',
    );
  });

  describe('where days have changed since', () => {
    const MARCH = { since: '2025-03-01T00:00:00Z', until: '2025-04-01T00:00:00Z' };
    const day = (date: string, days = 1): { sinceUs: number; untilUs: number } => ({
      sinceUs: at(`${date}T00:00:00Z`),
      untilUs: at(`${date}T00:00:00Z`) + days * 86_400_000_000,
    });

    test('takes those of the range from the base table', () => {
      const { rollup, range, edges, reason } = plan(
        { ...MARCH, by: ['day', 'channel'], of: [CUSTOMERS] },
        {
          stale: { dashboard_stats: ['2025-02-28', '2025-03-10', '2025-03-11', '2025-03-20', '2025-04-01'] },
        },
      );
      expect(rollup!.view).toBe('helpdesk.dashboard_stats');
      expect(range).toEqual({ sinceUs: at(MARCH.since), untilUs: at(MARCH.until) });
      expect(edges).toEqual([day('2025-03-10', 2), day('2025-03-20')]);
      expect(reason).toContain(
        '3 UTC days have changed since the rollup was last folded and come from the base table',
      );
    });

    test('joins them with what the range cuts off', () => {
      const { range, edges } = plan(
        { by: ['hour', 'channel'], since: '2025-03-01T10:30:00Z', until: '2025-03-05T04:20:00Z' },
        { stale: { channel_performance: ['2025-03-01', '2025-03-03', '2025-03-05'] } },
      );
      expect(range).toEqual({ sinceUs: at('2025-03-02T00:00:00Z'), untilUs: at('2025-03-05T00:00:00Z') });
      expect(edges).toEqual([
        { sinceUs: at('2025-03-01T10:30:00Z'), untilUs: at('2025-03-02T00:00:00Z') },
        day('2025-03-03'),
        { sinceUs: at('2025-03-05T00:00:00Z'), untilUs: at('2025-03-05T04:20:00Z') },
      ]);
    });

    test('has no more than six edges, and reads fresh days in between from the table as well', () => {
      const days = ['02', '05', '08', '09', '12', '14', '18', '24', '28'].map((date) => `2025-03-${date}`);
      const { edges } = plan(
        { ...MARCH, by: ['day', 'channel'], of: [CUSTOMERS] },
        { stale: { dashboard_stats: days } },
      );
      expect(edges).toEqual([
        day('2025-03-02', 4),
        day('2025-03-08', 2),
        day('2025-03-12', 3),
        day('2025-03-18'),
        day('2025-03-24'),
        day('2025-03-28'),
      ]);
    });

    test('takes another rollup or the base table where too much has changed', () => {
      const everyDay = Array.from({ length: 31 }, (_, n) => `2025-03-${String(n + 1).padStart(2, '0')}`);
      const busy = plan({ ...MARCH, by: ['day', 'channel'] }, { stale: { dashboard_stats: everyDay } });
      expect(busy.rollup!.view).toBe('helpdesk.channel_performance');
      expect(busy.rejected).toContainEqual({
        rollup: 'helpdesk.dashboard_stats',
        reason: 'every whole UTC day of the range has changed since it was last folded',
      });
      const all = { dashboard_stats: 'all', channel_performance: 'all' } as const;
      expect(plan({ ...MARCH, by: ['day', 'channel'] }, { stale: all }).rollup).toBeNull();
    });

    test('still reads distinct counts, of which no group is in two places', () => {
      const { rollup, edges } = plan(
        { by: ['day', 'channel'], of: [CUSTOMERS] },
        { stale: { dashboard_stats: ['2025-03-10'] } },
      );
      expect(rollup!.view).toBe('helpdesk.dashboard_stats');
      expect(edges).toEqual([day('2025-03-10')]);
    });
  });

  describe('where a zone fits a rollup for some of the time only', () => {
    const SINCE_2000 = new ZoneProfile(
      [
        { sinceUs: at('1970-01-01T00:00:00Z'), offsetSeconds: 1800 },
        { sinceUs: at('2000-01-01T00:00:00Z'), offsetSeconds: 3600 },
      ],
      { sinceUs: at('1970-01-01T00:00:00Z'), untilUs: at('2100-01-01T00:00:00Z') },
    );
    const byDay: Question = { by: ['day', 'channel'], zone: SINCE_2000 };

    test('reads the rollup there alone, whatever it has got outside of the time that it was known to hold', () => {
      const { rollup, range, edges, reason } = plan(byDay);
      expect(rollup!.view).toBe('helpdesk.channel_performance');
      expect(range).toEqual({ sinceUs: at('2000-01-01T00:00:00Z'), untilUs: at('2100-01-01T00:00:00Z') });
      expect(edges).toEqual([
        { sinceUs: null, untilUs: range.sinceUs },
        { sinceUs: range.untilUs, untilUs: null },
      ]);
      expect(reason).toContain('times for which the clocks of Europe/Berlin do not fit');
    });

    test('reads it where it fits for good, whatever any tenant has of the time before that', () => {
      const early = states({ firstBucketUs: at('1999-12-31T23:00:00Z') });
      const { rollup, range, edges } = plan(byDay, { known: early });
      expect(rollup!.view).toBe('helpdesk.channel_performance');
      // Not from the very change of the clocks on: an hour may have parts on both sides of it.
      expect(range).toEqual({ sinceUs: at('2000-01-03T00:00:00Z'), untilUs: at('2100-01-01T00:00:00Z') });
      expect(edges).toEqual([
        { sinceUs: null, untilUs: range.sinceUs },
        { sinceUs: range.untilUs, untilUs: null },
      ]);
      const unknown = states({ firstBucketUs: at('1900-01-01T00:00:00Z') });
      expect(plan(byDay, { known: unknown }).range).toEqual(range);
      expect(plan({ ...byDay, since: '2000-01-01T00:00:00Z' }, { known: early }).range.sinceUs).toBe(
        at('2000-01-01T00:00:00Z'),
      );
    });

    test('does not read it where it does not fit the newest of what the rollup holds', () => {
      const until2000 = new ZoneProfile(
        [
          { sinceUs: at('1970-01-01T00:00:00Z'), offsetSeconds: 3600 },
          { sinceUs: at('2000-01-01T00:00:00Z'), offsetSeconds: 1800 },
        ],
        { sinceUs: at('1970-01-01T00:00:00Z'), untilUs: at('2100-01-01T00:00:00Z') },
      );
      const early = states({ firstBucketUs: at('1999-12-31T23:00:00Z') });
      expect(plan({ ...byDay, zone: until2000 }, { known: early }).rollup).toBeNull();
      const empty = states({ firstBucketUs: null, lastBucketUs: null });
      expect(plan(byDay, { known: empty }).rollup).toBeNull();
    });
  });

  describe('where months are archived', () => {
    const known = states({ archivedUntilUs: at('2025-01-01T00:00:00Z') });
    const archived: Knowledge = { known, archivedUntil: '2025-01-01T00:00:00Z' };

    test('takes a rollup that covers, whatever it costs', () => {
      const dear: Knowledge = { ...archived, known: states({ rowCount: 3_000_000 }) };
      expect(plan({ by: ['customer'] }, dear)).toMatchObject({ missing: [], edges: [] });
      expect(plan({ by: ['customer'] }, dear).rollup!.view).toBe('helpdesk.customer_stats');
      expect(plan({ by: ['customer'], since: '2025-01-01T00:00:00Z' }, dear).rollup).toBeNull();
    });

    test('never reads archived rows in the table, and says what is missing', () => {
      const { rollup, range, missing, reason } = plan(
        { by: ['status', 'channel'], since: '2024-06-01T00:00:00Z' },
        archived,
      );
      expect(rollup).toBeNull();
      expect(range).toEqual({ sinceUs: at('2025-01-01T00:00:00Z'), untilUs: null });
      expect(missing).toEqual([{ sinceUs: at('2024-06-01T00:00:00Z'), untilUs: at('2025-01-01T00:00:00Z') }]);
      expect(reason).toBe(
        'no rollup covers the question; what lies before 2025-01-01T00:00:00.000000Z is archived and can no longer be had in full like this',
      );
    });

    test('misses of a covered range only what it cuts off there', () => {
      const { rollup, range, edges, missing } = plan(
        { by: ['day', 'channel'], since: '2024-06-01T10:00:00Z', until: '2025-03-01T10:00:00Z' },
        archived,
      );
      expect(rollup!.view).toBe('helpdesk.channel_performance');
      expect([range.sinceUs, edges, missing]).toEqual([at('2024-06-01T10:00:00Z'), [], []]);
      const cut = plan(
        { by: ['day', 'channel'], of: [CUSTOMERS, COUNT], since: '2024-06-02T00:00:00Z' },
        archived,
      );
      expect(cut.missing).toEqual([]);
      const half = plan({ by: ['hour', 'channel'], since: '2024-06-01T10:30:00Z' }, archived);
      expect(half.missing).toEqual([
        { sinceUs: at('2024-06-01T10:30:00Z'), untilUs: at('2024-06-01T11:00:00Z') },
      ]);
    });

    test('does not read what a rollup has not been made for, and prefers one that has it', () => {
      const late = new Map(known);
      late.set('helpdesk.dashboard_stats', {
        ...known.get('helpdesk.dashboard_stats')!,
        completeSinceUs: at('2024-09-01T00:00:00Z'),
      });
      const chosenThen = plan({ by: ['day', 'channel'] }, { ...archived, known: late });
      expect(chosenThen.rollup!.view).toBe('helpdesk.channel_performance');
      expect(chosenThen.missing).toEqual([]);
      expect(chosenThen.rejected).toContainEqual({
        rollup: 'helpdesk.dashboard_stats',
        reason: 'it covers the question, but helpdesk.channel_performance holds more of what is archived',
      });
      const only = plan({ by: ['day', 'channel'], of: [CUSTOMERS] }, { ...archived, known: late });
      expect(only.range.sinceUs).toBe(at('2024-09-01T00:00:00Z'));
      expect(only.missing).toEqual([
        { sinceUs: at('2024-01-01T00:00:00Z'), untilUs: at('2024-09-01T00:00:00Z') },
      ]);
    });

    test('misses nothing before the first of what is archived, whatever else it cannot read there', () => {
      const since1970 = { sinceUs: at('1970-01-01T00:00:00Z'), untilUs: at('2100-01-01T00:00:00Z') };
      const zone = new ZoneProfile([{ sinceUs: since1970.sinceUs, offsetSeconds: 3600 }], since1970);
      expect(plan({ by: ['day', 'channel'], zone }, archived).missing).toEqual([]);
      const stillUnknown: Knowledge = { ...archived, archivedUntil: '2025-02-01T00:00:00Z' };
      expect(plan({ by: ['day', 'channel'], zone }, stillUnknown).missing).toEqual([
        { sinceUs: null, untilUs: since1970.sinceUs },
      ]);
      expect(plan({ by: ['status', 'channel'] }, archived).missing).toEqual([
        { sinceUs: at('2024-01-01T00:00:00Z'), untilUs: at('2025-01-01T00:00:00Z') },
      ]);
      const empty = states({ archivedUntilUs: at('2025-01-01T00:00:00Z'), firstBucketUs: null });
      expect(plan({ by: ['status', 'channel'] }, { ...archived, known: empty }).missing).toEqual([]);
    });

    test('reads below it from the rollup even where everything else counts as changed', () => {
      const { rollup, range, edges } = plan(
        { by: ['day', 'channel'] },
        { ...archived, stale: { dashboard_stats: 'all', channel_performance: 'all' } },
      );
      expect(rollup).not.toBeNull();
      expect(range).toEqual({ sinceUs: null, untilUs: at('2025-01-01T00:00:00Z') });
      expect(edges).toEqual([{ sinceUs: at('2025-01-01T00:00:00Z'), untilUs: null }]);
    });
  });
});

describe('the planner of the materialized state', () => {
  const materialized = (question: Question, knowledge: Knowledge = {}): SourcePlan =>
    planMaterialized(contextOf(question, knowledge));

  test('reads a rollup alone, stale or not', () => {
    expect(
      materialized(
        { by: ['day', 'channel'], since: '2025-03-01T00:00:00Z' },
        { stale: { dashboard_stats: ['2025-03-10'] } },
      ),
    ).toMatchObject({
      rollup: { view: 'helpdesk.dashboard_stats' },
      range: { sinceUs: at('2025-03-01T00:00:00Z'), untilUs: null },
      edges: [],
      guard: null,
    });
  });

  test('names every reason, and the nearest range that would do', () => {
    expect(() =>
      materialized({
        by: ['day', 'channel'],
        since: '2025-03-01T10:20:00Z',
        until: '2025-03-05T04:40:00Z',
      }),
    ).toThrow(
      /^"freshness: REFRESHED" reads rollups alone, and none can answer this \(.*helpdesk\.dashboard_stats: the range cuts a UTC day\)\. Ask for whole UTC hours, since: "2025-03-01T10:00:00Z", until: "2025-03-05T05:00:00Z", or leave "freshness" out\.$/,
    );
    expect(() => materialized({ of: [CUSTOMERS], since: '2025-03-01T00:00:00Z' })).toThrow(
      /count\(distinct customer_id\) is not additive.*Leave "freshness" out/,
    );
  });

  test('has the rollup guarded where its zone was looked at for some of the time only', () => {
    const known = { sinceUs: at('1970-01-01T00:00:00Z'), untilUs: at('2100-01-01T00:00:00Z') };
    const zone = new ZoneProfile([{ sinceUs: known.sinceUs, offsetSeconds: 3600 }], known);
    expect(materialized({ by: ['day', 'channel'], zone }).guard).toEqual(known);
    expect(
      materialized({
        by: ['day', 'channel'],
        zone,
        since: '2025-01-01T00:00:00Z',
        until: '2025-02-01T00:00:00Z',
      }).guard,
    ).toBeNull();
    // Others may have buckets of the time before that; who asks must not.
    const early = states({ firstBucketUs: at('1900-01-01T00:00:00Z') });
    expect(materialized({ by: ['day', 'channel'], zone }, { known: early }).guard).toEqual({
      sinceUs: at('1970-01-03T00:00:00Z'),
      untilUs: known.untilUs,
    });
  });

  test('says what a rollup has never had', () => {
    const known = states({ completeSinceUs: at('2024-09-01T00:00:00Z') });
    expect(materialized({ by: ['channel'] }, { known, archivedUntil: '2025-01-01T00:00:00Z' })).toMatchObject(
      {
        range: { sinceUs: at('2024-09-01T00:00:00Z'), untilUs: null },
        missing: [{ sinceUs: null, untilUs: at('2024-09-01T00:00:00Z') }],
      },
    );
  });
});
