import type { Random } from './random.js';
import type { TenantProfile } from './tenant-profiles.js';

const HOUR_MS = 60 * 60 * 1000;

/** Tickets per hour of the working day, from midnight on, against the day's busiest hour. */
const DAY_CURVE = [
  0.06, 0.04, 0.03, 0.03, 0.04, 0.08, 0.2, 0.45, 0.8, 0.97, 1, 0.95, 0.8, 0.85, 0.92, 0.9, 0.8, 0.65, 0.5,
  0.42, 0.36, 0.28, 0.18, 0.1,
];
/** Sunday first: Monday has the weekend's leftovers. */
const WEEK_CURVE = [1, 1.22, 1.08, 1, 0.97, 0.92, 1];
const INCIDENTS_PER_YEAR = 9;

/**
 * When a tenant's tickets come in: `count` instants in ascending order from `fromMs` (included) to `untilMs` (excluded). They follow
 * the hour of the day and the day of the week where the tenant is, its growth, the noise of chance and a few incidents a year.
 */
export function arrivalTimes(
  profile: TenantProfile,
  count: number,
  fromMs: number,
  untilMs: number,
  random: Random,
): Float64Array {
  const hours = Math.floor((untilMs - fromMs) / HOUR_MS);
  const weights = hourlyWeights(profile, fromMs, hours, random);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const times = new Float64Array(count);
  let made = 0;
  let weightSoFar = 0;
  for (let hour = 0; hour < hours; hour++) {
    weightSoFar += weights[hour]!;
    const due = hour === hours - 1 ? count : Math.floor((weightSoFar / total) * count);
    const first = made;
    while (made < due) times[made++] = fromMs + (hour + random.fraction()) * HOUR_MS;
    times.subarray(first, made).sort();
  }
  return times;
}

function hourlyWeights(profile: TenantProfile, fromMs: number, hours: number, random: Random): Float64Array {
  const weights = new Float64Array(hours);
  let dayNoise = 1;
  for (let hour = 0; hour < hours; hour++) {
    const local = new Date(fromMs + (hour + profile.utcOffsetHours) * HOUR_MS);
    const hourOfDay = local.getUTCHours();
    const weekday = local.getUTCDay();
    if (hourOfDay === 0 || hour === 0) dayNoise = random.duration(1, 0.13);
    const isWeekend = weekday === 0 || weekday === 6;
    const trend = 1 + (profile.growth - 1) * (hour / hours);
    const season = 1 + 0.12 * Math.sin((2 * Math.PI * (local.getUTCMonth() - 8)) / 12);
    weights[hour] =
      DAY_CURVE[hourOfDay]! *
      (isWeekend ? profile.weekendFactor : WEEK_CURVE[weekday]!) *
      trend *
      season *
      dayNoise *
      (0.6 + 0.8 * random.fraction());
  }
  addIncidents(weights, random);
  return weights;
}

/** An incident brings several times the usual number of tickets for some hours, and ebbs away. */
function addIncidents(weights: Float64Array, random: Random): void {
  const incidents = Math.round((weights.length / (365 * 24)) * INCIDENTS_PER_YEAR);
  for (let incident = 0; incident < incidents; incident++) {
    const start = random.integer(0, weights.length - 1);
    const strength = 1.5 + 3 * random.fraction();
    const length = random.integer(4, 14);
    for (let hour = 0; hour < length && start + hour < weights.length; hour++) {
      weights[start + hour]! *= 1 + strength * (1 - hour / length);
    }
  }
}
