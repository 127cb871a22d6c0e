import { identifier } from './sql-text.js';

/** What kind of value an expression has; it decides the GraphQL type of the measures over it. */
export type ValueKind = 'integer' | 'decimal' | 'float' | 'text';

/** A scalar expression over the columns of a dataset's table. Two expressions with the same `sql` are the same. */
export interface Expression {
  readonly sql: string;
  readonly kind: ValueKind;
  /** The published value is the SQL value divided by this; 1 where they are the same. */
  readonly divisor: number;
  /** SQL that is null exactly where `sql` is, and cheaper where `sql` is costly: what a count looks at. */
  readonly presence: string;
}

/** A whole-number column (smallint, integer, bigint). */
export function integer(column: string): Expression {
  return plain(column, 'integer');
}

/** A numeric column, money above all: sums stay exact and travel as decimal strings. */
export function decimal(column: string): Expression {
  return plain(column, 'decimal');
}

/** A double-precision column. Its sums depend on the order of addition, so no rollup should hold them. */
export function float(column: string): Expression {
  return plain(column, 'float');
}

/** A text or uuid column, for distinct counts. */
export function text(column: string): Expression {
  return plain(column, 'text');
}

/** A whole-number column of microseconds, published as milliseconds. */
export function milliseconds(column: string): Expression {
  return { ...plain(column, 'integer'), divisor: MICROSECONDS_PER_MILLISECOND };
}

function plain(column: string, kind: ValueKind): Expression {
  const sql = identifier(column);
  return { sql, kind, divisor: 1, presence: sql };
}

const MICROSECONDS_PER_MILLISECOND = 1_000;
const MICROSECONDS_PER_HOUR = 3_600_000_000;

/**
 * The hours from one timestamp column to another; null where either is. Kept as whole microseconds, which is all that a
 * timestamptz holds, so that sums are exact whatever the order of addition.
 */
export function hoursBetween(from: string, to: string): Expression {
  const difference = `${identifier(to)} - ${identifier(from)}`;
  return {
    sql: `(extract(epoch from (${difference})) * 1000000)::bigint`,
    kind: 'integer',
    divisor: MICROSECONDS_PER_HOUR,
    presence: difference,
  };
}
