import type { Dimension, DimensionKind } from '../model/dataset.js';
import type { Filter, TimeRange } from '../question/analytic-question.js';
import { isoFromMicroseconds } from '../question/time-range.js';
import type { Parameters } from './parameters.js';

/** The SQL type that values of a dimension are compared as; the column's own type family, so that indexes and leakproof operators serve. */
const SQL_TYPE: Readonly<Record<DimensionKind, string>> = {
  text: 'text',
  enum: 'text',
  uuid: 'uuid',
  boolean: 'boolean',
  integer: 'bigint',
  time: 'timestamptz',
};

const OPERATOR = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

/** What a filter is a condition on. */
export interface FilteredRelation {
  /** The SQL of a dimension's column. */
  column(dimension: Dimension): string;
  /** The base table's time column, where rows can be searched by their text; null where they cannot. */
  readonly timeColumn: string | null;
  /** The range that rows must lie in anyway, so that no text outside of it is looked up. */
  readonly range: TimeRange;
}

/** A filter as SQL. Two-valued: negations let nulls through, since what is missing is not the value named. */
export function compileFilter(filter: Filter, relation: FilteredRelation, parameters: Parameters): string {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      if (filter.terms.length === 0) return filter.kind === 'and' ? 'true' : 'false';
      const terms = filter.terms.map((term) => compileFilter(term, relation, parameters));
      return `(${terms.join(` ${filter.kind} `)})`;
    }
    case 'not':
      return `(${compileFilter(filter.term, relation, parameters)}) is not true`;
    case 'compare':
      return compileComparison(filter, relation.column(filter.dimension), parameters);
    case 'text':
      return compileText(filter, relation, parameters);
  }
}

/**
 * The rows whose documents a search finds: with the partition key among what is joined, so that only the partitions are read that hold
 * some of them.
 */
function compileText(
  { source, search, language }: Extract<Filter, { kind: 'text' }>,
  { timeColumn, range }: FilteredRelation,
  parameters: Parameters,
): string {
  if (timeColumn === null) throw new Error('A rollup was planned for a question that filters by text');
  const bound = (us: number | null): string => (us === null ? 'null::timestamptz' : instant(us, parameters));
  const args = [
    parameters.add(search, 'text'),
    language === null ? 'null::text' : parameters.add(language, 'text'),
    parameters.add(source, 'text'),
    bound(range.sinceUs),
    bound(range.untilUs),
  ];
  return `(${timeColumn}, id) in (select occurred_at, id from sluice.matching_documents(${args.join(', ')}))`;
}

function compileComparison(
  { dimension, operator, value }: Extract<Filter, { kind: 'compare' }>,
  column: string,
  parameters: Parameters,
): string {
  const type = SQL_TYPE[dimension.kind];
  switch (operator) {
    case 'eq':
      return `${column} = ${parameters.add(value, type)}`;
    case 'ne':
      return `${column} is distinct from ${parameters.add(value, type)}`;
    case 'in':
      return `${column} = any(${parameters.add(value, `${type}[]`)})`;
    case 'notIn':
      return `(${column} = any(${parameters.add(value, `${type}[]`)})) is not true`;
    case 'isNull':
      return `${column} is ${value === true ? '' : 'not '}null`;
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return `${column} ${OPERATOR[operator]} ${parameters.add(value, type)}`;
  }
}

/** A half-open range as SQL conditions, joined by `and` with what else must hold; `true` for none at all. */
export function compileRange(
  column: string,
  range: TimeRange,
  rest: readonly string[],
  parameters: Parameters,
): string {
  const terms: string[] = [];
  if (range.sinceUs !== null) terms.push(`${column} >= ${instant(range.sinceUs, parameters)}`);
  if (range.untilUs !== null) terms.push(`${column} < ${instant(range.untilUs, parameters)}`);
  terms.push(...rest);
  return terms.length === 0 ? 'true' : terms.join(' and ');
}

/** An instant as a parameter. */
export function instant(us: number, parameters: Parameters): string {
  return parameters.add(isoFromMicroseconds(us), 'timestamptz');
}
