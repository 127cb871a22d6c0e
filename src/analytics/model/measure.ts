import type { Aggregate } from './aggregate.js';
import { integer, text, type Expression, type ValueKind } from './expression.js';
import type { RowCondition } from './row-condition.js';

/**
 * What a measure is made of: additive parts and the division that comes last (D5). `finish` receives the SQL of each part's
 * value, in order, and gives the measure's.
 */
export interface MeasureFormula {
  readonly kind: Exclude<ValueKind, 'text'>;
  readonly isNullable: boolean;
  readonly parts: readonly Aggregate[];
  finish(parts: readonly string[]): string;
}

interface MeasureOptions {
  /** Only rows for which this holds are measured. */
  readonly where?: RowCondition;
}

/** The number of rows; with a column, of rows where it is not null. Never null: an empty group counts 0. */
export function count(column?: string | MeasureOptions, options?: MeasureOptions): MeasureFormula {
  const expression = typeof column === 'string' ? text(column) : null;
  const where = (typeof column === 'object' ? column : options)?.where ?? null;
  return single({ fn: 'count', expression, where }, 'integer', false);
}

/** The number of distinct values of a column, nulls not counted. Not additive: a rollup answers it only at its own grouping. */
export function countDistinct(column: string, options: MeasureOptions = {}): MeasureFormula {
  return single(
    { fn: 'countDistinct', expression: text(column), where: options.where ?? null },
    'integer',
    false,
  );
}

/** The exact sum; null where there is nothing to add, which is not the same as zero. */
export function sum(of: string | Expression, options: MeasureOptions = {}): MeasureFormula {
  return scaled('sum', of, options);
}

/** The least value; null for an empty group. */
export function min(of: string | Expression, options: MeasureOptions = {}): MeasureFormula {
  return scaled('min', of, options);
}

/** The greatest value; null for an empty group. */
export function max(of: string | Expression, options: MeasureOptions = {}): MeasureFormula {
  return scaled('max', of, options);
}

/** The mean of the values that are not null, from the exact sum and count; null where there are none. */
export function avg(of: string | Expression, options: MeasureOptions = {}): MeasureFormula {
  const expression = asExpression(of);
  const where = options.where ?? null;
  const kind = expression.kind === 'decimal' ? 'decimal' : 'float';
  return {
    kind,
    isNullable: true,
    parts: [
      { fn: 'sum', expression, where },
      { fn: 'count', expression, where },
    ],
    finish: ([total, n]) =>
      castTo(kind, `${total}::numeric / nullif(${n}, 0)${divideBy(expression.divisor)}`),
  };
}

/**
 * The value that so large a part of the values does not exceed: `percentile(0.95, 'duration')`. Between two values it is interpolated, as
 * `percentile_cont` does; null where there are none. Exact and not additive: a rollup answers it only at its own grouping.
 * @param fraction between 0 and 1.
 */
export function percentile(
  fraction: number,
  of: string | Expression,
  options: MeasureOptions = {},
): MeasureFormula {
  if (!(fraction >= 0 && fraction <= 1))
    throw new Error(`A percentile is a fraction from 0 to 1, not ${fraction}`);
  const expression = asExpression(of);
  numericKind(expression);
  return {
    kind: 'float',
    isNullable: true,
    parts: [{ fn: 'percentile', expression, where: options.where ?? null, fraction }],
    finish: ([value]) => castTo('float', `${value}::numeric${divideBy(expression.divisor)}`),
  };
}

/** One measure over another, for example breaches over all tickets; null where the denominator is zero or null. */
export function ratio(numerator: MeasureFormula, denominator: MeasureFormula): MeasureFormula {
  return {
    kind: 'float',
    isNullable: true,
    parts: [...numerator.parts, ...denominator.parts],
    finish: (parts) => {
      const over = numerator.finish(parts.slice(0, numerator.parts.length));
      const under = denominator.finish(parts.slice(numerator.parts.length));
      return castTo('float', `(${over})::numeric / nullif(${under}, 0)::numeric`);
    },
  };
}

function scaled(fn: 'sum' | 'min' | 'max', of: string | Expression, options: MeasureOptions): MeasureFormula {
  const expression = asExpression(of);
  const aggregate: Aggregate = { fn, expression, where: options.where ?? null };
  if (expression.divisor === 1) return single(aggregate, numericKind(expression), true);
  return {
    kind: 'float',
    isNullable: true,
    parts: [aggregate],
    finish: ([value]) => castTo('float', `${value}::numeric${divideBy(expression.divisor)}`),
  };
}

function single(aggregate: Aggregate, kind: MeasureFormula['kind'], isNullable: boolean): MeasureFormula {
  return { kind, isNullable, parts: [aggregate], finish: ([value]) => value! };
}

function asExpression(of: string | Expression): Expression {
  return typeof of === 'string' ? integer(of) : of;
}

function numericKind(expression: Expression): MeasureFormula['kind'] {
  if (expression.kind === 'text') throw new Error(`${expression.sql} is text and can only be counted`);
  return expression.kind;
}

function divideBy(divisor: number): string {
  return divisor === 1 ? '' : ` / ${divisor}`;
}

function castTo(kind: 'decimal' | 'float', sql: string): string {
  return kind === 'float' ? `(${sql})::float8` : `(${sql})`;
}
