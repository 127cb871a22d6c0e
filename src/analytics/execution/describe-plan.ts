import type { AnalyticPart, PlannedQuestion } from './analytic-part.js';

/** The value of an `ExplainPart`. */
export interface PlanDescription {
  readonly source: 'ROLLUP' | 'ROLLUP_AND_TABLE' | 'TABLE';
  readonly rollup: string | null;
  readonly reason: string;
  readonly rejected: readonly { readonly rollup: string; readonly reason: string }[];
  readonly estimatedRows: number | null;
  readonly sql: string | null;
}

/** The value of an `Explain`. */
export type FieldDescription = PlanDescription & { readonly totals: PlanDescription | null };

/**
 * Says which rollup answers an analytic field and why.
 * @param isOperator whether sizes and SQL may be told: sizes are those of all tenants (DESIGN.md, trap 8).
 */
export function describeField(parts: readonly AnalyticPart[], isOperator: boolean): FieldDescription {
  const planned = parts.flatMap((part) => (part.kind === 'question' ? [part.planned] : []));
  const rows = planned.find(({ question }) => question.kind === 'rows');
  const totals = planned.find(({ question }) => question.kind === 'totals');
  const main = rows ?? totals;
  if (main === undefined) {
    return {
      source: 'TABLE',
      rollup: null,
      reason: 'nothing was asked',
      rejected: [],
      estimatedRows: null,
      sql: null,
      totals: null,
    };
  }
  return {
    ...describePlan(main, isOperator),
    totals: rows === undefined || totals === undefined ? null : describePlan(totals, isOperator),
  };
}

function describePlan({ plan, statement }: PlannedQuestion, isOperator: boolean): PlanDescription {
  const { rollup, edges, reason, rejected, estimatedRows } = plan;
  return {
    source: rollup === null ? 'TABLE' : edges.length === 0 ? 'ROLLUP' : 'ROLLUP_AND_TABLE',
    rollup: rollup?.view ?? null,
    reason,
    rejected: rejected.map((each) => ({ rollup: each.rollup, reason: each.reason })),
    estimatedRows: isOperator ? estimatedRows : null,
    sql: isOperator ? statement.text : null,
  };
}
