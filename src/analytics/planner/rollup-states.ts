import type { GatewayDatabase } from '../../tenancy/gateway-database.js';

/** What the planner knows of a rollup's contents: sizes over all tenants, never shown to a caller without the operator's scope. */
export interface RollupState {
  /** Milliseconds since the epoch; null where it was never refreshed and so holds nothing. */
  readonly refreshedAtMs: number | null;
  /** Rows of its materialized view. */
  readonly rowCount: number;
  /** Rows of its delta. */
  readonly deltaRows: number;
  /** Start of its first and of its last bucket, in microseconds since the epoch; null where it is empty. */
  readonly firstBucketUs: number | null;
  readonly lastBucketUs: number | null;
  /** Estimated rows of the base table. */
  readonly tableRows: number;
  /** Until when the dataset was archived, in microseconds since the epoch; null where nothing is. */
  readonly archivedUntilUs: number | null;
  /** What was archived before this instant, in microseconds since the epoch, is not in it; null where it has all. */
  readonly completeSinceUs: number | null;
}

const us = (column: string): string =>
  `(extract(epoch from nullif(${column}, '-infinity')) * 1000000)::float8`;

const STATES = {
  name: 'sluice_rollup_states',
  text: `select view_name, (extract(epoch from refreshed_at) * 1000)::float8, row_count::float8, delta_rows::float8,
                ${us('first_bucket')}, ${us('last_bucket')}, table_rows::float8, ${us('archived_until')}, ${us('complete_since')}
           from sluice.rollup_states()`,
  values: [],
};

const RELOAD_AFTER_MS = 5_000;

/**
 * The states of all rollups, read again every few seconds while somebody asks. Only costs and reasons depend on their being recent;
 * a reload that fails keeps what was known.
 */
export class RollupStates {
  readonly #database: GatewayDatabase;
  #states: ReadonlyMap<string, RollupState> = new Map();
  #loadedAtMs = 0;
  #loading: Promise<void> | null = null;

  constructor(database: GatewayDatabase) {
    this.#database = database;
  }

  /** What is known now; begins a reload in the background where that is old. */
  current(): ReadonlyMap<string, RollupState> {
    if (Date.now() - this.#loadedAtMs > RELOAD_AFTER_MS) this.load().catch(() => undefined);
    return this.#states;
  }

  /** Reads the states now; concurrent calls share one reading. */
  async load(): Promise<void> {
    this.#loading ??= this.#read().finally(() => (this.#loading = null));
    await this.#loading;
  }

  async #read(): Promise<void> {
    this.#loadedAtMs = Date.now();
    const rows = await this.#database.withoutTenant(STATES);
    this.#states = new Map(
      rows.map(
        ([
          view,
          refreshedAtMs,
          rowCount,
          deltaRows,
          firstBucketUs,
          lastBucketUs,
          tableRows,
          archivedUntilUs,
          completeSinceUs,
        ]) => [
          view as string,
          {
            refreshedAtMs,
            rowCount: rowCount ?? 0,
            deltaRows: deltaRows ?? 0,
            firstBucketUs,
            lastBucketUs,
            tableRows: tableRows ?? 0,
            archivedUntilUs,
            completeSinceUs,
          } as RollupState,
        ],
      ),
    );
  }
}
