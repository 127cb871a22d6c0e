import type { Expression } from './expression.js';
import type { RowCondition } from './row-condition.js';

/**
 * A primitive aggregate over a dataset's table. All but `countDistinct` and `percentile` are additive: the value of a union of groups
 * follows from the values of the groups (D5). They are the parts that rollups store and that measures are finished from.
 */
export interface Aggregate {
  readonly fn: 'count' | 'sum' | 'min' | 'max' | 'countDistinct' | 'percentile';
  /** Null for `count(*)`. */
  readonly expression: Expression | null;
  readonly where: RowCondition | null;
  /** Of a `percentile` which one, between 0 and 1. */
  readonly fraction?: number;
}

/** Whether the value of a union of groups follows from the values of the groups. */
export function isAdditive(fn: Aggregate['fn']): boolean {
  return fn !== 'countDistinct' && fn !== 'percentile';
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

function aggregateCall({ fn, expression, fraction }: Aggregate): string {
  if (expression === null) return `${fn}(*)`;
  switch (fn) {
    case 'count':
      return `count(${expression.presence})`;
    case 'countDistinct':
      return `count(distinct ${expression.sql})`;
    case 'percentile':
      return `percentile_cont(${fraction!}) within group (order by ${expression.sql})`;
    case 'sum':
    case 'min':
    case 'max':
      return `${fn}(${expression.sql})`;
  }
}

/** Combines values of an additive aggregate over disjoint groups into the value of their union. */
export function combineSql(fn: Aggregate['fn'], column: string): string {
  switch (fn) {
    case 'count':
      return `coalesce(sum(${column}), 0)`;
    case 'sum':
    case 'min':
    case 'max':
      return `${fn}(${column})`;
    case 'countDistinct':
      // The caller has made sure that there is one group alone.
      return `coalesce(max(${column}), 0)`;
    case 'percentile':
      return `max(${column})`;
  }
}
