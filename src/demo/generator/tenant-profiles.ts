import type { Catalogue } from '../catalogues/catalogue.js';
import { care } from '../catalogues/care.js';
import { commerce } from '../catalogues/commerce.js';
import { connections } from '../catalogues/connections.js';
import { finance } from '../catalogues/finance.js';
import { journeys } from '../catalogues/journeys.js';
import { software } from '../catalogues/software.js';

/** The kinds of channel that `helpdesk.tickets.channel` knows and the demo uses. */
export type Channel = 'email' | 'phone' | 'chat' | 'web' | 'mobile_app' | 'social' | 'api' | 'walk_in';

/** What makes one generated tenant different from the others. */
export interface TenantProfile {
  /** The same on every machine and at any time, so that tokens and examples can name it. */
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  /** Its part of all tickets. */
  readonly share: number;
  readonly catalogue: Catalogue;
  /** Hours that its working day is ahead of UTC. */
  readonly utcOffsetHours: number;
  /** A Saturday's or Sunday's tickets against a working day's. */
  readonly weekendFactor: number;
  /** Tickets at the end of the two years against those at their beginning. */
  readonly growth: number;
  readonly channels: Readonly<Partial<Record<Channel, number>>>;
}

const CONSUMER: TenantProfile['channels'] = {
  email: 28,
  chat: 24,
  phone: 18,
  mobile_app: 14,
  web: 11,
  social: 5,
};
const BUSINESS: TenantProfile['channels'] = { email: 44, web: 26, chat: 14, phone: 10, api: 6 };
const COUNTER: TenantProfile['channels'] = { phone: 38, email: 27, web: 18, walk_in: 11, chat: 6 };

/** Twelve tenants of skewed size, the largest first. */
export const TENANT_PROFILES: readonly TenantProfile[] = [
  profile(1, 'Northwind Outfitters', 'northwind-outfitters', 0.3, commerce, -5, 0.75, 1.5, CONSUMER),
  profile(2, 'Helios Telecom', 'helios-telecom', 0.195, connections, 1, 0.6, 1.2, CONSUMER),
  profile(3, 'Meridian Bank', 'meridian-bank', 0.135, finance, 0, 0.35, 1.1, CONSUMER),
  profile(4, 'Larkspur Software', 'larkspur', 0.1, software, -8, 0.15, 2.6, BUSINESS),
  profile(5, 'Kestrel Airways', 'kestrel-airways', 0.08, journeys, 1, 0.95, 1.3, CONSUMER),
  profile(6, 'Bluebird Energy', 'bluebird-energy', 0.062, connections, 0, 0.4, 1, COUNTER),
  profile(7, 'Cedar Valley Health', 'cedar-valley-health', 0.046, care, -6, 0.45, 1.1, COUNTER),
  profile(8, 'Atlas Freight', 'atlas-freight', 0.035, journeys, 1, 0.2, 1.2, BUSINESS),
  profile(9, 'Fernhill University', 'fernhill', 0.023, care, 0, 0.2, 1, COUNTER),
  profile(10, 'Quillon Insurance', 'quillon', 0.014, finance, 1, 0.15, 1.4, BUSINESS),
  profile(11, 'Juniper Hotels', 'juniper-hotels', 0.008, journeys, 2, 1.1, 0.9, CONSUMER),
  profile(12, 'Tidewater Tea Traders', 'tidewater-tea', 0.002, commerce, 8, 0.6, 3, CONSUMER),
];

function profile(
  number: number,
  name: string,
  domain: string,
  share: number,
  catalogue: Catalogue,
  utcOffsetHours: number,
  weekendFactor: number,
  growth: number,
  channels: TenantProfile['channels'],
): TenantProfile {
  const id = `d3a00000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  return {
    id,
    name,
    domain: `${domain}.example`,
    share,
    catalogue,
    utcOffsetHours,
    weekendFactor,
    growth,
    channels,
  };
}
