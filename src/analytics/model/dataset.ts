import type { Scope } from '../../tenancy/scope.js';
import type { Grain } from './grain.js';
import type { MeasureFormula } from './measure.js';
import type { Part } from './part.js';

/** How a dimension's values are stored, compared and written as JSON. */
export type DimensionKind = 'text' | 'enum' | 'uuid' | 'boolean' | 'integer' | 'time';

/** What rows can be grouped and filtered by. */
export interface Dimension {
  /** The GraphQL field. */
  readonly name: string;
  readonly description: string;
  readonly column: string;
  readonly kind: DimensionKind;
  readonly isNullable: boolean;
  /** For `enum`: GraphQL name to stored text. */
  readonly enumValues: ReadonlyMap<string, string> | null;
  /** The scope that grouping or filtering by it needs beyond the dataset's; null for none. */
  readonly scope: Scope | null;
}

/** A figure about a group of rows. */
export interface Measure {
  readonly name: string;
  readonly description: string;
  readonly formula: MeasureFormula;
  readonly scope: Scope | null;
}

/**
 * Parts of a dataset's measures, kept by tenant, UTC hour or UTC day and a few dimensions. Its SQL is made from this
 * (`analytics/definition`).
 */
export interface Rollup {
  /** The schema-qualified security-barrier view that the gateway reads. */
  readonly view: string;
  readonly description: string;
  readonly timeColumn: string;
  readonly grain: 'hour' | 'day';
  /** Dimension name to the view's column. */
  readonly dimensions: ReadonlyMap<string, string>;
  /** Key of an aggregate ({@link aggregateKey}) to the view's column. */
  readonly parts: ReadonlyMap<string, string>;
  /** The same, column by column, for the checks against the catalogue and the base table. */
  readonly columns: ReadonlyMap<string, Part>;
  /** Columns of parts that the view's index includes, so that questions to them are answered out of the index alone. */
  readonly covering: readonly string[];
}

/** The field of a filter that searches. */
export const TEXT_FILTER = 'text';

/** Where the words of a dataset's rows are indexed. */
export interface TextSource {
  /** The search source (`sluice.search_sources`) whose documents are the table's rows, by `id` and the dataset's time. */
  readonly source: string;
  /** The scope that filtering by text needs beyond the dataset's. */
  readonly scope: Scope;
}

/** The semantic model of one fact table: what can be asked of it, and which rollups may answer. */
export interface Dataset {
  /** The class's name; GraphQL types begin with it. */
  readonly name: string;
  readonly description: string;
  readonly table: string;
  /** The dimension whose column the rollups bucket and ranges cut. */
  readonly time: Dimension;
  readonly scope: Scope;
  /** Null where its rows cannot be filtered by text. */
  readonly text: TextSource | null;
  readonly dimensions: ReadonlyMap<string, Dimension>;
  readonly measures: ReadonlyMap<string, Measure>;
  readonly rollups: readonly Rollup[];
}

/** A time dimension at a grain, or any other dimension as it is. */
export interface GroupingKey {
  readonly dimension: Dimension;
  /** Null for dimensions that are not times. */
  readonly grain: Grain | null;
}
