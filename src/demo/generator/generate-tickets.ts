import type { Category } from '../catalogues/catalogue.js';
import { arrivalTimes } from './arrival-times.js';
import type { Agent, Customer, People } from './people.js';
import type { Random } from './random.js';
import type { Channel, TenantProfile } from './tenant-profiles.js';
import type { Priority, TenantPlan, Ticket } from './ticket.js';
import { TicketText } from './ticket-text.js';

const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export interface TimeSpan {
  readonly fromMs: number;
  /** The demo's present: nothing has happened later. */
  readonly untilMs: number;
}

const PRIORITIES: readonly (Priority | null)[] = ['low', 'medium', 'high', 'urgent', null];
const PRIORITY_PACE: Readonly<Record<Priority, number>> = { low: 1.7, medium: 1, high: 0.55, urgent: 0.28 };
const RESPONSE_HOURS: Readonly<Record<Priority, number>> = { low: 24, medium: 8, high: 4, urgent: 1 };
const RESOLUTION_FACTOR: Readonly<Record<Priority, number>> = { low: 5, medium: 3, high: 2, urgent: 1.2 };
const TIER_PACE: Readonly<Record<Customer['tier'], number>> = { basic: 1, premium: 0.8, enterprise: 0.6 };
/** Minutes until somebody answers, where the working day is not to be waited for. */
const FIRST_RESPONSE_MINUTES: Readonly<Record<Channel, number>> = {
  email: 150,
  web: 120,
  chat: 4,
  phone: 2,
  mobile_app: 75,
  social: 60,
  api: 90,
  walk_in: 5,
};
const LIVE_CHANNELS: ReadonlySet<Channel> = new Set(['chat', 'phone', 'walk_in']);
const SCORES_IN_TIME = [2, 4, 11, 34, 49];
const SCORES_LATE = [21, 20, 24, 22, 13];

/** Makes a tenant's tickets in the order in which they came in. */
export function* generateTickets(
  { profile, tickets }: TenantPlan,
  people: People,
  span: TimeSpan,
  random: Random,
): Generator<Ticket> {
  const text = new TicketText(profile.catalogue);
  const { categories } = profile.catalogue;
  const weights = categories.map(({ weight }) => weight);
  const channels = Object.keys(profile.channels) as Channel[];
  const channelWeights = Object.values(profile.channels);
  const teams = teamsOf(categories, people.agents);
  const times = arrivalTimes(profile, tickets, span.fromMs, span.untilMs, random);
  for (const [index, createdAtMs] of times.entries()) {
    const category = categories[random.weightedIndex(weights)]!;
    const channel = channels[random.weightedIndex(channelWeights)]!;
    const customer = people.customers[random.skewedIndex(people.customers.length)]!;
    const priority = PRIORITIES[random.weightedIndex(priorityWeights(category))]!;
    const agent = random.pick(teams.get(category.group)!);
    yield {
      id: random.uuidAt(createdAtMs),
      externalId: `${profile.name.slice(0, 3).toUpperCase()}-${index + 1}`,
      createdAtMs,
      ...text.write(random.pick(category.issues), random),
      ...courseOf({ profile, category, channel, customer, priority, agent, createdAtMs }, span, random),
      priority,
      channel,
      category: category.name,
      agentGroup: category.group,
      customer,
    };
  }
}

/** Which agents work in which team; a small tenant's agents work in several. */
function teamsOf(
  categories: readonly Category[],
  agents: readonly Agent[],
): ReadonlyMap<string, readonly Agent[]> {
  const groups = [...new Set(categories.map(({ group }) => group))];
  return new Map(
    groups.map((group, index) => {
      const members = agents.filter((_, position) => position % groups.length === index);
      return [group, members.length > 0 ? members : agents];
    }),
  );
}

function priorityWeights({ urgency }: Category): number[] {
  return [26, 46, 18 * urgency, 5 * urgency, 4];
}

interface Beginning {
  readonly profile: TenantProfile;
  readonly category: Category;
  readonly channel: Channel;
  readonly customer: Customer;
  readonly priority: Priority | null;
  readonly agent: Agent;
  readonly createdAtMs: number;
}

type Course = Pick<
  Ticket,
  | 'status'
  | 'agent'
  | 'updatedAtMs'
  | 'firstResponseDueAtMs'
  | 'resolutionDueAtMs'
  | 'firstRespondedAtMs'
  | 'resolvedAtMs'
  | 'isSlaBreached'
  | 'satisfactionScore'
>;

/** What became of a ticket until the present. */
function courseOf(beginning: Beginning, { untilMs }: TimeSpan, random: Random): Course {
  const { category, channel, customer, priority, agent, createdAtMs } = beginning;
  const promise = TIER_PACE[customer.tier];
  const firstResponseDueAtMs =
    priority === null ? null : createdAtMs + RESPONSE_HOURS[priority] * promise * HOUR_MS;
  const resolutionDueAtMs =
    priority === null
      ? null
      : createdAtMs + category.medianHours * RESOLUTION_FACTOR[priority] * promise * HOUR_MS;

  const willRespondAtMs = respondsAt(beginning, random);
  const workMs =
    random.duration(category.medianHours * HOUR_MS, 0.85) *
    (priority === null ? 1.2 : PRIORITY_PACE[priority]) *
    TIER_PACE[customer.tier] *
    agent.pace;
  const isLiveAndSimple = LIVE_CHANNELS.has(channel) && random.chance(0.35);
  const willResolveAtMs = willRespondAtMs + (isLiveAndSimple ? random.duration(14 * MINUTE_MS, 0.6) : workMs);
  const isCancelled = random.chance(0.025);
  const isForgotten = random.chance(0.006);

  const firstRespondedAtMs = willRespondAtMs < untilMs ? willRespondAtMs : null;
  const isResolved = willResolveAtMs < untilMs && !isCancelled && !isForgotten;
  const resolvedAtMs = isResolved ? willResolveAtMs : null;
  const status = isResolved
    ? random.chance(untilMs - willResolveAtMs > 4 * DAY_MS ? 0.96 : 0.25)
      ? 'closed'
      : 'resolved'
    : isCancelled && willResolveAtMs < untilMs
      ? 'cancelled'
      : firstRespondedAtMs === null
        ? 'new'
        : random.chance(0.4)
          ? 'pending'
          : 'open';
  const isSlaBreached =
    firstResponseDueAtMs === null || resolutionDueAtMs === null || status === 'cancelled'
      ? null
      : (firstRespondedAtMs ?? untilMs) > firstResponseDueAtMs ||
        (resolvedAtMs ?? untilMs) > resolutionDueAtMs;
  const isRated = isResolved && random.chance(0.27);
  return {
    status,
    agent: status === 'new' && random.chance(0.7) ? null : agent,
    updatedAtMs:
      resolvedAtMs ?? (status === 'cancelled' ? willResolveAtMs : (firstRespondedAtMs ?? createdAtMs)),
    firstResponseDueAtMs,
    resolutionDueAtMs,
    firstRespondedAtMs,
    resolvedAtMs,
    isSlaBreached,
    satisfactionScore: isRated
      ? 1 + random.weightedIndex(isSlaBreached ? SCORES_LATE : SCORES_IN_TIME)
      : null,
  };
}

/** Whoever writes in the night is answered in the morning; calls and chats are taken at once. */
function respondsAt({ profile, channel, priority, agent, createdAtMs }: Beginning, random: Random): number {
  const waitMs =
    random.duration(FIRST_RESPONSE_MINUTES[channel] * MINUTE_MS, 0.7) *
    (priority === null ? 1 : Math.sqrt(PRIORITY_PACE[priority])) *
    agent.pace;
  if (LIVE_CHANNELS.has(channel) || priority === 'urgent') return createdAtMs + waitMs;
  const localHour = (((createdAtMs / HOUR_MS + profile.utcOffsetHours) % 24) + 24) % 24;
  const closedHours = localHour < 7 ? 7 - localHour : localHour >= 20 ? 31 - localHour : 0;
  return createdAtMs + closedHours * HOUR_MS + waitMs;
}
