import { Dataset } from '../../analytics/decorators/dataset.js';
import { Dimension } from '../../analytics/decorators/dimension.js';
import { Measure } from '../../analytics/decorators/measure.js';
import { Rollup } from '../../analytics/decorators/rollup.js';
import { TimeDimension } from '../../analytics/decorators/time-dimension.js';
import { avg, count, countDistinct, max, min, ratio, sum } from '../../analytics/model/measure.js';
import { TicketPriority, TicketStatus } from './enums.js';
import { Organisation } from './organisation.js';
import {
  AGENT_PARTS,
  CORE_PARTS,
  DASHBOARD_COVERING,
  DASHBOARD_PARTS,
  firstResponseHours,
  isBreached,
  isOpen,
  isResolved,
  resolutionHours,
} from './ticket-parts.js';
import { User } from './user.js';

@Dataset({
  table: 'helpdesk.tickets',
  time: 'created_at',
  description: 'One row per support ticket.',
  scope: 'helpdesk:read',
  text: { source: 'helpdesk.tickets', scope: 'records' },
})
@Rollup({
  view: 'helpdesk.dashboard_stats',
  description: 'Tickets per UTC day and channel.',
  grain: 'day',
  dimensions: ['channel'],
  parts: { ...CORE_PARTS, ...DASHBOARD_PARTS },
  covering: DASHBOARD_COVERING,
})
@Rollup({
  view: 'helpdesk.channel_performance',
  description: 'Tickets per UTC hour and channel.',
  grain: 'hour',
  dimensions: ['channel'],
  parts: CORE_PARTS,
  covering: DASHBOARD_COVERING,
})
@Rollup({
  view: 'helpdesk.ticket_trends',
  description: 'Tickets per UTC hour and status.',
  grain: 'hour',
  dimensions: ['status'],
  parts: CORE_PARTS,
})
@Rollup({
  view: 'helpdesk.sla_performance',
  description: 'Tickets per UTC day, priority and whether the agreed time was exceeded.',
  grain: 'day',
  dimensions: ['priority', 'slaBreached'],
  parts: CORE_PARTS,
})
@Rollup({
  view: 'helpdesk.category_performance',
  description: 'Tickets per UTC day and category.',
  grain: 'day',
  dimensions: ['category'],
  parts: CORE_PARTS,
})
@Rollup({
  view: 'helpdesk.agent_performance',
  description: 'Tickets per UTC day and agent.',
  grain: 'day',
  dimensions: ['agent'],
  parts: { ...CORE_PARTS, ...AGENT_PARTS },
})
@Rollup({
  view: 'helpdesk.customer_stats',
  description: 'Tickets per UTC day and customer.',
  grain: 'day',
  dimensions: ['customer'],
  parts: CORE_PARTS,
})
export class Tickets {
  @TimeDimension({ description: 'When the ticket was raised; the start of the bucket.' })
  createdAt!: Date;

  @TimeDimension({
    nullable: true,
    description: 'When the ticket was resolved; the start of the bucket, null while it is not.',
  })
  resolvedAt!: Date | null;

  @Dimension(() => TicketStatus, { description: 'Where the ticket stands.' })
  status!: keyof typeof TicketStatus;

  @Dimension(() => TicketPriority, {
    nullable: true,
    description: 'How pressing it is; null where nobody has said.',
  })
  priority!: keyof typeof TicketPriority | null;

  @Dimension(() => String, { description: 'The way it came in: email, phone, chat, web …' })
  channel!: string;

  @Dimension(() => String, { nullable: true, description: 'What it is about.' })
  category!: string | null;

  @Dimension(() => String, { nullable: true, description: 'The team or queue that works on it.' })
  agentGroup!: string | null;

  @Dimension(() => Boolean, {
    nullable: true,
    description: 'Whether the agreed time was exceeded; null where none was agreed.',
  })
  slaBreached!: boolean | null;

  @Dimension(() => Number, {
    nullable: true,
    description: "The customer's rating from 1 to 5; null where none was given.",
  })
  satisfactionScore!: number | null;

  @Dimension(() => User, {
    column: 'agent_id',
    nullable: true,
    description: 'Who works on it; null where nobody does.',
  })
  agent!: User | null;

  @Dimension(() => User, {
    column: 'customer_id',
    nullable: true,
    description: 'Who raised it; null where that is unknown.',
  })
  customer!: User | null;

  @Dimension(() => Organisation, {
    column: 'organisation_id',
    nullable: true,
    description: "The customer's organisation.",
  })
  organisation!: Organisation | null;

  @Measure(count(), { description: 'Tickets.' })
  count!: number;

  @Measure(count({ where: isOpen }), { description: 'Tickets that are new, open or pending.' })
  openCount!: number;

  @Measure(count({ where: isResolved }), { description: 'Tickets that are resolved or closed.' })
  resolvedCount!: number;

  @Measure(ratio(count({ where: isResolved }), count()), {
    description: 'Resolved or closed tickets over all, 0 to 1.',
  })
  resolutionRate!: number | null;

  @Measure(avg(resolutionHours), {
    description: 'Mean hours from creation to resolution, of tickets that have one.',
  })
  avgResolutionHours!: number | null;

  @Measure(sum(resolutionHours), { description: 'Hours from creation to resolution, all together.' })
  totalResolutionHours!: number | null;

  @Measure(avg(firstResponseHours), { description: 'Mean hours from creation to the first response.' })
  avgFirstResponseHours!: number | null;

  @Measure(count({ where: isBreached }), { description: 'Tickets that exceeded their agreed time.' })
  slaBreaches!: number;

  @Measure(ratio(count({ where: isBreached }), count('sla_breached')), {
    description: 'Breaches over the tickets that have an agreed time, 0 to 1.',
  })
  slaBreachRate!: number | null;

  @Measure(count('satisfaction_score'), { description: 'Tickets with a rating.' })
  ratedCount!: number;

  @Measure(avg('satisfaction_score'), { description: 'Mean rating from 1 to 5, of tickets that have one.' })
  avgSatisfactionScore!: number | null;

  @Measure(min('satisfaction_score'), { description: 'The worst rating.' })
  minSatisfactionScore!: number | null;

  @Measure(max('satisfaction_score'), { description: 'The best rating.' })
  maxSatisfactionScore!: number | null;

  @Measure(countDistinct('customer_id'), { description: 'Different customers.' })
  customers!: number;

  @Measure(countDistinct('agent_id'), { description: 'Different agents.' })
  agents!: number;
}
