import type { TimeSpan } from '../generator/generate-tickets.js';
import { companyName, personName } from '../generator/names.js';
import type { Random } from '../generator/random.js';
import type { TenantProfile } from '../generator/tenant-profiles.js';
import type { EmailAccount, Lead } from './outreach.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const PROVIDERS = ['smtp', 'google', 'microsoft'] as const;
const MESSAGES_PER_ACCOUNT = 2500;

/** Makes the people whom a tenant writes to, in the order in which they became known: most of them before `span`. */
export function createLeads(count: number, span: TimeSpan, random: Random): readonly Lead[] {
  const companies = Array.from({ length: Math.ceil(count / 3) + 2 }, () => companyName(random));
  const times = Array.from({ length: count }, () =>
    Math.floor(
      random.chance(0.6)
        ? span.fromMs - random.fraction() * 500 * DAY_MS
        : span.fromMs + random.fraction() * (span.untilMs - span.fromMs),
    ),
  ).sort((a, b) => a - b);
  const addresses = new Set<string>();
  return times.map((createdAtMs): Lead => {
    const name = personName(random);
    const company = random.pick(companies);
    return {
      id: random.uuidAt(createdAtMs),
      name,
      email: unusedAddress(`${slug(name, '.')}@${slug(company, '-')}.example`, addresses),
      company,
      interest: 0.6 + 0.8 * random.fraction(),
      createdAtMs,
    };
  });
}

/** Makes the mailboxes that a tenant writes from: more of them, the more it writes. */
export function createAccounts(
  profile: TenantProfile,
  messages: number,
  span: TimeSpan,
  random: Random,
): readonly EmailAccount[] {
  const provider = random.pick(PROVIDERS);
  const addresses = new Set<string>();
  return Array.from({ length: 2 + Math.ceil(messages / MESSAGES_PER_ACCOUNT) }, (_, index): EmailAccount => {
    const createdAtMs = Math.floor(span.fromMs - (20 + random.fraction() * 300) * DAY_MS);
    const displayName = personName(random);
    return {
      id: random.uuidAt(createdAtMs),
      address: unusedAddress(`${slug(displayName, '.')}@${profile.domain}`, addresses),
      displayName,
      provider,
      dailyLimit: random.pick([300, 400, 500]),
      // The first one has been given up, and nothing is sent from it.
      isActive: index > 0,
      createdAtMs,
    };
  });
}

function unusedAddress(address: string, taken: Set<string>): string {
  const [local, domain] = address.split('@');
  let unused = address;
  for (let number = 2; taken.has(unused); number++) unused = `${local}${number}@${domain}`;
  taken.add(unused);
  return unused;
}

function slug(name: string, separator: string): string {
  return name
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z ]/g, '')
    .replaceAll(' ', separator);
}
