import { ID } from 'type-graphql';
import { Dataset } from '../../analytics/decorators/dataset.js';
import { Dimension } from '../../analytics/decorators/dimension.js';
import { Measure } from '../../analytics/decorators/measure.js';
import { Rollup } from '../../analytics/decorators/rollup.js';
import { TimeDimension } from '../../analytics/decorators/time-dimension.js';
import { count, countDistinct, ratio, sum } from '../../analytics/model/measure.js';
import { Campaign } from './campaign.js';
import { DELIVERY_COVERING, DELIVERY_PARTS } from './delivery-parts.js';
import { EmailAccount } from './email-account.js';
import { Lead } from './lead.js';

const sent = count();
const delivered = count('delivered_at');

@Dataset({
  table: 'outreach.deliveries',
  time: 'sent_at',
  description: 'One row per message that was sent, and what became of it.',
  scope: 'outreach:read',
})
@Rollup({
  view: 'outreach.campaign_performance',
  description: 'Messages per UTC hour and campaign, and what became of them.',
  grain: 'hour',
  dimensions: ['campaignId'],
  parts: DELIVERY_PARTS,
  covering: DELIVERY_COVERING,
})
@Rollup({
  view: 'outreach.mailbox_engagement',
  description: 'Messages per UTC day and mailbox, and what became of them.',
  grain: 'day',
  dimensions: ['emailAccountId'],
  parts: DELIVERY_PARTS,
  covering: DELIVERY_COVERING,
})
@Rollup({
  view: 'outreach.lead_engagement',
  description: 'Messages per UTC day and lead, and what became of them.',
  grain: 'day',
  dimensions: ['leadId'],
  parts: DELIVERY_PARTS,
})
export class Deliveries {
  @TimeDimension({ description: 'When the message was sent; the start of the bucket.' })
  sentAt!: Date;

  @TimeDimension({
    nullable: true,
    description: 'When it was first opened; the start of the bucket, null while it was not.',
  })
  openedAt!: Date | null;

  @TimeDimension({
    nullable: true,
    description: 'When it was first answered; the start of the bucket, null while it was not.',
  })
  repliedAt!: Date | null;

  @Dimension(() => Campaign, {
    column: 'campaign_id',
    nullable: true,
    description: 'The campaign that it belongs to; null where that is no more.',
  })
  campaign!: Campaign | null;

  @Dimension(() => ID, { description: "The campaign's identifier, whether or not there still is one." })
  campaignId!: string;

  @Dimension(() => Lead, {
    column: 'lead_id',
    nullable: true,
    description: 'Whom it was sent to; null where the lead is no more.',
  })
  lead!: Lead | null;

  @Dimension(() => ID, { description: "The lead's identifier, whether or not there still is one." })
  leadId!: string;

  @Dimension(() => EmailAccount, {
    column: 'email_account_id',
    nullable: true,
    description: 'The mailbox that it was sent from; null where that is no more.',
  })
  emailAccount!: EmailAccount | null;

  @Dimension(() => ID, { description: "The mailbox's identifier, whether or not there still is one." })
  emailAccountId!: string;

  @Measure(sent, { description: 'Messages sent.' })
  sent!: number;

  @Measure(delivered, { description: 'Messages that were delivered.' })
  delivered!: number;

  @Measure(count('opened_at'), { description: 'Messages that were opened, each counted once.' })
  opened!: number;

  @Measure(count('clicked_at'), { description: 'Messages in which a link was followed, each counted once.' })
  clicked!: number;

  @Measure(count('replied_at'), { description: 'Messages that were answered, each counted once.' })
  replied!: number;

  @Measure(count('bounced_at'), { description: 'Messages that came back.' })
  bounced!: number;

  @Measure(count('unsubscribed_at'), { description: 'Messages whose reader asked for no more.' })
  unsubscribed!: number;

  @Measure(sum('open_count'), { description: 'How often messages were opened, every time counted.' })
  opens!: number | null;

  @Measure(sum('click_count'), { description: 'How often links were followed, every time counted.' })
  clicks!: number | null;

  @Measure(countDistinct('lead_id'), { description: 'Different leads who were written to.' })
  leads!: number;

  @Measure(ratio(delivered, sent), { description: 'Delivered messages over those sent, 0 to 1.' })
  deliveryRate!: number | null;

  @Measure(ratio(count('opened_at'), delivered), {
    description: 'Opened messages over those delivered.',
  })
  openRate!: number | null;

  @Measure(ratio(count('clicked_at'), delivered), {
    description: 'Messages in which a link was followed over those delivered.',
  })
  clickRate!: number | null;

  @Measure(ratio(count('replied_at'), delivered), {
    description: 'Answered messages over those delivered.',
  })
  replyRate!: number | null;

  @Measure(ratio(count('bounced_at'), sent), {
    description: 'Messages that came back over those sent, 0 to 1.',
  })
  bounceRate!: number | null;

  @Measure(ratio(count('unsubscribed_at'), delivered), {
    description: 'Messages whose reader asked for no more over those delivered.',
  })
  unsubscribeRate!: number | null;
}
