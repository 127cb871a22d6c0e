import {
  aggregateKey,
  aggregateSql,
  combineSql,
  rowContribution,
  type Aggregate,
} from '../model/aggregate.js';
import type { Dimension, GroupingKey, Rollup } from '../model/dataset.js';
import type { QuestionScope, TimeRange } from '../question/analytic-question.js';
import { partColumn } from '../planner/cover-rollup.js';
import type { SourcePlan } from '../planner/source-plan.js';
import { compileFilter, compileRange } from './compile-filter.js';
import type { Parameters } from './parameters.js';

/** What one statement groups and adds up. */
export interface Groups {
  readonly groupings: readonly GroupingKey[];
  readonly aggregates: readonly Aggregate[];
}

/**
 * A sub-select with one row per group: the groupings as `g0, g1, …`, the aggregates' values as `p0, p1, …`. From the base table it
 * aggregates directly; from a rollup it adds up stored parts, together with the contributions of the rows in the cut buckets.
 */
export function compileGroups(
  scope: QuestionScope,
  groups: Groups,
  plan: SourcePlan,
  parameters: Parameters,
): string {
  return plan.rollup === null
    ? tableSelect(scope, groups, plan.range, aggregateSql, parameters) + groupBy(groups)
    : compileRollupGroups(scope, groups, plan, plan.rollup, parameters);
}

function compileRollupGroups(
  scope: QuestionScope,
  groups: Groups,
  plan: SourcePlan,
  rollup: Rollup,
  parameters: Parameters,
): string {
  const { dataset } = scope;
  const arms = [
    rollupArm(scope, groups, rollup, plan.range, parameters),
    ...plan.edges.map((edge) => tableSelect(scope, groups, edge, rowContribution, parameters)),
  ];
  const columns = [
    ...groups.groupings.map((_, i) => `g${i}`),
    ...groups.aggregates.map((aggregate, i) => `${combineSql(aggregate.fn, `p${i}`, null)} as p${i}`),
  ];
  if (columns.length === 0) throw new Error(`Nothing is selected of ${dataset.name}`);
  return `select ${columns.join(', ')} from (${arms.join(' union all ')}) s${groupBy(groups)}`;
}

function rollupArm(
  scope: QuestionScope,
  groups: Groups,
  rollup: Rollup,
  range: TimeRange,
  parameters: Parameters,
): string {
  const column = (dimension: Dimension): string =>
    dimension === scope.dataset.time ? rollup.timeColumn : rollup.dimensions.get(dimension.name)!;
  const columns = [
    ...groups.groupings.map((key, i) => {
      // A bucket of the question that is a bucket of the rollup needs no truncation.
      const isStored = key.grain === rollup.grain && (rollup.grain === 'hour' || scope.timezone === 'UTC');
      const sql = isStored
        ? column(key.dimension)
        : groupingSql(key, column(key.dimension), scope.timezone, parameters);
      return `${sql} as g${i}`;
    }),
    ...groups.aggregates.map((aggregate, i) => `${rollupPart(rollup, aggregate)} as p${i}`),
  ];
  const where = compileWhere(scope, rollup.timeColumn, range, column, parameters);
  return `select ${columns.join(', ')} from ${rollup.view} where ${where}`;
}

function rollupPart(rollup: Rollup, aggregate: Aggregate): string {
  const part = partColumn(rollup, aggregate);
  if (part === null)
    throw new Error(`${rollup.view} was planned for ${aggregateKey(aggregate)}, which it does not hold`);
  return part.isFiltered ? `case when ${aggregate.where!.sql} then ${part.column} end` : part.column;
}

/** Rows of the base table, either as they contribute to aggregates or, to be grouped, with the aggregates themselves. */
function tableSelect(
  scope: QuestionScope,
  groups: Groups,
  range: TimeRange,
  part: (aggregate: Aggregate) => string,
  parameters: Parameters,
): string {
  const columns = [
    ...groups.groupings.map(
      (key, i) => `${groupingSql(key, key.dimension.column, scope.timezone, parameters)} as g${i}`,
    ),
    ...groups.aggregates.map((aggregate, i) => `${part(aggregate)} as p${i}`),
  ];
  const where = compileWhere(
    scope,
    scope.dataset.time.column,
    range,
    (dimension) => dimension.column,
    parameters,
  );
  return `select ${columns.join(', ')} from ${scope.dataset.table} where ${where}`;
}

function compileWhere(
  scope: QuestionScope,
  timeColumn: string,
  range: TimeRange,
  column: (dimension: Dimension) => string,
  parameters: Parameters,
): string {
  const filter = scope.filter === null ? [] : [compileFilter(scope.filter, column, parameters)];
  return compileRange(timeColumn, range, filter, parameters);
}

function groupingSql(key: GroupingKey, column: string, timezone: string, parameters: Parameters): string {
  if (key.grain === null) return column;
  return `date_trunc('${key.grain}', ${column}, ${parameters.add(timezone, 'text')})`;
}

function groupBy({ groupings }: Groups): string {
  return groupings.length === 0 ? '' : ` group by ${groupings.map((_, i) => i + 1).join(', ')}`;
}

/** The distinct aggregates behind some measures, and for each measure where its parts stand among them. */
export function collectAggregates(
  measures: readonly { readonly formula: { readonly parts: readonly Aggregate[] } }[],
): {
  readonly aggregates: readonly Aggregate[];
  readonly partIndexes: readonly (readonly number[])[];
} {
  const aggregates: Aggregate[] = [];
  const indexes = new Map<string, number>();
  const partIndexes = measures.map(({ formula }) =>
    formula.parts.map((part) => {
      const key = aggregateKey(part);
      let index = indexes.get(key);
      if (index === undefined) {
        index = aggregates.push(part) - 1;
        indexes.set(key, index);
      }
      return index;
    }),
  );
  return { aggregates, partIndexes };
}
