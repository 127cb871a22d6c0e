import { companyName, emailOf, personName } from './names.js';
import type { Random } from './random.js';
import type { TenantProfile } from './tenant-profiles.js';

export interface Agent {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: 'admin' | 'manager' | 'agent';
  /** The time the agent takes against the average; below 1 is faster. */
  readonly pace: number;
  readonly createdAtMs: number;
}

export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly tier: 'basic' | 'premium' | 'enterprise';
  readonly organisation: Organisation | null;
  readonly isActive: boolean;
  readonly createdAtMs: number;
}

export interface Organisation {
  readonly id: string;
  readonly name: string;
  readonly externalId: string;
  readonly createdAtMs: number;
}

/** Everyone of one tenant, the busiest customers first. */
export interface People {
  readonly organisations: readonly Organisation[];
  readonly agents: readonly Agent[];
  readonly customers: readonly Customer[];
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Makes the people of a tenant with so many tickets. All of them are known before `fromMs`, when its first ticket comes in. */
export function createPeople(
  profile: TenantProfile,
  tickets: number,
  fromMs: number,
  random: Random,
): People {
  const joinedAt = (): number => fromMs - (1 + random.fraction() * 900) * DAY_MS;
  const organisations = Array.from({ length: Math.ceil(tickets / 450) + 2 }, (_, index): Organisation => {
    const createdAtMs = joinedAt();
    return {
      id: random.uuidAt(createdAtMs),
      name: companyName(random),
      externalId: `ORG-${String(index + 1).padStart(5, '0')}`,
      createdAtMs,
    };
  });
  const agents = Array.from({ length: Math.ceil(Math.sqrt(tickets) / 4) + 2 }, (_, index): Agent => {
    const createdAtMs = joinedAt();
    const name = personName(random);
    return {
      id: random.uuidAt(createdAtMs),
      name,
      email: emailOf(name, index, profile.domain),
      role: index === 0 ? 'admin' : index % 12 === 1 ? 'manager' : 'agent',
      pace: random.duration(1, 0.3),
      createdAtMs,
    };
  });
  const customers = Array.from({ length: Math.ceil(tickets / 9) + 3 }, (_, index): Customer => {
    const createdAtMs = joinedAt();
    const name = personName(random);
    return {
      id: random.uuidAt(createdAtMs),
      name,
      email: emailOf(name, index, random.pick(MAIL_DOMAINS)),
      tier: TIERS[random.weightedIndex(TIER_WEIGHTS)]!,
      organisation: random.chance(0.7) ? organisations[random.skewedIndex(organisations.length)]! : null,
      isActive: random.chance(0.95),
      createdAtMs,
    };
  });
  return { organisations, agents, customers };
}

const TIERS = ['basic', 'premium', 'enterprise'] as const;
const TIER_WEIGHTS = [66, 25, 9];
const MAIL_DOMAINS = ['mail.example', 'post.example', 'inbox.example', 'office.example'];
