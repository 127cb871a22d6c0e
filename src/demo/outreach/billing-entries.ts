import type { TimeSpan } from '../generator/generate-tickets.js';
import type { Random } from '../generator/random.js';
import type { Campaign, TenantOutreach } from './outreach.js';

/** A charge or a credit. */
export interface BillingEntry {
  readonly id: string;
  readonly billedAtMs: number;
  readonly item: 'message' | 'mailbox' | 'lead' | 'storage' | 'credit';
  readonly campaignId: string | null;
  readonly emailAccountId: string | null;
  readonly quantity: number;
  /** In ten-thousandths of the currency: whole, and so exact. */
  readonly amountUnits: number;
}

const SECOND_MS = 1000;
const DAY_MS = 24 * 60 * 60 * SECOND_MS;
/** Ten-thousandths of the currency, each. */
const MESSAGE_PRICES = [45, 60, 75, 90];
const MAILBOX_PRICE = 40_000;
const LEAD_PRICE = 25;
const MEGABYTE_PRICE = 350;
/** A message with all that is kept about it. */
const MEGABYTES_PER_MESSAGE = 0.004;

/**
 * What a tenant was charged over `span`: messages by campaign at the end of each day (UTC), mailboxes, leads and storage on the first of
 * each month, and at a month's end what is given back for messages that bounced.
 */
export function billingEntries(
  { campaigns, leads, accounts, messages }: TenantOutreach,
  span: TimeSpan,
  random: Random,
): readonly BillingEntry[] {
  const price = random.pick(MESSAGE_PRICES);
  const entries: BillingEntry[] = [];
  const add = (
    billedAtMs: number,
    item: BillingEntry['item'],
    quantity: number,
    unitPrice: number,
    of: { readonly campaignId?: string; readonly emailAccountId?: string } = {},
  ): void => {
    if (quantity === 0 || billedAtMs < span.fromMs || billedAtMs >= span.untilMs) return;
    entries.push({
      id: random.uuidAt(billedAtMs),
      billedAtMs,
      item,
      campaignId: of.campaignId ?? null,
      emailAccountId: of.emailAccountId ?? null,
      quantity,
      amountUnits: quantity * unitPrice,
    });
  };

  const sent = new Map<number, Map<Campaign, number>>();
  for (const { campaign, sentAtMs } of messages) {
    const dayMs = Math.floor(sentAtMs / DAY_MS) * DAY_MS;
    const ofDay = sent.get(dayMs) ?? new Map<Campaign, number>();
    sent.set(dayMs, ofDay.set(campaign, (ofDay.get(campaign) ?? 0) + 1));
  }
  for (const [dayMs, ofDay] of sent) {
    for (const campaign of campaigns)
      add(dayMs + DAY_MS - SECOND_MS, 'message', ofDay.get(campaign) ?? 0, price, {
        campaignId: campaign.id,
      });
  }

  for (const [monthMs, nextMonthMs] of monthsOf(span)) {
    for (const { id, createdAtMs } of accounts)
      add(monthMs, 'mailbox', createdAtMs < monthMs ? 1 : 0, MAILBOX_PRICE, { emailAccountId: id });
    add(monthMs, 'lead', leads.filter(({ createdAtMs }) => createdAtMs < monthMs).length, LEAD_PRICE);
    const kept = messages.filter(({ sentAtMs }) => sentAtMs < monthMs).length;
    add(monthMs, 'storage', Math.ceil(kept * MEGABYTES_PER_MESSAGE), MEGABYTE_PRICE);
    const bounced = messages.filter(
      ({ bouncedAtMs }) => bouncedAtMs !== null && bouncedAtMs >= monthMs && bouncedAtMs < nextMonthMs,
    ).length;
    add(nextMonthMs - SECOND_MS, 'credit', bounced, -price);
  }
  return entries;
}

/** The months (UTC) of a span, each with the beginning of the next. */
function monthsOf({ fromMs, untilMs }: TimeSpan): readonly (readonly [fromMs: number, untilMs: number])[] {
  const first = new Date(fromMs);
  const monthAt = (index: number): number => Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + index, 1);
  const months: [number, number][] = [];
  for (let index = 0; monthAt(index) < untilMs; index++) months.push([monthAt(index), monthAt(index + 1)]);
  return months;
}
