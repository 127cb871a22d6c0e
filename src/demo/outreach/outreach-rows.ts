import { encodeBody } from '../../content/body-codec.js';
import { instant, type Field, type Row } from '../generator/ticket-satellites.js';
import type { BillingEntry } from './billing-entries.js';
import type { Campaign, TenantOutreach } from './outreach.js';
import type { QueueActivity, QueueEvent, QueueJob } from './queue-activity.js';

/** The columns that the generator fills, per table and in the order of its rows. */
export const OUTREACH_COLUMNS = {
  'oltp.campaigns': ['tenant_id', 'id', 'name', 'status', 'starts_at', 'ends_at', 'created_at', 'updated_at'],
  'oltp.leads': ['tenant_id', 'id', 'email', 'name', 'company', 'status', 'created_at', 'updated_at'],
  'oltp.email_accounts': [
    'tenant_id',
    'id',
    'address',
    'display_name',
    'provider',
    'daily_limit',
    'is_active',
    'created_at',
  ],
  'content.message_bodies': [
    'tenant_id',
    'hash',
    'encoding',
    'body',
    'raw_bytes',
    'created_at',
    'is_examined',
  ],
  'content.email_messages': [
    'tenant_id',
    'id',
    'campaign_id',
    'lead_id',
    'email_account_id',
    'direction',
    'subject',
    'body_hash',
    'sent_at',
    'created_at',
  ],
  'outreach.deliveries': [
    'tenant_id',
    'id',
    'sent_at',
    'campaign_id',
    'lead_id',
    'email_account_id',
    'delivered_at',
    'opened_at',
    'clicked_at',
    'replied_at',
    'bounced_at',
    'unsubscribed_at',
    'open_count',
    'click_count',
  ],
  'outreach.billing_entries': [
    'tenant_id',
    'id',
    'billed_at',
    'item',
    'campaign_id',
    'email_account_id',
    'quantity',
    'amount',
  ],
  'outreach.queue_events': [
    'tenant_id',
    'id',
    'occurred_at',
    'queue_family',
    'kind',
    'outcome',
    'wait_us',
    'run_us',
    'depth',
  ],
  'queue.jobs': [
    'tenant_id',
    'id',
    'created_at',
    'queue_family',
    'name',
    'payload',
    'priority',
    'status',
    'run_at',
    'rank_at',
    'attempts',
    'max_attempts',
    'claim',
    'worker',
    'claimed_at',
    'finished_at',
    'last_error',
  ],
} as const;

const UNITS = 10_000;
const MICROSECONDS = 1000;
/** As queue.families has it. */
const AGEING_MS = 60 * 1000;
const MAX_ATTEMPTS = '5';
/** So many texts are compressed at the same time. */
const BODY_BATCH = 64;

export function* campaignRows({ profile, campaigns }: TenantOutreach): Generator<Row> {
  for (const campaign of campaigns) {
    yield [
      profile.id,
      campaign.id,
      campaign.name,
      campaign.status,
      instant(campaign.startsAtMs),
      optionalInstant(campaign.endsAtMs),
      instant(campaign.createdAtMs),
      instant(changedAtMs(campaign)),
    ];
  }
}

export function* leadRows({ profile, leads, standings }: TenantOutreach): Generator<Row> {
  for (const lead of leads) {
    const { status, sinceMs } = standings.get(lead) ?? { status: 'new', sinceMs: lead.createdAtMs };
    yield [
      profile.id,
      lead.id,
      lead.email,
      lead.name,
      lead.company,
      status,
      instant(lead.createdAtMs),
      instant(sinceMs),
    ];
  }
}

export function* accountRows({ profile, accounts }: TenantOutreach): Generator<Row> {
  for (const account of accounts) {
    yield [
      profile.id,
      account.id,
      account.address,
      account.displayName,
      account.provider,
      String(account.dailyLimit),
      flag(account.isActive),
      instant(account.createdAtMs),
    ];
  }
}

/** The messages in both directions, and their texts: each once. */
export async function contentRows({
  profile,
  messages,
  replies,
}: TenantOutreach): Promise<{ readonly bodies: readonly Row[]; readonly messages: readonly Row[] }> {
  const hashes = new Map<string, string>();
  const bodies: Row[] = [];
  const firstUses = new Map<string, number>();
  for (const { text, sentAtMs } of [...messages, ...replies])
    firstUses.set(text, Math.min(sentAtMs, firstUses.get(text) ?? sentAtMs));
  const texts = [...firstUses];
  for (let start = 0; start < texts.length; start += BODY_BATCH) {
    const batch = texts.slice(start, start + BODY_BATCH);
    const encoded = await Promise.all(batch.map(([text]) => encodeBody(text)));
    for (const [index, [text, firstMs]] of batch.entries()) {
      const { hash, encoding, bytes, rawBytes } = encoded[index]!;
      hashes.set(text, bytea(hash));
      bodies.push([profile.id, bytea(hash), encoding, bytea(bytes), String(rawBytes), instant(firstMs), 't']);
    }
  }
  return {
    bodies,
    messages: [
      ...messages.map(({ id, campaign, lead, account, subject, text, sentAtMs }): Row => [
        profile.id,
        id,
        campaign.id,
        lead.id,
        account.id,
        'outbound',
        subject,
        hashes.get(text)!,
        instant(sentAtMs),
        instant(sentAtMs),
      ]),
      ...replies.map(({ id, to, subject, text, sentAtMs }): Row => [
        profile.id,
        id,
        to.campaign.id,
        to.lead.id,
        to.account.id,
        'inbound',
        subject,
        hashes.get(text)!,
        instant(sentAtMs),
        instant(sentAtMs),
      ]),
    ],
  };
}

export function* deliveryRows({ profile, messages }: TenantOutreach): Generator<Row> {
  for (const message of messages) {
    yield [
      profile.id,
      message.id,
      instant(message.sentAtMs),
      message.campaign.id,
      message.lead.id,
      message.account.id,
      optionalInstant(message.deliveredAtMs),
      optionalInstant(message.openedAtMs),
      optionalInstant(message.clickedAtMs),
      optionalInstant(message.repliedAtMs),
      optionalInstant(message.bouncedAtMs),
      optionalInstant(message.unsubscribedAtMs),
      String(message.openCount),
      String(message.clickCount),
    ];
  }
}

export function billingRow(tenantId: string, entry: BillingEntry): Row {
  return [
    tenantId,
    entry.id,
    instant(entry.billedAtMs),
    entry.item,
    entry.campaignId,
    entry.emailAccountId,
    String(entry.quantity),
    (entry.amountUnits / UNITS).toFixed(4),
  ];
}

export function* queueEventRows(tenantId: string, { events }: QueueActivity): Generator<Row> {
  for (const event of events) yield [...eventStart(tenantId, event), ...eventFigures(event)];
}

export function* jobRows(tenantId: string, { jobs }: QueueActivity): Generator<Row> {
  for (const job of jobs) yield jobRow(tenantId, job);
}

function eventStart(tenantId: string, { id, occurredAtMs, family, kind }: QueueEvent): Row {
  return [tenantId, id, instant(occurredAtMs), family, kind];
}

function eventFigures(event: QueueEvent): Row {
  return event.kind === 'sample'
    ? [null, null, null, String(event.depth)]
    : [event.outcome, String(event.waitMs * MICROSECONDS), String(event.runMs * MICROSECONDS), null];
}

function jobRow(tenantId: string, job: QueueJob): Row {
  return [
    tenantId,
    job.id,
    instant(job.createdAtMs),
    job.family,
    job.name,
    JSON.stringify(job.payload),
    String(job.priority),
    job.status,
    instant(job.runAtMs),
    instant(job.runAtMs - job.priority * AGEING_MS),
    String(job.attempts),
    MAX_ATTEMPTS,
    job.claim,
    'demo',
    instant(job.claimedAtMs),
    instant(job.finishedAtMs),
    job.lastError,
  ];
}

function changedAtMs({ status, createdAtMs, startsAtMs, endsAtMs, pausedAtMs }: Campaign): number {
  if (status === 'draft') return createdAtMs;
  return pausedAtMs ?? (status === 'completed' ? endsAtMs! : startsAtMs);
}

function optionalInstant(ms: number | null): Field {
  return ms === null ? null : instant(ms);
}

function flag(isSet: boolean): Field {
  return isSet ? 't' : 'f';
}

function bytea(bytes: Buffer): string {
  return `\\x${bytes.toString('hex')}`;
}
