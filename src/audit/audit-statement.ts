import type { RequestContext } from '../tenancy/request-context.js';
import type { Statement } from '../tenancy/statement.js';
import { toJsonParameter, type AuditDetails } from './audit-details.js';

/** What a mutation changes. */
export interface AuditedChange {
  /** The mutation's name, as in the schema. */
  readonly action: string;
  /** What is changed: mostly a qualified table, such as `content.email_messages`. */
  readonly target: string;
  /** What was there, as far as it is changed; null for nothing. */
  readonly before: AuditDetails | null;
  /** What is there afterwards; null for nothing. */
  readonly after: AuditDetails | null;
}

/**
 * Writes down what a request changes: who (its token), what, and from what to what. It belongs into the very transaction that makes the change, on
 * whichever of the four databases that is: `tenantTransaction(tenantId, [change, auditStatement(…)], { isReadWrite: true })`. Its one
 * row means nothing.
 */
export function auditStatement(request: RequestContext, change: AuditedChange): Statement {
  return {
    name: 'sluice_record_audit',
    text: `select ${auditCall(1)}`,
    values: auditParameters(request, change),
  };
}

/**
 * The call of {@link auditStatement} as an expression, for a statement that knows only by itself whether anything changes. Its seven
 * parameters, {@link auditParameters}, are numbered from `first` on.
 */
export function auditCall(first: number): string {
  const types = ['text', 'text', 'text', 'text', 'text', 'jsonb', 'jsonb'];
  return `sluice.record_audit(${types.map((type, i) => `$${first + i}::${type}`).join(', ')})`;
}

/** The parameters of {@link auditCall}. */
export function auditParameters(
  { principal, requestId }: RequestContext,
  { action, target, before, after }: AuditedChange,
): readonly unknown[] {
  return [
    principal.subject,
    principal.tokenId,
    requestId,
    action,
    target,
    toJsonParameter(before),
    toJsonParameter(after),
  ];
}
