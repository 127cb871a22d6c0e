import { BUCKET_US } from '../planner/bucket.js';
import { cutRanges, subtractRanges } from '../planner/range-set.js';
import { plannedFields, type PlannedOperation, type PlannedQuestion } from './planned-operation.js';
import type { Conditions } from '../../freshness/conditions.js';

/**
 * Whether a snapshot is as the plan assumed, so that answers read under it are exact: no stale day is read from a rollup, and each
 * dataset is archived until when the plan thought.
 */
export function isAsAssumed(planned: PlannedOperation, conditions: Conditions): boolean {
  return (
    isArchivedAsAssumed(planned, conditions) &&
    plannedFields(planned).every(
      ({ prepared, questions }) =>
        prepared.isMaterialized || questions.every((question) => readsNothingStale(question, conditions)),
    )
  );
}

/** Whether the datasets are archived until when the plan thought. */
export function isArchivedAsAssumed(
  { archivedUntilUs }: PlannedOperation,
  { datasets }: Conditions,
): boolean {
  return [...archivedUntilUs].every(
    ([table, assumed]) => (datasets.get(table)?.archivedUntilUs ?? null) === assumed,
  );
}

function readsNothingStale({ plan }: PlannedQuestion, { rollups }: Conditions): boolean {
  if (plan.rollup === null) return true;
  const condition = rollups.get(plan.rollup.view);
  if (condition === undefined) return false;
  if (condition.staleDaysUs.length === 0) return true;
  const read = subtractRanges(plan.range, plan.edges);
  return condition.staleDaysUs.every(
    (day) => cutRanges(read, { sinceUs: day, untilUs: day + BUCKET_US.day }).length === 0,
  );
}
