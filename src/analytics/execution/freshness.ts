import type { Conditions, RollupCondition } from '../../freshness/conditions.js';
import { missingBefore } from '../planner/missing-before.js';
import { isoFromMicroseconds } from '../question/time-range.js';
import type { PlannedField } from './planned-operation.js';

/** The value of a `Freshness`; instants are ISO 8601 in UTC. */
export interface FreshnessValue {
  readonly asOf: string;
  readonly pendingChanges: number;
  readonly refreshedAt: string | null;
  readonly missingBefore: string | null;
}

/** How current a field's answer of this snapshot is: as the snapshot, or, of the materialized state alone, as the oldest rollup in it. */
export function freshnessOf(
  { prepared, questions }: PlannedField,
  { snapshotAt, rollups }: Conditions,
): FreshnessValue {
  const oldest = questions
    .flatMap(({ plan }) => (plan.rollup === null ? [] : [rollups.get(plan.rollup.view)]))
    .filter((condition) => condition !== undefined)
    .reduce<RollupCondition | null>((a, b) => (a === null || b.foldedAt < a.foldedAt ? b : a), null);
  const missing = questions.map(({ plan }) => missingBefore(plan.missing)).filter((us) => us !== null);
  const isOlder = prepared.isMaterialized && oldest !== null;
  return {
    asOf: isOlder ? oldest.foldedAt : snapshotAt,
    pendingChanges: isOlder ? oldest.pending : 0,
    refreshedAt: oldest?.foldedAt ?? null,
    missingBefore: missing.length === 0 ? null : isoFromMicroseconds(Math.max(...missing)),
  };
}
