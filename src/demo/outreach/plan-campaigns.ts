import type { TimeSpan } from '../generator/generate-tickets.js';
import type { Random } from '../generator/random.js';
import type { TenantProfile } from '../generator/tenant-profiles.js';
import type { Campaign } from './outreach.js';
import { startOfDay } from './sending-time.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const MIN_CAMPAIGNS = 4;
const MAX_CAMPAIGNS = 12;
/** From the last first message to the last reminder, and some days more. */
const REMINDER_DAYS = 16;
/** The messages that a lead gets of a sequence, on average: who answers gets no reminder. */
const MESSAGES_PER_SEQUENCE = 2.7;
const MONTH_NAME = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/**
 * Plans a tenant's campaigns over `span`, for about so many messages together, in the order in which they start: the last one runs at
 * the present, one of the others is paused, and one more is a draft.
 */
export function planCampaigns(
  profile: TenantProfile,
  messages: number,
  span: TimeSpan,
  random: Random,
): readonly Campaign[] {
  const count = Math.min(MAX_CAMPAIGNS, Math.max(MIN_CAMPAIGNS, Math.round(3 * Math.log10(messages)) - 1));
  const lengthMs = span.untilMs - span.fromMs;
  return Array.from({ length: count + 1 }, (_, index): Campaign => {
    const isDraft = index === count;
    const startsAtMs = startOfDay(
      profile,
      isDraft
        ? span.untilMs + random.integer(4, 12) * DAY_MS
        : index === count - 1
          ? span.untilMs - random.integer(9, 14) * DAY_MS
          : span.fromMs + DAY_MS + ((index + 0.6 * random.fraction()) / count) * lengthMs,
    );
    const kind = index === count - 1 || random.chance(0.6) ? 'sequence' : 'newsletter';
    const enrolmentMs = (kind === 'sequence' ? random.integer(18, 32) : 2) * DAY_MS;
    const isPaused = index === Math.floor(count / 2);
    const pausedAtMs = isPaused ? Math.floor(startsAtMs + 0.6 * enrolmentMs) : null;
    const endsAtMs =
      isDraft || isPaused
        ? null
        : startsAtMs + enrolmentMs + (kind === 'sequence' ? REMINDER_DAYS : 1) * DAY_MS;
    const createdAtMs =
      Math.min(startsAtMs, span.untilMs) - Math.floor((2 + random.fraction() * 14) * DAY_MS);
    // The business grows, and so do its campaigns.
    const share = (0.7 + (0.6 * index) / count) / count;
    const offer = profile.catalogue.offers[index % profile.catalogue.offers.length]!;
    return {
      id: random.uuidAt(createdAtMs),
      name: `${offer.name}, ${MONTH_NAME.format(startsAtMs + DAY_MS / 2)}`,
      offer,
      kind,
      status: isDraft ? 'draft' : isPaused ? 'paused' : endsAtMs! < span.untilMs ? 'completed' : 'active',
      createdAtMs,
      startsAtMs,
      endsAtMs,
      pausedAtMs,
      enrolmentMs,
      audience: Math.max(
        3,
        Math.round((messages * share) / (kind === 'sequence' ? MESSAGES_PER_SEQUENCE : 1)),
      ),
      appeal: kind === 'sequence' ? 0.4 + 0.18 * random.fraction() : 0.22 + 0.16 * random.fraction(),
    };
  });
}
