import type { Step } from '../../analytics/concurrent-writers/background-loop.js';
import type { SeededRandom } from '../../analytics/concurrent-writers/seeded-random.js';
import { OTHER_OUTREACH_TENANT, OUTREACH_TENANT } from '../../support/outreach-databases.js';
import { referenced } from './random-figures.js';

const TENANTS = [OUTREACH_TENANT.id, OTHER_OUTREACH_TENANT.id];
const ROLLUPS = [
  'outreach.campaign_performance',
  'outreach.mailbox_engagement',
  'outreach.lead_engagement',
  'outreach.billing_by_item',
  'outreach.queue_hourly',
];
const TABLES = [
  ['outreach.deliveries', 'sent_at'],
  ['outreach.billing_entries', 'billed_at'],
  ['outreach.queue_events', 'occurred_at'],
] as const;
const FIRST_DAY_MS = Date.UTC(2025, 11, 29);
const DAY_MS = 86_400_000;
const DAYS = 95;
const BUSY_DAYS = [30, 31, 60];

function someDay(random: SeededRandom): string {
  const day = random.chance(0.5) ? random.pick(BUSY_DAYS) : random.whole(0, DAYS);
  return new Date(FIRST_DAY_MS + day * DAY_MS).toISOString();
}

const oneOf = (kind: Parameters<typeof referenced>[0], n: string): string =>
  `(array['${[0, 1, 2].map((i) => referenced(kind, i)).join(`', '`)}']::uuid[])[1 + ${n} % 3]`;

/** Rows of a tenant in all three tables, over a stretch of days. */
export function insertFigures(tenant: string, since: string, spread: string, rows: number): string {
  const series = `(select n, timestamptz '${since}' + (hashint4(n)::numeric / 4294967296 + 0.5) * interval '${spread}' as at from generate_series(1, ${rows}) n) s`;
  return `
    insert into outreach.deliveries (tenant_id, id, sent_at, campaign_id, lead_id, email_account_id, delivered_at, opened_at, clicked_at,
      replied_at, bounced_at, unsubscribed_at, open_count, click_count)
    select '${tenant}', gen_random_uuid(), at, ${oneOf('campaign', 'n')}, ${oneOf('lead', '(n / 3)')}, ${oneOf('account', '(n / 5)')},
      case when n % 10 > 0 then at + interval '1 second' end, case when n % 3 = 0 then at + interval '3 hours' end,
      case when n % 9 = 0 then at + interval '4 hours' end, case when n % 14 = 0 then at + interval '2 days' end,
      case when n % 10 = 0 then at + interval '1 minute' end, case when n % 40 = 1 then at + interval '1 day' end,
      case when n % 3 = 0 then 1 + n % 4 else 0 end, case when n % 9 = 0 then 1 + n % 2 else 0 end
    from ${series};
    insert into outreach.billing_entries (tenant_id, id, billed_at, item, campaign_id, email_account_id, quantity, amount)
    select '${tenant}', gen_random_uuid(), at, (array['message', 'mailbox', 'lead', 'storage', 'credit'])[1 + n % 5],
      case when n % 2 = 0 then ${oneOf('campaign', 'n')} end, case when n % 3 = 0 then ${oneOf('account', 'n')} end, n % 7,
      case when n % 5 = 4 then -1 else 1 end * (n % 100) * 0.1001
    from ${series};
    insert into outreach.queue_events (tenant_id, id, occurred_at, queue_family, kind, outcome, wait_us, run_us, depth)
    select '${tenant}', gen_random_uuid(), at, (array['sending', 'upkeep', 'sync'])[1 + n % 3], case when n % 4 = 0 then 'sample' else 'attempt' end,
      case when n % 4 > 0 then (array['succeeded', 'succeeded', 'succeeded', 'failed', 'dead'])[1 + n % 5] end,
      case when n % 4 > 0 then (n::bigint * 7919) % 5000001 end, case when n % 4 > 0 and n % 7 > 0 then (n::bigint * 104729) % 90000001 end,
      case when n % 4 = 0 then n % 23 end
    from ${series};`;
}

function operation(random: SeededRandom): string {
  const kind = random.next();
  const tenant = random.pick(TENANTS);
  const day = someDay(random);
  if (kind < 0.4) {
    return insertFigures(tenant, day, random.pick(['1 hour', '1 day', '9 days']), random.pick([1, 1, 40]));
  }
  const [table, column] = random.pick(TABLES);
  const some = `tenant_id = '${tenant}' and ${column} >= '${day}' and ${column} < timestamptz '${day}' + interval '${random.pick(['1 day', '4 days'])}'
    and abs(hashtext(id::text)) % 3 = ${random.whole(0, 2)}`;
  if (kind < 0.6) {
    return `update outreach.deliveries set opened_at = sent_at + interval '5 hours', open_count = open_count + 1, bounced_at = null
      where tenant_id = '${tenant}' and sent_at >= '${day}' and sent_at < timestamptz '${day}' + interval '2 days'`;
  }
  if (kind < 0.72) return `update ${table} set tenant_id = '${random.pick(TENANTS)}' where ${some}`;
  if (kind < 0.84) {
    const moved = `${column} = ${column} - interval '${random.pick(['1 day', '25 hours', '3 hours'])}'`;
    return `update ${table} set ${moved} where ${some}`;
  }
  return `delete from ${table} where ${some}`;
}

/** One transaction of a few operations, some of which are rolled back. */
export const writeFigures: Step = async (client, random) => {
  await client.query('begin');
  for (let n = random.whole(1, 3); n > 0; n--) await client.query(operation(random));
  await client.query(random.chance(0.15) ? 'rollback' : 'commit');
};

/** Folds one rollup, of all tenants or of one. */
export const foldFigures: Step = async (client, random) => {
  await client.query('select * from sluice.fold_rollup($1, $2)', [
    random.pick(ROLLUPS),
    random.chance(0.3) ? random.pick(TENANTS) : null,
  ]);
  await client.query('select sluice.prune_changes()');
};

/** Refreshes one rollup in full. */
export const refreshFigures: Step = async (client, random) => {
  await client.query('select * from sluice.refresh_rollup($1)', [random.pick(ROLLUPS)]);
};

/** Refreshes all of them. */
export async function refreshAllFigures(
  run: (sql: string, values: readonly unknown[]) => Promise<unknown>,
): Promise<void> {
  for (const rollup of ROLLUPS) await run('select * from sluice.refresh_rollup($1)', [rollup]);
}
