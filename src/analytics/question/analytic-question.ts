import type { Dataset, Dimension, GroupingKey, Measure } from '../model/dataset.js';
import type { MeasureParts } from './measure-parts.js';

/** A half-open range of instants, in microseconds since the epoch (what a timestamptz holds); null is unbounded. */
export interface TimeRange {
  readonly sinceUs: number | null;
  readonly untilUs: number | null;
}

export type ComparisonOperator = 'eq' | 'ne' | 'in' | 'notIn' | 'lt' | 'lte' | 'gt' | 'gte' | 'isNull';

/** A condition on rows, two-valued: what is null fails every comparison, and its negation holds. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Filter[] }
  | { readonly kind: 'not'; readonly term: Filter }
  | {
      readonly kind: 'compare';
      readonly dimension: Dimension;
      readonly operator: ComparisonOperator;
      /** As stored: enum values in their stored form, times as ISO 8601 text. */
      readonly value: string | number | boolean | readonly (string | number)[];
    }
  | {
      /** The row's text is found by a search; false for every row where the search has no word. */
      readonly kind: 'text';
      readonly source: string;
      readonly search: string;
      /** Null for all languages that the tenant's texts have. */
      readonly language: string | null;
    };

/** One key of an answer's objects, in the order of selection. */
export interface OutputColumn {
  readonly responseName: string;
  readonly value:
    | { readonly type: 'grouping'; readonly index: number }
    | { readonly type: 'measure'; readonly index: number }
    | { readonly type: 'constant'; readonly text: string };
}

export interface OrderTerm {
  readonly by: 'grouping' | 'measure';
  readonly index: number;
  readonly direction: 'asc' | 'desc';
}

/** The question behind one `rows` selection. */
export interface RowsQuestion {
  readonly kind: 'rows';
  readonly columns: readonly OutputColumn[];
  /** Without repetition; the answer has one row per combination. */
  readonly groupings: readonly GroupingKey[];
  /** Without repetition; those that only the order needs come last. */
  readonly measures: readonly Measure[];
  readonly parts: MeasureParts;
  /** Complete: every grouping occurs, so that the order is total. */
  readonly order: readonly OrderTerm[];
  readonly limit: number;
  /** Whether buckets without rows appear, with counts of zero. */
  readonly fill: boolean;
}

/** The question behind one `totals` selection. */
export interface TotalsQuestion {
  readonly kind: 'totals';
  readonly columns: readonly OutputColumn[];
  readonly measures: readonly Measure[];
  readonly parts: MeasureParts;
}

/** What the parts of one analytic field share. */
export interface QuestionScope {
  readonly dataset: Dataset;
  readonly range: TimeRange;
  /** Conditions besides the range; null for none. */
  readonly filter: Filter | null;
  /** An IANA zone that PostgreSQL and this runtime both know. */
  readonly timezone: string;
}
