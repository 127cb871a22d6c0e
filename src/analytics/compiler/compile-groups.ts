import { aggregateKey, aggregateSql, combineSql, type Aggregate } from '../model/aggregate.js';
import type { Dimension, GroupingKey, Rollup } from '../model/dataset.js';
import type { QuestionScope, TimeRange } from '../question/analytic-question.js';
import { partColumn } from '../planner/part-column.js';
import { containsRange, type RangeSet } from '../planner/range-set.js';
import type { SourcePlan } from '../planner/source-plan.js';
import { compileFilter, compileRange, type FilteredRelation } from './compile-filter.js';
import type { Parameters } from './parameters.js';

/** What one statement groups and adds up. */
export interface Groups {
  readonly groupings: readonly GroupingKey[];
  readonly aggregates: readonly Aggregate[];
}

/**
 * A sub-select with one row per group: the groupings as `g0, g1, …`, the aggregates' values as `p0, p1, …`. From the base table it
 * aggregates directly; from a rollup it combines stored parts with those that the table gives for each edge.
 */
export function compileGroups(
  scope: QuestionScope,
  groups: Groups,
  plan: SourcePlan,
  parameters: Parameters,
): string {
  return plan.rollup === null
    ? tableArm(scope, groups, plan.range, parameters)
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
    rollupArm(scope, groups, rollup, plan, parameters),
    ...plan.edges.map((edge) => tableArm(scope, groups, edge, parameters)),
  ];
  const columns = [
    ...groups.groupings.map((_, i) => `g${i}`),
    ...groups.aggregates.map((aggregate, i) => `${combineSql(aggregate.fn, `p${i}`)} as p${i}`),
  ];
  if (columns.length === 0) throw new Error(`Nothing is selected of ${dataset.name}`);
  return `select ${columns.join(', ')} from (${arms.join(' union all ')}) s${groupBy(groups)}`;
}

function rollupArm(
  scope: QuestionScope,
  groups: Groups,
  rollup: Rollup,
  { range, edges }: SourcePlan,
  parameters: Parameters,
): string {
  const column = (dimension: Dimension): string =>
    dimension === scope.dataset.time ? rollup.timeColumn : dimension.column;
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
  const holes = edges.filter((edge) => containsRange(range, edge));
  const where = compileWhere(
    scope,
    rollup.timeColumn,
    holes,
    { column, timeColumn: null, range },
    parameters,
  );
  return `select ${columns.join(', ')} from ${rollup.view} where ${where}`;
}

function rollupPart(rollup: Rollup, aggregate: Aggregate): string {
  const part = partColumn(rollup, aggregate);
  if (part === null)
    throw new Error(`${rollup.view} was planned for ${aggregateKey(aggregate)}, which it does not hold`);
  return part.isFiltered ? `case when ${aggregate.where!.sql} then ${part.column} end` : part.column;
}

/** Groups of the base table. */
function tableArm(scope: QuestionScope, groups: Groups, range: TimeRange, parameters: Parameters): string {
  const columns = [
    ...groups.groupings.map(
      (key, i) => `${groupingSql(key, key.dimension.column, scope.timezone, parameters)} as g${i}`,
    ),
    ...groups.aggregates.map((aggregate, i) => `${aggregateSql(aggregate)} as p${i}`),
  ];
  const { time, table } = scope.dataset;
  const relation = { column: columnOf, timeColumn: time.column, range };
  const where = compileWhere(scope, time.column, [], relation, parameters);
  return `select ${columns.join(', ')} from ${table} where ${where}${groupBy(groups)}`;
}

function columnOf({ column }: Dimension): string {
  return column;
}

function compileWhere(
  scope: QuestionScope,
  timeColumn: string,
  holes: RangeSet,
  relation: FilteredRelation,
  parameters: Parameters,
): string {
  const { range } = relation;
  const filter = scope.filter === null ? [] : [compileFilter(scope.filter, relation, parameters)];
  const outside = holes.map((hole) => `not (${compileRange(timeColumn, hole, [], parameters)})`);
  return compileRange(timeColumn, range, [...outside, ...filter], parameters);
}

function groupingSql(key: GroupingKey, column: string, timezone: string, parameters: Parameters): string {
  if (key.grain === null) return column;
  return `date_trunc('${key.grain}', ${column}, ${parameters.add(timezone, 'text')})`;
}

function groupBy({ groupings }: Groups): string {
  return groupings.length === 0 ? '' : ` group by ${groupings.map((_, i) => i + 1).join(', ')}`;
}
