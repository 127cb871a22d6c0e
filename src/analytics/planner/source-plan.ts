import type { Aggregate } from '../model/aggregate.js';
import type { Dataset, Dimension, GroupingKey, Rollup } from '../model/dataset.js';
import type { TimeRange } from '../question/analytic-question.js';
import type { RangeSet } from './range-set.js';
import type { RollupState } from './rollup-states.js';
import type { ZoneProfile } from './zone-profile.js';

/** What of a question decides which relations can answer it. */
export interface Need {
  readonly groupings: readonly GroupingKey[];
  readonly aggregates: readonly Aggregate[];
  readonly filterDimensions: ReadonlySet<Dimension>;
  readonly isFilteredByText: boolean;
  readonly range: TimeRange;
  readonly timezone: string;
}

/**
 * What a plan takes for granted of one tenant's data. Whoever runs the plan looks, in the same snapshot, whether it was so: this
 * never decides whether an answer is right, only whether it has to be made again.
 */
export interface Assumptions {
  /** Rows before this instant are no longer read from the base table; null where nothing is archived. */
  readonly archivedUntilUs: number | null;
  /**
   * Starts of the UTC days that have changed since the rollup was last folded, in microseconds since the epoch, earliest first; `all`
   * where nothing that can change is to be read from it.
   */
  staleDaysUs(view: string): readonly number[] | 'all';
}

/** All that planning one question depends on. */
export interface PlanningContext {
  readonly dataset: Dataset;
  readonly need: Need;
  readonly zone: ZoneProfile;
  readonly states: ReadonlyMap<string, RollupState>;
  readonly assumptions: Assumptions;
}

/** A rollup not chosen, and why. */
export interface Rejection {
  readonly rollup: string;
  readonly reason: string;
}

/** Where one statement reads. */
export interface SourcePlan {
  /** Null for the base table alone. */
  readonly rollup: Rollup | null;
  /** From the first to the last bucket that comes from the rollup; what is read of the table where there is no rollup. */
  readonly range: TimeRange;
  /**
   * What comes from the base table in place of the rollup: what the range cuts off at its ends, and days that have changed since. At most
   * {@link MAX_EDGES}. One inside of `range` is left out there.
   */
  readonly edges: RangeSet;
  /** What of the question's range the answer does not have, because it is archived where the plan cannot read it. */
  readonly missing: RangeSet;
  /** The rollup may have no bucket outside of this, since the zone's clocks were checked for it alone; null where no such limit is. */
  readonly guard: TimeRange | null;
  readonly reason: string;
  readonly rejected: readonly Rejection[];
  /** Rows of all tenants, for the operator; null where nothing is known. */
  readonly estimatedRows: number | null;
}

/** More edges than this become fewer, longer ones: each is an arm of the statement, and the number of its texts is bounded. */
export const MAX_EDGES = 6;
