import fc from 'fast-check';
import type { Question } from '../../analytics/support/random-question.js';

/** A dataset of outreach in plain SQL, apart from the model. */
export interface Subject {
  readonly field: string;
  readonly table: string;
  readonly time: readonly [field: string, column: string];
  /** Dimension by its name in GraphQL: what plain SQL groups by. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** Measure by its name in GraphQL: what plain SQL says of it. */
  readonly measures: Readonly<Record<string, string>>;
  /** Conditions in GraphQL and in SQL. */
  readonly conditions: readonly (readonly [graphql: string, sql: string])[];
}

export interface Figure {
  readonly subject: Subject;
  readonly question: Question;
}

/** The nth campaign, lead and mailbox of the writers. */
export function referenced(kind: 'campaign' | 'lead' | 'account', n: number): string {
  const prefix = { campaign: 'c', lead: '1', account: 'a' }[kind];
  return `0000000${prefix}-0000-4000-8000-00000000000${n}`;
}

const rate = (over: string, under: string): string => `(${over}::numeric / nullif(${under}, 0))::float8`;
const wait = (p: number, column: string): string =>
  `(percentile_cont(${p}) within group (order by ${column})::numeric / 1000)::float8`;

export const SUBJECTS: readonly Subject[] = [
  {
    field: 'deliveries',
    table: 'outreach.deliveries',
    time: ['sentAt', 'sent_at'],
    dimensions: { campaignId: 'campaign_id', leadId: 'lead_id', emailAccountId: 'email_account_id' },
    measures: {
      sent: 'count(*)::int',
      delivered: 'count(delivered_at)::int',
      opened: 'count(opened_at)::int',
      clicked: 'count(clicked_at)::int',
      replied: 'count(replied_at)::int',
      bounced: 'count(bounced_at)::int',
      unsubscribed: 'count(unsubscribed_at)::int',
      opens: 'sum(open_count)::int',
      clicks: 'sum(click_count)::int',
      leads: 'count(distinct lead_id)::int',
      deliveryRate: rate('count(delivered_at)', 'count(*)'),
      openRate: rate('count(opened_at)', 'count(delivered_at)'),
      clickRate: rate('count(clicked_at)', 'count(delivered_at)'),
      replyRate: rate('count(replied_at)', 'count(delivered_at)'),
      bounceRate: rate('count(bounced_at)', 'count(*)'),
      unsubscribeRate: rate('count(unsubscribed_at)', 'count(delivered_at)'),
    },
    conditions: [
      [`campaignId: { eq: "${referenced('campaign', 1)}" }`, `campaign_id = '${referenced('campaign', 1)}'`],
      [
        `campaign: { in: ["${referenced('campaign', 0)}", "${referenced('campaign', 2)}"] }`,
        `campaign_id in ('${referenced('campaign', 0)}', '${referenced('campaign', 2)}')`,
      ],
      [`lead: { ne: "${referenced('lead', 1)}" }`, `lead_id <> '${referenced('lead', 1)}'`],
      [
        `emailAccountId: { eq: "${referenced('account', 0)}" }`,
        `email_account_id = '${referenced('account', 0)}'`,
      ],
      ['openedAt: { isNull: false }', 'opened_at is not null'],
    ],
  },
  {
    field: 'billing',
    table: 'outreach.billing_entries',
    time: ['billedAt', 'billed_at'],
    dimensions: { item: 'upper(item)', campaignId: 'campaign_id', emailAccountId: 'email_account_id' },
    measures: {
      count: 'count(*)::int',
      quantity: 'sum(quantity)::int',
      amount: 'sum(amount)::text',
      charges: `(sum(amount) filter (where item <> 'credit'))::text`,
      credits: `(sum(amount) filter (where item = 'credit'))::text`,
    },
    conditions: [
      ['item: { eq: MESSAGE }', `item = 'message'`],
      ['item: { notIn: [CREDIT, STORAGE] }', `item not in ('credit', 'storage')`],
      ['campaignId: { isNull: true }', 'campaign_id is null'],
    ],
  },
  {
    field: 'queueMetrics',
    table: 'outreach.queue_events',
    time: ['occurredAt', 'occurred_at'],
    dimensions: { queueFamily: 'queue_family' },
    measures: {
      attempts: `(count(*) filter (where kind = 'attempt'))::int`,
      throughput: `(count(*) filter (where outcome = 'succeeded'))::int`,
      failures: `(count(*) filter (where outcome in ('failed', 'dead')))::int`,
      dead: `(count(*) filter (where outcome = 'dead'))::int`,
      failureRate: rate(
        `(count(*) filter (where outcome in ('failed', 'dead')))`,
        `(count(*) filter (where kind = 'attempt'))`,
      ),
      avgWaitMs: '(avg(wait_us) / 1000)::float8',
      avgRunMs: '(avg(run_us) / 1000)::float8',
      p50WaitMs: wait(0.5, 'wait_us'),
      p95WaitMs: wait(0.95, 'wait_us'),
      p99WaitMs: wait(0.99, 'wait_us'),
      p50RunMs: wait(0.5, 'run_us'),
      p95RunMs: wait(0.95, 'run_us'),
      p99RunMs: wait(0.99, 'run_us'),
      maxDepth: 'max(depth)::int',
      avgDepth: 'avg(depth)::float8',
    },
    conditions: [
      ['queueFamily: { eq: "sending" }', `queue_family = 'sending'`],
      ['queueFamily: { notIn: ["sending", "none"] }', `queue_family not in ('sending', 'none')`],
    ],
  },
];

const GRAINS = ['HOUR', 'HOUR', 'DAY', 'DAY', 'WEEK', 'MONTH', 'QUARTER'];
const ZONES = ['UTC', 'UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/New_York'];

const instant = fc
  .record({
    hours: fc.integer({ min: 0, max: 100 * 24 }),
    unit: fc.constantFrom(1, 24, 24),
    offUs: fc.constantFrom(0, 0, 0, 1, 1_799_999_999),
  })
  .map(({ hours, unit, offUs }) => {
    const us = Date.UTC(2025, 11, 28) * 1000 + Math.floor(hours / unit) * unit * 3_600_000_000 + offUs;
    return `${new Date(Math.floor(us / 1000)).toISOString().slice(0, -1)}${String(us % 1000).padStart(3, '0')}Z`;
  });

const range = fc
  .tuple(fc.option(instant, { freq: 2 }), fc.option(instant, { freq: 2 }))
  .map(([a, b]) => (a !== null && b !== null && a > b ? { since: b, until: a } : { since: a, until: b }));

/** Any question to one of the datasets: often one that a rollup covers. */
export const arbitraryFigure: fc.Arbitrary<Figure> = fc.constantFrom(...SUBJECTS).chain((subject) =>
  fc
    .record({
      grain: fc.option(fc.constantFrom(...GRAINS), { freq: 3 }),
      dimensions: fc.oneof(
        { weight: 3, arbitrary: fc.subarray(Object.keys(subject.dimensions), { maxLength: 1 }) },
        { weight: 1, arbitrary: fc.subarray(Object.keys(subject.dimensions)) },
      ),
      measures: fc.uniqueArray(fc.constantFrom(...Object.keys(subject.measures)), {
        minLength: 1,
        maxLength: 6,
      }),
      timezone: fc.constantFrom(...ZONES),
      range,
      condition: fc.option(fc.constantFrom(...subject.conditions), { freq: 2 }),
    })
    .map(({ grain, dimensions, measures, timezone, range: bounds, condition }) => ({
      subject,
      question: {
        groupings: [
          ...(grain === null ? [] : [{ alias: 'at', field: subject.time[0], grain }]),
          ...dimensions.map((field, n) => ({ alias: `g${n}`, field, grain: null })),
        ],
        measures,
        timezone,
        ...bounds,
        condition: condition === null ? null : { graphql: condition[0], sql: condition[1] },
      },
    })),
);

/** The question in GraphQL. */
export function toGraphql({ subject, question }: Figure): string {
  const bounds = [
    ...(question.since === null ? [] : [`since: "${question.since}"`]),
    ...(question.until === null ? [] : [`until: "${question.until}"`]),
  ];
  const where = [
    ...(bounds.length === 0 ? [] : [`{ ${subject.time[0]}: { ${bounds.join(', ')} } }`]),
    ...conditionsOf(question).map(({ graphql }) => `{ ${graphql} }`),
  ];
  const keys = question.groupings.map(
    ({ alias, field, grain }) => `${alias}: ${field}${grain === null ? '' : `(grain: ${grain})`}`,
  );
  const measures = question.measures.join(' ');
  const args = `timezone: "${question.timezone}", limit: 10000, where: { and: [${where.join(', ')}] }`;
  return `{ outreach { ${subject.field}(${args}) { rows { ${keys.join(' ')} ${measures} } totals { ${measures} } explain { source rollup totals { source } } } } }`;
}

/** The same in plain SQL on the base table, with the tenant said by hand. */
export function toSql(
  { subject, question }: Figure,
  tenantId: string,
): { readonly rows: string; readonly totals: string } {
  const [, column] = subject.time;
  const where = [
    `tenant_id = '${tenantId}'`,
    ...(question.since === null ? [] : [`${column} >= '${question.since}'`]),
    ...(question.until === null ? [] : [`${column} < '${question.until}'`]),
    ...conditionsOf(question).map(({ sql }) => `coalesce((${sql}), false)`),
  ].join(' and ');
  const measures = question.measures.map((name) => `${subject.measures[name]!} as "${name}"`);
  const keys = question.groupings.map(({ alias, field, grain }) => {
    if (grain === null) return `${subject.dimensions[field]!} as ${alias}`;
    const bucket = `date_trunc('${grain.toLowerCase()}', ${column}, '${question.timezone}')`;
    return `to_char(${bucket} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as ${alias}`;
  });
  const groupBy = keys.length === 0 ? '' : ` group by ${keys.map((_, i) => i + 1).join(', ')}`;
  return {
    rows: `select ${[...keys, ...measures].join(', ')} from ${subject.table} where ${where}${groupBy}`,
    totals: `select ${measures.join(', ')} from ${subject.table} where ${where}`,
  };
}

function conditionsOf({ condition }: Question): readonly { graphql: string; sql: string }[] {
  return condition === null ? [] : [condition as { graphql: string; sql: string }];
}
