import { setImmediate } from 'node:timers/promises';
import type pg from 'pg';
import type { DatabaseKind } from '../../migrations/database-kind.js';
import { copyRows } from '../copy-rows.js';
import { Random } from '../generator/random.js';
import { TENANT_PROFILES } from '../generator/tenant-profiles.js';
import { instant, type Row } from '../generator/ticket-satellites.js';
import { loadUnchecked } from '../load-unchecked.js';
import { billingEntries } from './billing-entries.js';
import { generateOutreach } from './generate-outreach.js';
import type { TenantOutreach } from './outreach.js';
import {
  accountRows,
  billingRow,
  campaignRows,
  contentRows,
  deliveryRows,
  jobRows,
  leadRows,
  OUTREACH_COLUMNS,
  queueEventRows,
} from './outreach-rows.js';
import { queueActivity, type QueueActivity } from './queue-activity.js';

/** A connection to each database, in a transaction, as a role that row-level security does not hold back. */
export type OutreachClients = Readonly<Record<DatabaseKind, pg.ClientBase>>;

export interface FillOutreachOptions {
  /** About how many messages are to be sent, of all tenants together. */
  readonly messages: number;
  readonly seed: number;
  /** The demo's present; its data end at the full hour before. */
  readonly now: Date;
}

interface Tenant {
  readonly id: string;
  readonly outreach: TenantOutreach;
  readonly billing: readonly Row[];
  readonly queue: QueueActivity;
}

const HOUR_MS = 60 * 60 * 1000;
const MONTHS = 12;
/** The smallest tenant has enough to look at, too. */
const MIN_MESSAGES = 60;
/** Apart from what draws the tickets. */
const SEED_OFFSET = 500;
/** An export was given up at the largest tenants alone. */
const TENANTS_WITH_DEAD_JOB = 2;

/**
 * Fills the four databases with a year of outreach of the generated tenants, whose rows in `sluice.tenants` are there. The same seed, number and
 * hour make the same rows. What those tenants had before is replaced, but for the tenants themselves.
 */
export async function fillOutreach(
  { analytics, oltp, content, queue }: OutreachClients,
  options: FillOutreachOptions,
): Promise<void> {
  const tenants = await generateTenants(options);
  await Promise.all([
    loadUnchecked(oltp, [], () => fillOltp(oltp, tenants)),
    loadUnchecked(content, [], () => fillContent(content, tenants)),
    loadUnchecked(queue, [], () => fillQueue(queue, tenants)),
    fillAnalytics(analytics, tenants),
  ]);
}

async function generateTenants({ messages, seed, now }: FillOutreachOptions): Promise<readonly Tenant[]> {
  const untilMs = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS;
  const until = new Date(untilMs);
  const span = { fromMs: Date.UTC(until.getUTCFullYear(), until.getUTCMonth() - MONTHS, 1), untilMs };
  const tenants: Tenant[] = [];
  for (const [index, profile] of TENANT_PROFILES.entries()) {
    // An interruption is noticed in between.
    await setImmediate();
    const random = new Random(seed * 1000 + SEED_OFFSET + index);
    const count = Math.max(MIN_MESSAGES, Math.round(messages * profile.share));
    const outreach = generateOutreach(profile, count, span, random);
    tenants.push({
      id: profile.id,
      outreach,
      billing: billingEntries(outreach, span, random).map((entry) => billingRow(profile.id, entry)),
      queue: queueActivity(outreach, untilMs, index < TENANTS_WITH_DEAD_JOB, random),
    });
  }
  return tenants;
}

async function fillOltp(client: pg.ClientBase, tenants: readonly Tenant[]): Promise<void> {
  await empty(client, tenants, ['oltp.campaigns', 'oltp.leads', 'oltp.email_accounts']);
  for (const { outreach } of tenants) {
    const { id, name } = outreach.profile;
    await client.query(
      'insert into oltp.tenants (id, name, created_at) values ($1, $2, $3) on conflict (id) do nothing',
      [id, name, instant(outreach.campaigns[0]!.createdAtMs)],
    );
  }
  await copy(
    client,
    'oltp.campaigns',
    all(tenants, ({ outreach }) => campaignRows(outreach)),
  );
  await copy(
    client,
    'oltp.leads',
    all(tenants, ({ outreach }) => leadRows(outreach)),
  );
  await copy(
    client,
    'oltp.email_accounts',
    all(tenants, ({ outreach }) => accountRows(outreach)),
  );
}

async function fillContent(client: pg.ClientBase, tenants: readonly Tenant[]): Promise<void> {
  await empty(client, tenants, ['content.email_messages', 'content.message_bodies']);
  for (const { outreach } of tenants) {
    const { bodies, messages } = await contentRows(outreach);
    await copy(client, 'content.message_bodies', bodies);
    await copy(client, 'content.email_messages', messages);
  }
}

async function fillQueue(client: pg.ClientBase, tenants: readonly Tenant[]): Promise<void> {
  await empty(client, tenants, ['queue.jobs']);
  await copy(
    client,
    'queue.jobs',
    all(tenants, ({ id, queue }) => jobRows(id, queue)),
  );
  // On the first of a month, yesterday's jobs have no partition yet.
  await client.query('select queue.ensure_upcoming_partitions()');
}

async function fillAnalytics(client: pg.ClientBase, tenants: readonly Tenant[]): Promise<void> {
  const datasets = ['outreach.deliveries', 'outreach.billing_entries', 'outreach.queue_events'] as const;
  await empty(client, tenants, datasets);
  await loadUnchecked(client, datasets, async () => {
    await copy(
      client,
      'outreach.deliveries',
      all(tenants, ({ outreach }) => deliveryRows(outreach)),
    );
    await copy(
      client,
      'outreach.billing_entries',
      all(tenants, ({ billing }) => billing),
    );
    await copy(
      client,
      'outreach.queue_events',
      all(tenants, ({ id, queue }) => queueEventRows(id, queue)),
    );
  });
}

/** Row by row: what others refer to cannot be truncated, and another tenant's rows are not ours. */
async function empty(
  client: pg.ClientBase,
  tenants: readonly Tenant[],
  tables: readonly (keyof typeof OUTREACH_COLUMNS)[],
): Promise<void> {
  const ids = tenants.map(({ id }) => id);
  for (const table of tables)
    await client.query(`delete from ${table} where tenant_id = any ($1::uuid[])`, [ids]);
}

function copy(
  client: pg.ClientBase,
  table: keyof typeof OUTREACH_COLUMNS,
  rows: Iterable<Row>,
): Promise<void> {
  return copyRows(client, table, OUTREACH_COLUMNS[table], rows);
}

function* all(tenants: readonly Tenant[], rowsOf: (tenant: Tenant) => Iterable<Row>): Generator<Row> {
  for (const tenant of tenants) yield* rowsOf(tenant);
}
