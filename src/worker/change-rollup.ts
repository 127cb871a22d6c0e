import { SQL_STATE, sqlStateOf } from '../errors/sql-state.js';
import type { WorkerDatabase } from './worker-database.js';

/** What a fold did. */
export interface Fold {
  readonly buckets: number;
  readonly rows: number;
  readonly durationMs: number;
}

/** What a refresh did. */
export interface Refresh {
  readonly rowCount: number;
  readonly durationMs: number;
}

/**
 * Folds what is pending into a rollup's delta.
 * @returns null where somebody else folds or refreshes it now.
 * @throws as {@link WorkerDatabase.query}.
 */
export async function foldRollup(
  database: WorkerDatabase,
  rollup: string,
  signal: AbortSignal,
): Promise<Fold | null> {
  const row = await unlessHeld(
    database.query<Record<'buckets' | 'rows' | 'duration_ms', string>>(
      'select buckets, rows, duration_ms from sluice.fold_rollup($1)',
      [rollup],
      signal,
    ),
  );
  return row && { buckets: Number(row.buckets), rows: Number(row.rows), durationMs: Number(row.duration_ms) };
}

/**
 * Refreshes a rollup's view in full, and empties its delta.
 * @returns null where somebody else folds or refreshes it now.
 * @throws as {@link WorkerDatabase.query}.
 */
export async function refreshRollup(
  database: WorkerDatabase,
  rollup: string,
  signal: AbortSignal,
): Promise<Refresh | null> {
  const row = await unlessHeld(
    database.query<Record<'row_count' | 'duration_ms', string>>(
      'select row_count, duration_ms from sluice.refresh_rollup($1)',
      [rollup],
      signal,
    ),
  );
  return row && { rowCount: Number(row.row_count), durationMs: Number(row.duration_ms) };
}

/** Two never change one rollup at once: the second is refused instead of waiting. */
async function unlessHeld<Row>(rows: Promise<Row[]>): Promise<Row | null> {
  try {
    return (await rows)[0]!;
  } catch (error) {
    if (sqlStateOf(error) === SQL_STATE.lockNotAvailable) return null;
    throw error;
  }
}
