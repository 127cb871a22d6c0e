import type { Aggregate } from '../model/aggregate.js';
import type { Dimension, GroupingKey, Rollup } from '../model/dataset.js';
import type { TimeRange } from '../question/analytic-question.js';

/** What of a question decides which relations can answer it. */
export interface Need {
  readonly groupings: readonly GroupingKey[];
  readonly aggregates: readonly Aggregate[];
  readonly filterDimensions: ReadonlySet<Dimension>;
  readonly range: TimeRange;
  readonly timezone: string;
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
  /** The whole buckets that come from the rollup; the whole range where there is none. */
  readonly range: TimeRange;
  /** What the range cuts off at its ends, from the base table. At most two. */
  readonly edges: readonly TimeRange[];
  readonly reason: string;
  readonly rejected: readonly Rejection[];
  /** Rows of all tenants, for the operator; null where nothing is known. */
  readonly estimatedRows: number | null;
}
