import { ID } from 'type-graphql';
import { Dataset } from '../../analytics/decorators/dataset.js';
import { Dimension } from '../../analytics/decorators/dimension.js';
import { Measure } from '../../analytics/decorators/measure.js';
import { Rollup } from '../../analytics/decorators/rollup.js';
import { TimeDimension } from '../../analytics/decorators/time-dimension.js';
import { decimal, integer } from '../../analytics/model/expression.js';
import { count, sum } from '../../analytics/model/measure.js';
import { equals, isIn } from '../../analytics/model/row-condition.js';
import { Campaign } from './campaign.js';
import { EmailAccount } from './email-account.js';
import { BillingItem } from './enums.js';

const amount = decimal('amount');
const isCharge = isIn('item', ['message', 'mailbox', 'lead', 'storage']);
const isCredit = equals('item', 'credit');

@Dataset({
  table: 'outreach.billing_entries',
  time: 'billed_at',
  description: 'One row per charge or credit.',
  scope: 'outreach:read',
})
@Rollup({
  view: 'outreach.billing_by_item',
  description: 'Charges and credits per UTC day and item.',
  grain: 'day',
  dimensions: ['item'],
  parts: {
    entries: { fn: 'count', expression: null, where: null, description: 'Entries of the bucket.' },
    quantity: {
      fn: 'sum',
      expression: integer('quantity'),
      where: null,
      description: 'How many of the item, all together.',
    },
    amount: {
      fn: 'sum',
      expression: amount,
      where: null,
      description: "What they cost together, in the currency of the tenant's contract.",
    },
  },
  covering: ['entries', 'quantity', 'amount'],
})
export class Billing {
  @TimeDimension({ description: 'When it fell due; the start of the bucket.' })
  billedAt!: Date;

  @Dimension(() => BillingItem, { description: 'What is charged for.' })
  item!: keyof typeof BillingItem;

  @Dimension(() => Campaign, {
    column: 'campaign_id',
    nullable: true,
    description: 'The campaign that it is for; null where it is for none, or that is no more.',
  })
  campaign!: Campaign | null;

  @Dimension(() => ID, {
    nullable: true,
    description: "The campaign's identifier; null where it is for none.",
  })
  campaignId!: string | null;

  @Dimension(() => EmailAccount, {
    column: 'email_account_id',
    nullable: true,
    description: 'The mailbox that it is for; null where it is for none, or that is no more.',
  })
  emailAccount!: EmailAccount | null;

  @Dimension(() => ID, {
    nullable: true,
    description: "The mailbox's identifier; null where it is for none.",
  })
  emailAccountId!: string | null;

  @Measure(count(), { description: 'Charges and credits.' })
  count!: number;

  @Measure(sum(integer('quantity')), { description: 'How many of what is charged for.' })
  quantity!: number | null;

  @Measure(sum(amount), {
    description: "Charges less credits, exact, in the currency of the tenant's contract.",
  })
  amount!: string | null;

  @Measure(sum(amount, { where: isCharge }), { description: 'What is charged, credits left aside.' })
  charges!: string | null;

  @Measure(sum(amount, { where: isCredit }), { description: 'What is given back: not positive.' })
  credits!: string | null;
}
