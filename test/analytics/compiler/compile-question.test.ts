import { describe, expect, test } from 'vitest';
import { compileQuestion } from '../../../src/analytics/compiler/compile-question.js';
import { datasetOf } from '../../../src/analytics/decorators/dataset-registry.js';
import type { SourcePlan } from '../../../src/analytics/planner/source-plan.js';
import { measureParts } from '../../../src/analytics/question/measure-parts.js';
import type { QuestionScope, RowsQuestion } from '../../../src/analytics/question/analytic-question.js';
import { Tickets } from '../../../src/domains/helpdesk/tickets.js';

const tickets = datasetOf(Tickets);
const at = (iso: string): number => Date.parse(iso) * 1000;
const MARCH = { sinceUs: at('2025-03-01T00:00:00Z'), untilUs: at('2025-04-01T00:00:00Z') };

const COUNT = [tickets.measures.get('count')!];

const question = (responseName: string): RowsQuestion => ({
  kind: 'rows',
  columns: [
    { responseName, value: { type: 'grouping', index: 0 } },
    { responseName: 'n', value: { type: 'measure', index: 0 } },
  ],
  groupings: [{ dimension: tickets.dimensions.get('channel')!, grain: null }],
  measures: COUNT,
  parts: measureParts(COUNT),
  order: [{ by: 'grouping', index: 0, direction: 'asc' }],
  limit: 10,
  fill: false,
});

const scope: QuestionScope = {
  dataset: tickets,
  range: MARCH,
  filter: {
    kind: 'compare',
    dimension: tickets.dimensions.get('channel')!,
    operator: 'in',
    value: ['email', "x'; drop"],
  },
  timezone: 'UTC',
};

const PLAN: SourcePlan = {
  rollup: null,
  range: MARCH,
  edges: [],
  missing: [],
  guard: null,
  reason: '',
  rejected: [],
  estimatedRows: null,
};
const rollup = tickets.rollups.find(({ view }) => view === 'helpdesk.dashboard_stats')!;

/** The statement without the JSON that it is wrapped in. */
const inner = (plan: SourcePlan): string =>
  compileQuestion(scope, question('channel'), plan).text.replace(/^.*? from \(select g0, /, 'select g0, ');

describe('a compiled question', () => {
  test('aggregates the base table under the range and the filter', () => {
    expect(inner(PLAN)).toBe(
      'select g0, p0 as m0 from (select channel as g0, count(*) as p0 from helpdesk.tickets' +
        ' where created_at >= $2::timestamptz and created_at < $3::timestamptz and channel = any($1::text[]) group by 1) a' +
        ' order by g0 collate "C" asc nulls last limit $4::bigint) r',
    );
  });

  test('combines what a rollup stores with what the table gives for the cut buckets', () => {
    const edge = { sinceUs: at('2025-03-01T10:00:00Z'), untilUs: at('2025-03-02T00:00:00Z') };
    expect(inner({ ...PLAN, rollup, range: { ...MARCH, sinceUs: edge.untilUs }, edges: [edge] })).toBe(
      'select g0, p0 as m0 from (select g0, coalesce(sum(p0), 0) as p0 from (' +
        'select channel as g0, tickets as p0 from helpdesk.dashboard_stats' +
        ' where bucket >= $2::timestamptz and bucket < $3::timestamptz and channel = any($1::text[])' +
        ' union all select channel as g0, count(*) as p0 from helpdesk.tickets' +
        ' where created_at >= $4::timestamptz and created_at < $2::timestamptz and channel = any($1::text[]) group by 1' +
        ') s group by 1) a order by g0 collate "C" asc nulls last limit $5::bigint) r',
    );
  });

  test('leaves stale days out of the rollup and reads them in the table', () => {
    const stale = { sinceUs: at('2025-03-10T00:00:00Z'), untilUs: at('2025-03-11T00:00:00Z') };
    expect(inner({ ...PLAN, rollup, edges: [stale] })).toBe(
      'select g0, p0 as m0 from (select g0, coalesce(sum(p0), 0) as p0 from (' +
        'select channel as g0, tickets as p0 from helpdesk.dashboard_stats' +
        ' where bucket >= $4::timestamptz and bucket < $5::timestamptz' +
        ' and not (bucket >= $2::timestamptz and bucket < $3::timestamptz) and channel = any($1::text[])' +
        ' union all select channel as g0, count(*) as p0 from helpdesk.tickets' +
        ' where created_at >= $2::timestamptz and created_at < $3::timestamptz and channel = any($1::text[]) group by 1' +
        ') s group by 1) a order by g0 collate "C" asc nulls last limit $6::bigint) r',
    );
    const other = { sinceUs: at('2025-03-20T00:00:00Z'), untilUs: at('2025-03-22T00:00:00Z') };
    expect(inner({ ...PLAN, rollup, edges: [other] })).toBe(inner({ ...PLAN, rollup, edges: [stale] }));
    expect(inner({ ...PLAN, rollup, edges: [stale, other] }).match(/union all/g)).toHaveLength(2);
  });

  test('has the same text for other values and other aliases, so that it is prepared once', () => {
    const alias = '"; drop table helpdesk.tickets; --';
    const one = compileQuestion(scope, question('channel'), PLAN);
    const other = compileQuestion(
      { ...scope, range: { ...MARCH, untilUs: at('2025-05-01T00:00:00Z') } },
      question(alias),
      PLAN,
    );
    const text = compileQuestion(
      { ...scope, range: { ...MARCH, untilUs: at('2025-05-01T00:00:00Z') } },
      question(alias),
      {
        ...PLAN,
        range: { ...MARCH, untilUs: at('2025-05-01T00:00:00Z') },
      },
    );
    expect(other.text).toBe(one.text);
    expect(text.text).toBe(one.text);
    expect(one.text).not.toContain('drop');
    expect(other.values).toContain(`{${JSON.stringify(alias)}:`);
    expect(one.values).toContainEqual(['email', "x'; drop"]);
  });

  test('writes instants to the microsecond', () => {
    const { values } = compileQuestion(scope, question('channel'), {
      ...PLAN,
      range: { sinceUs: 1_740_787_200_000_001, untilUs: -1 },
    });
    expect(values).toContain('2025-03-01T00:00:00.000001Z');
    expect(values).toContain('1969-12-31T23:59:59.999999Z');
  });
});
