import type { Reference } from './reference.js';

/** A tenant's reference as one text; different ones have different texts. */
export function referenceKey(tenantId: string, { kind, id }: Reference): string {
  return `${tenantId} ${kind} ${id}`;
}
