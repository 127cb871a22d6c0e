/** A row that is on its way to the database analytics. */
export interface OutboxRow {
  /** The id of its way, not of the row. */
  readonly id: string;
  /** The table there, such as `outreach.deliveries`. */
  readonly target: string;
  /** The row's columns but `tenant_id`. */
  readonly record: Readonly<Record<string, unknown>>;
  /** How often it was refused before. */
  readonly attempts: number;
}

/** A row that the database analytics would not take. */
export interface RefusedRow {
  readonly row: OutboxRow;
  /** A SQLSTATE, `UNKNOWN_TENANT` or `UNKNOWN_TARGET`; null for an error without one. */
  readonly code: string | null;
  /** The constraint that it breaks; null where that has no name. */
  readonly constraint: string | null;
  /** In our words: without a value of the row. */
  readonly reason: string;
  /** PostgreSQL's error, for the log; null where it was not asked. */
  readonly cause: unknown;
}
