import fc from 'fast-check';

/** One question in a form of its own, from which the GraphQL and, apart from it, the plain SQL are written. */
export interface Question {
  readonly groupings: readonly Grouping[];
  readonly measures: readonly string[];
  readonly timezone: string;
  readonly since: string | null;
  readonly until: string | null;
  readonly condition: Condition | null;
}

export interface Grouping {
  readonly alias: string;
  readonly field: string;
  readonly grain: string | null;
}

export type Condition =
  | { readonly graphql: string; readonly sql: string }
  | { readonly combine: 'and' | 'or'; readonly terms: readonly Condition[] }
  | { readonly not: Condition };

/** Measure by its name in GraphQL: what plain SQL says of it. */
const MEASURES: Readonly<Record<string, string>> = {
  count: 'count(*)::int',
  openCount: `(count(*) filter (where status in ('new', 'open', 'pending')))::int`,
  resolvedCount: `(count(*) filter (where status in ('resolved', 'closed')))::int`,
  resolutionRate: `avg((status in ('resolved', 'closed'))::int)::float8`,
  avgResolutionHours: 'avg(extract(epoch from resolved_at - created_at) / 3600)::float8',
  totalResolutionHours: 'sum(extract(epoch from resolved_at - created_at) / 3600)::float8',
  avgFirstResponseHours: 'avg(extract(epoch from first_responded_at - created_at) / 3600)::float8',
  slaBreaches: '(count(*) filter (where sla_breached))::int',
  slaBreachRate: 'avg(sla_breached::int)::float8',
  ratedCount: 'count(satisfaction_score)::int',
  avgSatisfactionScore: 'avg(satisfaction_score)::float8',
  minSatisfactionScore: 'min(satisfaction_score)::int',
  maxSatisfactionScore: 'max(satisfaction_score)::int',
  customers: 'count(distinct customer_id)::int',
  agents: 'count(distinct agent_id)::int',
};

/** Dimension by its name in GraphQL: what plain SQL groups by. */
const DIMENSIONS: Readonly<Record<string, string>> = {
  status: 'upper(status)',
  priority: 'upper(priority)',
  channel: 'channel',
  category: 'category',
  agentGroup: 'agent_group',
  slaBreached: 'sla_breached',
  satisfactionScore: 'satisfaction_score::int',
};

const ZONES = [
  'UTC',
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Europe/London',
  'America/Sao_Paulo',
];

const grouping = fc.oneof(
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR')
      .map((grain) => ({ field: 'createdAt', grain })),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...Object.keys(DIMENSIONS)).map((field) => ({ field, grain: null })),
  },
  { weight: 1, arbitrary: fc.constant({ field: 'resolvedAt', grain: 'MONTH' }) },
);

const groupings = fc
  .uniqueArray(grouping, { maxLength: 3, selector: ({ field, grain }) => `${field} ${grain}` })
  .map((keys) => keys.map((key, index) => ({ ...key, alias: `g${index}` })));

/** One condition on one dimension of the tickets. */
export const comparison: fc.Arbitrary<Condition> = fc.constantFrom(
  { graphql: 'status: { eq: OPEN }', sql: `status = 'open'` },
  { graphql: 'status: { in: [NEW, CLOSED, RESOLVED] }', sql: `status in ('new', 'closed', 'resolved')` },
  { graphql: 'priority: { ne: LOW }', sql: `coalesce(priority, '') <> 'low'` },
  { graphql: 'priority: { isNull: false }', sql: 'priority is not null' },
  { graphql: 'channel: { notIn: ["email", "fax"] }', sql: `channel not in ('email', 'fax')` },
  { graphql: 'channel: { eq: "chat" }', sql: `channel = 'chat'` },
  {
    graphql: 'category: { in: ["Billing", "Zürich \\\\ Ünïcode"] }',
    sql: `category in ('Billing', 'Zürich \\ Ünïcode')`,
  },
  { graphql: 'slaBreached: { eq: true }', sql: 'sla_breached' },
  { graphql: 'slaBreached: { ne: true }', sql: 'sla_breached is not true' },
  { graphql: 'satisfactionScore: { gte: 2, lt: 5 }', sql: 'satisfaction_score between 2 and 4' },
  { graphql: 'createdAt: { since: "2025-01-01T00:00:00Z" }', sql: `created_at >= '2025-01-01T00:00:00Z'` },
);

/** Conditions of this kind, combined. */
const combined = (one: fc.Arbitrary<Condition>): fc.Arbitrary<Condition> =>
  fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 2, depthSize: 'small' },
      one,
      fc.record({
        combine: fc.constantFrom('and' as const, 'or' as const),
        terms: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }),
      }),
      tie('condition').map((not) => ({ not })),
    ),
  })).condition;

const instant = fc
  .record({
    hours: fc.integer({ min: 0, max: 710 * 24 }),
    unit: fc.constantFrom(1, 24, 24),
    extraUs: fc.constantFrom(0, 0, 0, 1, 1_800_000_000, 3_599_999_999),
  })
  .map(({ hours, unit, extraUs }) => {
    const us = Date.UTC(2023, 11, 28) * 1000 + Math.floor(hours / unit) * unit * 3_600_000_000 + extraUs;
    return `${new Date(Math.floor(us / 1000)).toISOString().slice(0, -1)}${String(us % 1000).padStart(3, '0')}Z`;
  });

const range = fc
  .tuple(fc.option(instant, { freq: 3 }), fc.option(instant, { freq: 3 }))
  .map(([a, b]) => (a !== null && b !== null && a > b ? { since: b, until: a } : { since: a, until: b }));

/** Any question to the helpdesk's tickets whose filter, where it has one, is made of such conditions. */
export const questionFilteredBy = (
  one: fc.Arbitrary<Condition>,
  unfiltered: { readonly freq: number },
): fc.Arbitrary<Question> =>
  fc
    .record({
      groupings,
      measures: fc.oneof(
        fc.uniqueArray(fc.constantFrom(...Object.keys(MEASURES)), { minLength: 1, maxLength: 6 }),
        fc.subarray(['count', 'avgResolutionHours', 'avgSatisfactionScore', 'slaBreachRate'], {
          minLength: 1,
        }),
      ),
      timezone: fc.constantFrom(...ZONES),
      range,
      condition: fc.option(combined(one), unfiltered),
    })
    .map(({ range: { since, until }, ...rest }) => ({ ...rest, since, until }));

/** Any question to the helpdesk's tickets. */
export const arbitraryQuestion: fc.Arbitrary<Question> = questionFilteredBy(comparison, { freq: 2 });

/** What rollups hold: their dimension, and a condition on it. */
const SHAPES: readonly { readonly field: string; readonly condition: Condition }[] = [
  { field: 'channel', condition: { graphql: 'channel: { eq: "chat" }', sql: `channel = 'chat'` } },
  { field: 'status', condition: { graphql: 'status: { eq: OPEN }', sql: `status = 'open'` } },
  {
    field: 'category',
    condition: { graphql: 'category: { isNull: true }', sql: 'category is null' },
  },
];

const CORE_MEASURES = [
  'count',
  'resolvedCount',
  'avgResolutionHours',
  'avgFirstResponseHours',
  'slaBreaches',
  'slaBreachRate',
  'avgSatisfactionScore',
];

/** Questions that a rollup covers, but for their zone and their range: one dimension, a grain of time, or both. */
export const coverableQuestion: fc.Arbitrary<Question> = fc
  .record({
    shape: fc.constantFrom(...SHAPES),
    isGrouped: fc.boolean(),
    grain: fc.constantFrom(null, 'HOUR', 'DAY', 'DAY', 'WEEK', 'MONTH'),
    isFiltered: fc.boolean(),
    measures: fc.subarray(CORE_MEASURES, { minLength: 1 }),
    hasCustomers: fc.boolean(),
    timezone: fc.constantFrom('UTC', 'UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'),
    range,
  })
  .map(({ shape, isGrouped, grain, isFiltered, measures, hasCustomers, timezone, range: bounds }) => ({
    groupings: [
      ...(grain === null ? [] : [{ alias: 'g0', field: 'createdAt', grain }]),
      ...(isGrouped ? [{ alias: 'g1', field: shape.field, grain: null }] : []),
    ],
    // Not additive: from the one rollup that has just this grouping.
    measures:
      hasCustomers && grain === 'DAY' && shape.field === 'channel' ? ['customers', 'count'] : measures,
    timezone,
    ...bounds,
    condition: isFiltered ? shape.condition : null,
  }));

/** The question in GraphQL. */
export function toGraphql(question: Question): string {
  const bounds = [
    ...(question.since === null ? [] : [`since: "${question.since}"`]),
    ...(question.until === null ? [] : [`until: "${question.until}"`]),
  ];
  const where = [
    ...(bounds.length === 0 ? [] : [`{ createdAt: { ${bounds.join(', ')} } }`]),
    ...(question.condition === null ? [] : [conditionGraphql(question.condition)]),
  ];
  const keys = question.groupings.map(
    ({ alias, field, grain }) => `${alias}: ${field}${grain === null ? '' : `(grain: ${grain})`}`,
  );
  const args = `timezone: "${question.timezone}", limit: 10000, where: { and: [${where.join(', ')}] }`;
  const measures = question.measures.join(' ');
  return `{ helpdesk { tickets(${args}) { rows { ${keys.join(' ')} ${measures} } totals { ${measures} } explain { source totals { source } } } } }`;
}

/** The same in plain SQL on the base table, as the owner, with the tenant said by hand. */
export function toSql(
  question: Question,
  tenantId: string,
): { readonly rows: string; readonly totals: string } {
  const where = [
    `tenant_id = '${tenantId}'`,
    ...(question.since === null ? [] : [`created_at >= '${question.since}'`]),
    ...(question.until === null ? [] : [`created_at < '${question.until}'`]),
    ...(question.condition === null ? [] : [conditionSql(question.condition)]),
  ].join(' and ');
  const measures = question.measures.map((name) => `${MEASURES[name]!} as "${name}"`);
  const keys = question.groupings.map(
    ({ alias, field, grain }) => `${keySql(field, grain, question.timezone)} as ${alias}`,
  );
  const groupBy = keys.length === 0 ? '' : ` group by ${keys.map((_, i) => i + 1).join(', ')}`;
  return {
    rows: `select ${[...keys, ...measures].join(', ')} from helpdesk.tickets where ${where}${groupBy}`,
    totals: `select ${measures.join(', ')} from helpdesk.tickets where ${where}`,
  };
}

function keySql(field: string, grain: string | null, timezone: string): string {
  if (grain === null) return DIMENSIONS[field]!;
  const column = field === 'createdAt' ? 'created_at' : 'resolved_at';
  const bucket = `date_trunc('${grain.toLowerCase()}', ${column}, '${timezone}')`;
  return `to_char(${bucket} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
}

function conditionGraphql(condition: Condition): string {
  if ('graphql' in condition) return `{ ${condition.graphql} }`;
  if ('not' in condition) return `{ not: ${conditionGraphql(condition.not)} }`;
  return `{ ${condition.combine}: [${condition.terms.map(conditionGraphql).join(', ')}] }`;
}

function conditionSql(condition: Condition): string {
  if ('sql' in condition) return `coalesce((${condition.sql}), false)`;
  if ('not' in condition) return `not (${conditionSql(condition.not)})`;
  return `(${condition.terms.map(conditionSql).join(` ${condition.combine} `)})`;
}
