import type { TimeSpan } from '../generator/generate-tickets.js';
import type { Random } from '../generator/random.js';
import type { TenantProfile } from '../generator/tenant-profiles.js';
import { createAccounts, createLeads } from './create-leads.js';
import { messageText, replyText } from './message-text.js';
import type {
  Campaign,
  EmailAccount,
  Lead,
  LeadStatus,
  Reply,
  SentMessage,
  TenantOutreach,
} from './outreach.js';
import { planCampaigns } from './plan-campaigns.js';
import { sendingTime } from './sending-time.js';

const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Days from a message of a sequence to the next one, at least and at most. */
const REMINDER_DAYS = [
  [2, 5],
  [5, 9],
] as const;
const MESSAGES_PER_LEAD = 6;

const HARD_BOUNCE = 0.014;
const SOFT_BOUNCE = 0.008;
const LOST = 0.004;
const CLICK_OF_OPENED = { sequence: 0.11, newsletter: 0.19 } as const;
const REPLY_OF_OPENED = { sequence: 0.09, newsletter: 0.008 } as const;
const UNSUBSCRIBE_OF_OPENED = { sequence: 0.006, newsletter: 0.012 } as const;

/** Makes what one tenant has written over `span`, about so many messages, and what came of it until the span's end. */
export function generateOutreach(
  profile: TenantProfile,
  messages: number,
  span: TimeSpan,
  random: Random,
): TenantOutreach {
  const campaigns = planCampaigns(profile, messages, span, random);
  const leads = createLeads(Math.max(20, Math.ceil(messages / MESSAGES_PER_LEAD)), span, random);
  const accounts = createAccounts(profile, messages, span, random);
  const plan = campaigns
    .flatMap((campaign) => [...planMessages(profile, campaign, leads, accounts, random)])
    .sort((a, b) => a.atMs - b.atMs);

  const course = new Course(profile, span.untilMs, random);
  for (const planned of plan) if (planned.atMs < span.untilMs) course.send(planned);
  return {
    profile,
    campaigns,
    leads,
    accounts,
    messages: course.messages,
    replies: course.replies,
    standings: course.standings,
  };
}

/** A message that would be sent if nobody answered. */
interface PlannedMessage {
  readonly campaign: Campaign;
  readonly lead: Lead;
  readonly account: EmailAccount;
  /** Which of its campaign's messages to the lead, from 0 on. */
  readonly step: number;
  readonly atMs: number;
}

/** Every message that a campaign would send if nobody answered. */
function* planMessages(
  profile: TenantProfile,
  campaign: Campaign,
  leads: readonly Lead[],
  accounts: readonly EmailAccount[],
  random: Random,
): Generator<PlannedMessage> {
  if (campaign.status === 'draft') return;
  const active = accounts.filter(({ isActive }) => isActive);
  const known = leads.filter(({ createdAtMs }) => createdAtMs < campaign.startsAtMs);
  const last = campaign.pausedAtMs ?? Infinity;
  for (const lead of sample(known, campaign.audience, random)) {
    const account = random.pick(active);
    let atMs = sendingTime(
      profile,
      campaign.startsAtMs + random.fraction() * (campaign.enrolmentMs - DAY_MS),
      random,
    );
    for (let step = 0; atMs < last; step++) {
      yield { campaign, lead, account, step, atMs };
      const days = campaign.kind === 'sequence' ? REMINDER_DAYS[step] : undefined;
      if (days === undefined) break;
      atMs = sendingTime(profile, atMs + random.integer(days[0], days[1]) * DAY_MS, random);
    }
  }
}

/** Up to so many of the choices, each once. */
function sample<T>(choices: readonly T[], count: number, random: Random): readonly T[] {
  const rest = [...choices];
  const size = Math.min(count, rest.length);
  for (let index = 0; index < size; index++) {
    const other = random.integer(index, rest.length - 1);
    [rest[index], rest[other]] = [rest[other]!, rest[index]!];
  }
  return rest.slice(0, size);
}

/** How leads take what is sent to them, message by message in the order of time. */
class Course {
  readonly messages: SentMessage[] = [];
  readonly replies: Reply[] = [];
  readonly standings = new Map<Lead, { readonly status: LeadStatus; readonly sinceMs: number }>();
  /** From when on a lead gets nothing more. */
  readonly #stops = new Map<Lead, number>();
  /** When a lead has answered a campaign, which then sends no reminder. */
  readonly #answers = new Map<Campaign, Map<Lead, number>>();
  readonly #profile: TenantProfile;
  readonly #untilMs: number;
  readonly #random: Random;

  constructor(profile: TenantProfile, untilMs: number, random: Random) {
    this.#profile = profile;
    this.#untilMs = untilMs;
    this.#random = random;
  }

  /** Sends a message, unless its lead has answered its campaign or is to get nothing more. */
  send(planned: PlannedMessage): void {
    if (!this.#isWanted(planned)) return;
    const { campaign, lead, account, atMs: sentAtMs } = planned;
    const random = this.#random;
    const written = messageText({ profile: this.#profile, ...planned }, random);
    const message: SentMessage = {
      id: random.uuidAt(sentAtMs),
      campaign,
      lead,
      account,
      sentAtMs,
      ...written,
      ...this.#react(planned),
    };
    this.messages.push(message);
    this.#stand(lead, 'contacted', sentAtMs);
    if (message.bouncedAtMs !== null) this.#stop(lead, 'bounced', message.bouncedAtMs);
    if (message.unsubscribedAtMs !== null) this.#stop(lead, 'unsubscribed', message.unsubscribedAtMs);
    if (message.repliedAtMs !== null) this.#answer(message, message.repliedAtMs);
  }

  #isWanted({ campaign, lead, atMs }: PlannedMessage): boolean {
    const answeredAtMs = this.#answers.get(campaign)?.get(lead);
    return atMs < (this.#stops.get(lead) ?? Infinity) && atMs < (answeredAtMs ?? Infinity);
  }

  #react({ campaign, lead, step, atMs }: PlannedMessage): Reaction {
    const random = this.#random;
    const soon = (medianMs: number, spread: number, fromMs: number): number =>
      Math.floor(fromMs + random.duration(medianMs, spread));
    const reached = (happensAtMs: number): number | null =>
      happensAtMs < this.#untilMs ? happensAtMs : null;
    if (random.chance(step === 0 ? HARD_BOUNCE : SOFT_BOUNCE))
      return { ...NOTHING, bouncedAtMs: reached(soon(20_000, 1.2, atMs)) };
    if (random.chance(LOST)) return NOTHING;

    const deliveredAtMs = soon(4_000, 0.8, atMs);
    // Fewer of those who did not open the first message open the next one.
    const isOpened = random.chance(campaign.appeal * lead.interest * (1 - 0.12 * step));
    const openedAtMs = soon(2.2 * HOUR_MS, 1.3, deliveredAtMs);
    const isClicked = isOpened && random.chance(CLICK_OF_OPENED[campaign.kind]);
    const clickedAtMs = soon(2 * MINUTE_MS, 1, openedAtMs);
    const isReplied = isOpened && random.chance(REPLY_OF_OPENED[campaign.kind]);
    const repliedAtMs = soon(1.5 * HOUR_MS, 1.2, openedAtMs);
    const isUnsubscribed = isOpened && !isReplied && random.chance(UNSUBSCRIBE_OF_OPENED[campaign.kind]);
    const opened = isOpened ? reached(openedAtMs) : null;
    const clicked = isClicked ? reached(clickedAtMs) : null;
    return {
      ...NOTHING,
      deliveredAtMs: reached(deliveredAtMs),
      openedAtMs: opened,
      openCount: opened === null ? 0 : 1 + Math.floor(random.fraction() ** 3 * 5),
      clickedAtMs: clicked,
      clickCount: clicked === null ? 0 : 1 + Math.floor(random.fraction() ** 3 * 3),
      repliedAtMs: isReplied ? reached(repliedAtMs) : null,
      unsubscribedAtMs: isUnsubscribed ? reached(soon(MINUTE_MS, 0.5, openedAtMs)) : null,
    };
  }

  #answer(message: SentMessage, sentAtMs: number): void {
    const { campaign, lead, account } = message;
    const answers = this.#answers.get(campaign) ?? new Map<Lead, number>();
    this.#answers.set(campaign, answers.set(lead, sentAtMs));
    const isInterested = this.#random.chance(0.45);
    this.replies.push({
      id: this.#random.uuidAt(sentAtMs),
      to: message,
      sentAtMs,
      ...replyText(message, { lead, account, isInterested }, this.#random),
    });
    this.#stand(lead, isInterested && this.#random.chance(0.35) ? 'converted' : 'replied', sentAtMs);
  }

  #stop(lead: Lead, status: LeadStatus, atMs: number): void {
    this.#stops.set(lead, atMs);
    this.#stand(lead, status, atMs);
  }

  /** What weighs more stays: who has answered once is not merely written to. */
  #stand(lead: Lead, status: LeadStatus, sinceMs: number): void {
    const standing = this.standings.get(lead);
    if (standing !== undefined && WEIGHT[standing.status] >= WEIGHT[status]) return;
    this.standings.set(lead, { status, sinceMs: Math.max(sinceMs, standing?.sinceMs ?? sinceMs) });
  }
}

type Reaction = Pick<
  SentMessage,
  | 'deliveredAtMs'
  | 'openedAtMs'
  | 'clickedAtMs'
  | 'repliedAtMs'
  | 'bouncedAtMs'
  | 'unsubscribedAtMs'
  | 'openCount'
  | 'clickCount'
>;

const NOTHING: Reaction = {
  deliveredAtMs: null,
  openedAtMs: null,
  clickedAtMs: null,
  repliedAtMs: null,
  bouncedAtMs: null,
  unsubscribedAtMs: null,
  openCount: 0,
  clickCount: 0,
};

const WEIGHT: Readonly<Record<LeadStatus, number>> = {
  new: 0,
  contacted: 1,
  replied: 2,
  converted: 3,
  unsubscribed: 4,
  bounced: 5,
};
