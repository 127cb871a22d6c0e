import { TENANT_PROFILES } from './tenant-profiles.js';
import type { TenantPlan } from './ticket.js';

/** Shares `tickets` out among the tenants by their size; every tenant gets one at least, and the sum is exact. */
export function planTenants(tickets: number): readonly TenantPlan[] {
  const counts = TENANT_PROFILES.map(({ share }) => Math.max(1, Math.floor(share * tickets)));
  counts[0]! += tickets - counts.reduce((sum, count) => sum + count, 0);
  return TENANT_PROFILES.map((profile, index) => ({ profile, tickets: counts[index]! }));
}
