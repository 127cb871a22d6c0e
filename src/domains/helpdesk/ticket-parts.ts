import type { Aggregate } from '../../analytics/model/aggregate.js';
import { hoursBetween, integer, text } from '../../analytics/model/expression.js';
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
export const CORE_PARTS: Readonly<Record<string, Aggregate>> = {
  tickets: { fn: 'count', expression: null, where: null },
  resolved: { fn: 'count', expression: resolutionHours, where: null },
  resolution_us: { fn: 'sum', expression: resolutionHours, where: null },
  first_responses: { fn: 'count', expression: firstResponseHours, where: null },
  first_response_us: { fn: 'sum', expression: firstResponseHours, where: null },
  sla_known: { fn: 'count', expression: text('sla_breached'), where: null },
  sla_breaches: { fn: 'count', expression: null, where: isBreached },
  satisfaction_count: { fn: 'count', expression: integer('satisfaction_score'), where: null },
  satisfaction_sum: { fn: 'sum', expression: integer('satisfaction_score'), where: null },
};

/** What the dashboard's own rollup holds besides. */
export const DASHBOARD_PARTS: Readonly<Record<string, Aggregate>> = {
  open_tickets: { fn: 'count', expression: null, where: isOpen },
  resolved_tickets: { fn: 'count', expression: null, where: isResolved },
  customers: { fn: 'countDistinct', expression: text('customer_id'), where: null },
};

/** What the agents' rollup holds besides. */
export const AGENT_PARTS: Readonly<Record<string, Aggregate>> = {
  satisfaction_min: { fn: 'min', expression: integer('satisfaction_score'), where: null },
  satisfaction_max: { fn: 'max', expression: integer('satisfaction_score'), where: null },
};
