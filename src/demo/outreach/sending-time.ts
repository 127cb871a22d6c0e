import type { Random } from '../generator/random.js';
import type { TenantProfile } from '../generator/tenant-profiles.js';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** How readily a message is sent on a day rather than the next one, Sunday first. */
const WEEK_CURVE = [0, 0.75, 1, 0.95, 0.9, 0.6, 0];
/** How many messages are sent in each hour of the day, from 7 o'clock on, in parts of any whole. */
const FIRST_HOUR = 7;
const DAY_CURVE = [2, 9, 16, 15, 10, 5, 8, 13, 11, 7, 4];
const WEEKEND_SHARE = 0.08;

/** The beginning of the day, where the tenant is. */
export function startOfDay({ utcOffsetHours }: TenantProfile, atMs: number): number {
  const offsetMs = utcOffsetHours * HOUR_MS;
  return Math.floor((atMs + offsetMs) / DAY_MS) * DAY_MS - offsetMs;
}

/** When a message is sent that is due on a day: in working hours of that day or one of the next, and hardly at weekends. */
export function sendingTime(profile: TenantProfile, dueAtMs: number, random: Random): number {
  let dayMs = startOfDay(profile, dueAtMs);
  for (;;) {
    const weekday = new Date(dayMs + profile.utcOffsetHours * HOUR_MS).getUTCDay();
    const isWeekend = weekday === 0 || weekday === 6;
    if (random.chance(isWeekend ? profile.weekendFactor * WEEKEND_SHARE : WEEK_CURVE[weekday]!)) break;
    dayMs += DAY_MS;
  }
  const hour = FIRST_HOUR + random.weightedIndex(DAY_CURVE) + random.fraction();
  return Math.floor(dayMs + hour * HOUR_MS);
}
