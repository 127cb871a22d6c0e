import type { Agent, Customer } from './people.js';
import type { Channel, TenantProfile } from './tenant-profiles.js';

/** A generated ticket. Instants are milliseconds since the epoch. */
export interface Ticket {
  readonly id: string;
  readonly externalId: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly subject: string;
  readonly description: string;
  readonly status: 'new' | 'open' | 'pending' | 'resolved' | 'closed' | 'cancelled';
  readonly priority: Priority | null;
  readonly channel: Channel;
  readonly category: string;
  readonly agentGroup: string;
  readonly agent: Agent | null;
  readonly customer: Customer;
  readonly firstResponseDueAtMs: number | null;
  readonly resolutionDueAtMs: number | null;
  readonly firstRespondedAtMs: number | null;
  readonly resolvedAtMs: number | null;
  readonly isSlaBreached: boolean | null;
  readonly satisfactionScore: number | null;
}

export type Priority = 'low' | 'medium' | 'high' | 'urgent';

/** A tenant with its part of the tickets. */
export interface TenantPlan {
  readonly profile: TenantProfile;
  readonly tickets: number;
}
