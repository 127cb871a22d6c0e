/** One SQL statement with its parameters, ready to be sent. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Given, the statement is prepared under this name once per connection; the same name always has the same text. */
  readonly name?: string;
}

/** A statement's rows, each an array of column values in select order, as `pg` parses them (int8 and numeric as text). */
export type Rows = readonly (readonly unknown[])[];
