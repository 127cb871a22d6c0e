import { identifier, literal } from './sql-text.js';

/** A condition on one row of a dataset's table, fixed by its author: what a filtered measure counts. */
export interface RowCondition {
  readonly sql: string;
  /** The columns it reads; a rollup that has them as dimensions can apply it to its own rows. */
  readonly columns: readonly string[];
}

/** The column has this value. */
export function equals(column: string, value: string | number | boolean): RowCondition {
  return { sql: `${identifier(column)} = ${literal(value)}`, columns: [column] };
}

/** The column has one of these values. */
export function isIn(column: string, values: readonly (string | number)[]): RowCondition {
  return { sql: `${identifier(column)} in (${values.map(literal).join(', ')})`, columns: [column] };
}

/** The boolean column is true. */
export function isTrue(column: string): RowCondition {
  return { sql: identifier(column), columns: [column] };
}
