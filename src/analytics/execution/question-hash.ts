import { createHash } from 'node:crypto';
import { compileQuestion } from '../compiler/compile-question.js';
import type { SourcePlan } from '../planner/source-plan.js';
import { hasPart } from './analytic-part.js';
import { plannedFields, type PlannedOperation } from './planned-operation.js';

const hashes = new WeakMap<PlannedOperation, string>();

/**
 * Names what an operation asks, SHA-256 in hex: two with the same name have the same answer while the data is the same. It is made of the
 * statements as they would be for the base table, so that it does not matter which rollup, or which stale days, a plan has found; with
 * what the plan had to leave out, which does.
 */
export function questionHash(planned: PlannedOperation): string {
  let hash = hashes.get(planned);
  if (hash === undefined) {
    hash = createHash('sha256')
      .update(JSON.stringify(meaningOf(planned)))
      .digest('hex');
    hashes.set(planned, hash);
  }
  return hash;
}

function meaningOf(planned: PlannedOperation): unknown {
  return plannedFields(planned).map(({ prepared, questions }) => [
    hasPart(prepared, 'explain'),
    questions.map(({ part, plan }) => {
      const { text, values } = compileQuestion(
        prepared.scope,
        part.question,
        fromTable(plan, prepared.scope.range),
      );
      return [text, values, plan.missing.length === 0 ? null : [plan.missing, plan.rollup?.view ?? null]];
    }),
  ]);
}

function fromTable(plan: SourcePlan, range: SourcePlan['range']): SourcePlan {
  return { ...plan, rollup: null, range, edges: [] };
}
