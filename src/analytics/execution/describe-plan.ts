import { answerLayers, type AnswerLayer } from './answer-layers.js';
import type { FoldedDays } from './folded-days.js';
import type { PlannedField, PlannedOperation, PlannedQuestion } from './planned-operation.js';

/** The value of an `ExplainPart`. */
export interface PlanDescription {
  readonly source: 'ROLLUP' | 'ROLLUP_AND_TABLE' | 'TABLE';
  readonly rollup: string | null;
  readonly layers: readonly AnswerLayer[];
  readonly reason: string;
  readonly rejected: readonly { readonly rollup: string; readonly reason: string }[];
  readonly estimatedRows: number | null;
  readonly sql: string | null;
}

/** The value of an `Explain`. */
export type FieldDescription = PlanDescription & { readonly totals: PlanDescription | null };

const NOTHING: FieldDescription = {
  source: 'TABLE',
  rollup: null,
  layers: [],
  reason: 'nothing was asked',
  rejected: [],
  estimatedRows: null,
  sql: null,
  totals: null,
};

/** Says, for an operator, which rollup answers an analytic field and why. */
export function describeField(
  { prepared, questions }: PlannedField,
  { archivedUntilUs }: PlannedOperation,
  foldedDays: FoldedDays,
): FieldDescription {
  const describe = (question: PlannedQuestion): PlanDescription =>
    describePlan(question, archivedUntilUs.get(prepared.scope.dataset.table) ?? null, foldedDays);
  const rows = questions.find(({ part }) => part.question.kind === 'rows');
  const totals = questions.find(({ part }) => part.question.kind === 'totals');
  const main = rows ?? totals;
  if (main === undefined) return NOTHING;
  return {
    ...describe(main),
    totals: rows === undefined || totals === undefined ? null : describe(totals),
  };
}

/** The same without what only an operator may know: sizes are those of all tenants (DESIGN.md, trap 8). */
export function withoutSizes(description: FieldDescription): FieldDescription {
  const hidden = { estimatedRows: null, sql: null };
  const { totals } = description;
  return { ...description, ...hidden, totals: totals === null ? null : { ...totals, ...hidden } };
}

function describePlan(
  { plan, statement }: PlannedQuestion,
  archivedUntilUs: number | null,
  foldedDays: FoldedDays,
): PlanDescription {
  const { rollup, edges, reason, rejected, estimatedRows } = plan;
  return {
    source: rollup === null ? 'TABLE' : edges.length === 0 ? 'ROLLUP' : 'ROLLUP_AND_TABLE',
    rollup: rollup?.view ?? null,
    layers: answerLayers(plan, archivedUntilUs, foldedDays.get(rollup?.view ?? '') ?? []),
    reason,
    rejected,
    estimatedRows,
    sql: statement.text,
  };
}
