/** What a snapshot says of one dataset, for one tenant. */
export interface DatasetCondition {
  /** `<epoch>.<n>`: of two snapshots with equal versions the tenant's rows are equal. */
  readonly dataVersion: string;
  /** Microseconds since the epoch: rows before this instant are in the rollups' archives only; null where nothing is archived. */
  readonly archivedUntilUs: number | null;
}

/** What a snapshot says of one rollup, for one tenant. */
export interface RollupCondition {
  /** ISO 8601 in UTC: every change committed before this instant is in the rollup. */
  readonly foldedAt: string;
  /** Changes that the rollup lacks. */
  readonly pending: number;
  /** Starts of the UTC days that those concern, in microseconds since the epoch, earliest first. */
  readonly staleDaysUs: readonly number[];
}

/** The conditions that answers of one snapshot depend on. */
export interface Conditions {
  /** ISO 8601 in UTC, with microseconds: every change committed before this instant is in the snapshot. */
  readonly snapshotAt: string;
  /** By the table's qualified name. */
  readonly datasets: ReadonlyMap<string, DatasetCondition>;
  /** By the view's qualified name. */
  readonly rollups: ReadonlyMap<string, RollupCondition>;
}
