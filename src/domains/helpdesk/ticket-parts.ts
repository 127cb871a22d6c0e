import { hoursBetween, integer, text } from '../../analytics/model/expression.js';
import type { Part } from '../../analytics/model/part.js';
import { isIn, isTrue } from '../../analytics/model/row-condition.js';

/** A ticket that somebody still has to do something about. */
export const isOpen = isIn('status', ['new', 'open', 'pending']);

/** A ticket that has its answer. */
export const isResolved = isIn('status', ['resolved', 'closed']);

export const isBreached = isTrue('sla_breached');

/** From a ticket's creation to its resolution. */
export const resolutionHours = hoursBetween('created_at', 'resolved_at');

/** From a ticket's creation to the first response. */
export const firstResponseHours = hoursBetween('created_at', 'first_responded_at');

/** The parts that every rollup of the tickets holds, by column. */
export const CORE_PARTS: Readonly<Record<string, Part>> = {
  tickets: { fn: 'count', expression: null, where: null, description: 'Tickets raised in the bucket.' },
  resolved: {
    fn: 'count',
    expression: resolutionHours,
    where: null,
    description: 'Of them, those that have been resolved.',
  },
  resolution_us: {
    fn: 'sum',
    expression: resolutionHours,
    where: null,
    description:
      'Microseconds from creation to resolution, summed over the resolved ones; null where there are none.',
  },
  first_responses: {
    fn: 'count',
    expression: firstResponseHours,
    where: null,
    description: 'Of them, those that have been answered.',
  },
  first_response_us: {
    fn: 'sum',
    expression: firstResponseHours,
    where: null,
    description:
      'Microseconds from creation to the first response, summed over the answered ones; null where there are none.',
  },
  sla_known: {
    fn: 'count',
    expression: text('sla_breached'),
    where: null,
    description: 'Of them, those that have an agreed time.',
  },
  sla_breaches: {
    fn: 'count',
    expression: null,
    where: isBreached,
    description: 'Of them, those that exceeded their agreed time.',
  },
  satisfaction_count: {
    fn: 'count',
    expression: integer('satisfaction_score'),
    where: null,
    description: 'Of them, those with a rating.',
  },
  satisfaction_sum: {
    fn: 'sum',
    expression: integer('satisfaction_score'),
    where: null,
    description: 'Sum of the ratings; null where there are none.',
  },
};

/** What the dashboard's own rollup holds besides. */
export const DASHBOARD_PARTS: Readonly<Record<string, Part>> = {
  open_tickets: {
    fn: 'count',
    expression: null,
    where: isOpen,
    description: 'Of them, those that are new, open or pending.',
  },
  resolved_tickets: {
    fn: 'count',
    expression: null,
    where: isResolved,
    description: 'Of them, those that are resolved or closed.',
  },
  customers: {
    fn: 'countDistinct',
    expression: text('customer_id'),
    where: null,
    description: 'Different customers who raised them. It does not add up over buckets or channels.',
  },
};

/** What the agents' rollup holds besides. */
export const AGENT_PARTS: Readonly<Record<string, Part>> = {
  satisfaction_min: {
    fn: 'min',
    expression: integer('satisfaction_score'),
    where: null,
    description: 'The worst rating; null where there is none.',
  },
  satisfaction_max: {
    fn: 'max',
    expression: integer('satisfaction_score'),
    where: null,
    description: 'The best rating; null where there is none.',
  },
};

/** What the dashboard asks for, which an index with it answers alone. */
export const DASHBOARD_COVERING = [
  'tickets',
  'resolved',
  'resolution_us',
  'satisfaction_count',
  'satisfaction_sum',
] as const;
