import type { Aggregate } from './aggregate.js';

/** An aggregate that a rollup stores in a column of its own. */
export interface Part extends Aggregate {
  /** What the column holds, for the data dictionary: a sentence that says of what, the unit, and when it is null. */
  readonly description: string;
}
