import { integer, text } from '../../analytics/model/expression.js';
import type { Part } from '../../analytics/model/part.js';

/** How many messages something has happened to: those whose time of it is known. */
const happened = (column: string, description: string): Part => ({
  fn: 'count',
  expression: text(column),
  where: null,
  description,
});

const total = (column: string, description: string): Part => ({
  fn: 'sum',
  expression: integer(column),
  where: null,
  description,
});

/** The parts that every rollup of the deliveries holds, by column. */
export const DELIVERY_PARTS: Readonly<Record<string, Part>> = {
  sent: { fn: 'count', expression: null, where: null, description: 'Messages sent in the bucket.' },
  delivered: happened('delivered_at', 'Of them, those that were delivered.'),
  opened: happened('opened_at', 'Of them, those that were opened.'),
  clicked: happened('clicked_at', 'Of them, those in which a link was followed.'),
  replied: happened('replied_at', 'Of them, those that were answered.'),
  bounced: happened('bounced_at', 'Of them, those that came back.'),
  unsubscribed: happened('unsubscribed_at', 'Of them, those whose reader asked for no more.'),
  opens: total('open_count', 'How often they were opened, all together.'),
  clicks: total('click_count', 'How often links in them were followed, all together.'),
};

/** What a campaign's page asks for, which an index with it answers alone. */
export const DELIVERY_COVERING = ['sent', 'delivered', 'opened', 'clicked', 'replied', 'bounced'] as const;
