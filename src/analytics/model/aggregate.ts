import type { Expression } from './expression.js';
import type { RowCondition } from './row-condition.js';

/**
 * A primitive aggregate over a dataset's table. All but `countDistinct` are additive: the value of a union of groups follows from
 * the values of the groups (D5). They are the parts that rollups store and that measures are finished from.
 */
export interface Aggregate {
  readonly fn: 'count' | 'sum' | 'min' | 'max' | 'countDistinct';
  /** Null for `count(*)`. */
  readonly expression: Expression | null;
  readonly where: RowCondition | null;
}

/** The name of an aggregate by its meaning: equal keys have equal values. */
export function aggregateKey(aggregate: Aggregate): string {
  return `${aggregateCall(aggregate)}${aggregate.where === null ? '' : ` where ${aggregate.where.sql}`}`;
}

/** The aggregate as SQL over rows of the dataset's table. */
export function aggregateSql(aggregate: Aggregate): string {
  const filter = aggregate.where === null ? '' : ` filter (where ${aggregate.where.sql})`;
  return `${aggregateCall(aggregate)}${filter}`;
}

function aggregateCall({ fn, expression }: Aggregate): string {
  if (expression === null) return `${fn}(*)`;
  if (fn === 'count') return `count(${expression.presence})`;
  return fn === 'countDistinct' ? `count(distinct ${expression.sql})` : `${fn}(${expression.sql})`;
}

/** The contribution of a single row to an additive aggregate, so that rows of the table and of a rollup can be added up together. */
export function rowContribution({ fn, expression, where }: Aggregate): string {
  const value = fn === 'count' ? countOne(expression) : expression!.sql;
  if (where === null) return value;
  return `case when ${where.sql} then ${value}${fn === 'count' ? ' else 0' : ''} end`;
}

function countOne(expression: Expression | null): string {
  return expression === null ? '1' : `(case when ${expression.presence} is null then 0 else 1 end)`;
}

/** Combines stored values of an additive aggregate into the value of their union. */
export function combineSql(fn: Aggregate['fn'], column: string, filter: RowCondition | null): string {
  const filtered = filter === null ? '' : ` filter (where ${filter.sql})`;
  switch (fn) {
    case 'count':
      return `coalesce(sum(${column})${filtered}, 0)`;
    case 'sum':
      return `sum(${column})${filtered}`;
    case 'min':
    case 'max':
      return `${fn}(${column})${filtered}`;
    case 'countDistinct':
      // The caller has made sure that each group is one stored row.
      return `coalesce(max(${column}), 0)`;
  }
}
