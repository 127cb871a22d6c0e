import type { Scope } from '../../tenancy/scope.js';
import {
  TEXT_FILTER,
  type Dataset,
  type Dimension,
  type DimensionKind,
  type Measure,
  type Rollup,
  type TextSource,
} from '../model/dataset.js';
import { aggregateKey } from '../model/aggregate.js';
import type { MeasureFormula } from '../model/measure.js';
import type { Part } from '../model/part.js';
import { identifier, qualifiedName } from '../model/sql-text.js';

/** What the decorators have said of a class, in the order in which they ran; {@link datasetOf} makes the model of it. */
interface Draft {
  options: DatasetOptions | null;
  readonly dimensions: DimensionDraft[];
  readonly measures: MeasureDraft[];
  readonly rollups: RollupOptions[];
}

export interface DatasetOptions {
  /** Schema-qualified table with one row per fact. */
  readonly table: string;
  /** Column of the time dimension that rollups bucket. */
  readonly time: string;
  readonly description: string;
  /** Scope that any question to the dataset needs. */
  readonly scope: Scope;
  /** Given, the filter has a field `text`: the table has the column `id` and is a search source. */
  readonly text?: TextSource;
}

/** Gives the GraphQL type of a dimension: `String`, `Boolean`, `Int`, `ID`, a registered enum or an entity class. */
export type DimensionTypeThunk = () => unknown;

export interface DimensionDraft {
  readonly name: string;
  readonly type: DimensionTypeThunk;
  readonly column: string;
  readonly description: string;
  readonly isNullable: boolean;
  readonly isTime: boolean;
  readonly scope: Scope | null;
}

interface MeasureDraft {
  readonly name: string;
  readonly formula: MeasureFormula;
  readonly description: string;
  readonly scope: Scope | null;
}

export interface RollupOptions {
  /** Schema-qualified security-barrier view; the tables behind it take its name. */
  readonly view: string;
  /** What it holds, as "Tickets per UTC day and channel." */
  readonly description: string;
  readonly grain: 'hour' | 'day';
  /** Names of the dataset's dimensions that the view groups by, under their own columns' names. */
  readonly dimensions: readonly string[];
  /** The view's columns and what they hold. One of them should count all rows. */
  readonly parts: Readonly<Record<string, Part>>;
  /** Columns of parts that the view's index includes besides its key; none unless told. */
  readonly covering?: readonly string[];
}

// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- decorators receive the class as a Function
export type DatasetClass = Function;

/** What the functions of the database, which keep all rollups alike, find the start of a bucket by. */
const BUCKET_COLUMN = 'bucket';

const drafts = new Map<DatasetClass, Draft>();
const finished = new Map<DatasetClass, Dataset>();

/** The draft of a class, begun by whichever decorator comes first (property decorators run before class decorators). */
export function draftOf(target: DatasetClass): Draft {
  let draft = drafts.get(target);
  if (draft === undefined) {
    draft = { options: null, dimensions: [], measures: [], rollups: [] };
    drafts.set(target, draft);
  }
  return draft;
}

/** The dimensions as declared, with their GraphQL types, which the model itself does not hold. */
export function dimensionDraftsOf(target: DatasetClass): readonly DimensionDraft[] {
  return draftOf(target).dimensions;
}

/**
 * The semantic model that a decorated class declares. Always the same object for the same class.
 * @throws Error where the declaration contradicts itself; the message names class and property.
 */
export function datasetOf(target: DatasetClass): Dataset {
  const known = finished.get(target);
  if (known !== undefined) return known;
  const dataset = finish(target.name, draftOf(target));
  finished.set(target, dataset);
  return dataset;
}

function finish(name: string, draft: Draft): Dataset {
  if (draft.options === null) throw new Error(`${name} has no @Dataset decorator`);
  const { table, time, description, scope, text = null } = draft.options;
  const dimensions = new Map(
    draft.dimensions.map((dimension) => [dimension.name, finishDimension(dimension)]),
  );
  const measures = new Map(
    draft.measures.map((measure): [string, Measure] => [measure.name, { ...measure }]),
  );
  for (const measure of measures.keys()) {
    if (dimensions.has(measure)) throw new Error(`${name}.${measure} is both a dimension and a measure`);
  }
  if (text !== null && dimensions.has(TEXT_FILTER))
    throw new Error(`${name}.${TEXT_FILTER} is a dimension, and the filter by text has this name`);
  const timeDimension = [...dimensions.values()].find((each) => each.kind === 'time' && each.column === time);
  if (timeDimension === undefined)
    throw new Error(`${name} has no @TimeDimension on its time column "${time}"`);
  return {
    name,
    description,
    table: qualifiedName(table),
    time: timeDimension,
    scope,
    text,
    dimensions,
    measures,
    rollups: draft.rollups.map((rollup) => finishRollup(name, rollup, dimensions)),
  };
}

function finishDimension(draft: DimensionDraft): Dimension {
  const type = draft.isTime ? null : draft.type();
  const { name, description, isNullable, scope } = draft;
  return {
    name,
    description,
    column: identifier(draft.column),
    kind: draft.isTime ? 'time' : kindOf(type),
    isNullable,
    enumValues: isEnumObject(type) ? new Map(Object.keys(type).map((key) => [key, key.toLowerCase()])) : null,
    scope,
  };
}

function kindOf(type: unknown): DimensionKind {
  if (type === String) return 'text';
  if (type === Boolean) return 'boolean';
  if (type === Number) return 'integer';
  if (isEnumObject(type)) return 'enum';
  // GraphQL's ID, and entity classes, which are resolved from their id.
  return 'uuid';
}

function isEnumObject(type: unknown): type is Record<string, string> {
  return (
    typeof type === 'object' &&
    type !== null &&
    Object.getPrototypeOf(type) === Object.prototype &&
    Object.entries(type).every(([key, value]) => key === value)
  );
}

function finishRollup(
  dataset: string,
  options: RollupOptions,
  dimensions: ReadonlyMap<string, Dimension>,
): Rollup {
  const columns = new Map(Object.entries(options.parts).map(([column, part]) => [identifier(column), part]));
  const covering = options.covering ?? [];
  const unknown = covering.find((column) => !columns.has(column));
  if (unknown !== undefined)
    throw new Error(`${dataset}: rollup ${options.view} covers "${unknown}", which is none of its parts`);
  return {
    view: qualifiedName(options.view),
    description: options.description,
    timeColumn: BUCKET_COLUMN,
    grain: options.grain,
    dimensions: new Map(
      options.dimensions.map((name): [string, string] => {
        const dimension = dimensions.get(name);
        if (dimension === undefined)
          throw new Error(`${dataset}: rollup ${options.view} names no dimension "${name}"`);
        return [name, dimension.column];
      }),
    ),
    parts: new Map([...columns].map(([column, part]) => [aggregateKey(part), column])),
    columns,
    covering,
  };
}
