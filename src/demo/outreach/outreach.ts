import type { Offer } from '../catalogues/catalogue.js';
import type { TenantProfile } from '../generator/tenant-profiles.js';

/** A generated campaign. Instants are milliseconds since the epoch, here and below. */
export interface Campaign {
  readonly id: string;
  readonly name: string;
  readonly offer: Offer;
  /** A sequence writes to each lead in person, up to three times; a newsletter says the same to all, once. */
  readonly kind: 'sequence' | 'newsletter';
  readonly status: 'draft' | 'active' | 'paused' | 'completed';
  readonly createdAtMs: number;
  readonly startsAtMs: number;
  /** Null while nobody knows. */
  readonly endsAtMs: number | null;
  /** Since when nothing has been sent; null unless it is paused. */
  readonly pausedAtMs: number | null;
  /** For how long leads are written to for the first time. */
  readonly enrolmentMs: number;
  /** How many leads it is for. */
  readonly audience: number;
  /** The probability that an average reader opens a message of it. */
  readonly appeal: number;
}

export interface Lead {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly company: string;
  /** How readily the lead opens what comes, around 1. */
  readonly interest: number;
  readonly createdAtMs: number;
}

export interface EmailAccount {
  readonly id: string;
  readonly address: string;
  readonly displayName: string;
  readonly provider: 'smtp' | 'google' | 'microsoft';
  readonly dailyLimit: number;
  readonly isActive: boolean;
  readonly createdAtMs: number;
}

/** A message to a lead, and what became of it until the present. */
export interface SentMessage {
  readonly id: string;
  readonly campaign: Campaign;
  readonly lead: Lead;
  readonly account: EmailAccount;
  readonly sentAtMs: number;
  readonly subject: string;
  readonly text: string;
  readonly deliveredAtMs: number | null;
  readonly openedAtMs: number | null;
  readonly clickedAtMs: number | null;
  readonly repliedAtMs: number | null;
  readonly bouncedAtMs: number | null;
  readonly unsubscribedAtMs: number | null;
  readonly openCount: number;
  readonly clickCount: number;
}

/** A lead's answer. */
export interface Reply {
  readonly id: string;
  readonly to: SentMessage;
  readonly sentAtMs: number;
  readonly subject: string;
  readonly text: string;
}

export type LeadStatus = 'new' | 'contacted' | 'replied' | 'converted' | 'bounced' | 'unsubscribed';

/** All that one tenant has written, and to whom. */
export interface TenantOutreach {
  readonly profile: TenantProfile;
  readonly campaigns: readonly Campaign[];
  /** In the order in which they became known. */
  readonly leads: readonly Lead[];
  readonly accounts: readonly EmailAccount[];
  /** In the order in which they were sent. */
  readonly messages: readonly SentMessage[];
  readonly replies: readonly Reply[];
  /** Where each lead that was written to stands, and since when. */
  readonly standings: ReadonlyMap<Lead, { readonly status: LeadStatus; readonly sinceMs: number }>;
}
