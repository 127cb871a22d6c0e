import { SluiceError } from '../errors/sluice-error.js';
import { sqlStateOf } from '../errors/sql-state.js';
import { runStatement } from './run-statement.js';

/** What the refresh of one rollup did. */
export interface RefreshedRollup {
  readonly view: string;
  readonly rowCount: number;
  readonly durationMs: number;
}

/** What the fold of one rollup did for one tenant. */
export interface FoldedRollup {
  readonly view: string;
  /** How many of the tenant's UTC days had changed and were computed anew. */
  readonly buckets: number;
  readonly durationMs: number;
}

/**
 * Computes every rollup anew, in full, while it is being read. Two at the same time take turns.
 * @throws SluiceError as {@link runStatement}.
 */
export async function refreshRollups(
  maintainerUrl: string,
  signal?: AbortSignal,
): Promise<readonly RefreshedRollup[]> {
  const rows = await runStatement(
    maintainerUrl,
    'select view_name, row_count, duration_ms from sluice.refresh_rollups()',
    [],
    signal,
  );
  return rows.map((row) => ({
    view: String(row['view_name']),
    rowCount: Number(row['row_count']),
    durationMs: Number(row['duration_ms']),
  }));
}

const NO_DATA_FOUND = 'P0002';

/**
 * Brings every rollup up to date for one tenant, at a cost that follows what it has changed.
 * @throws SluiceError `NOT_FOUND` where there is no such tenant; others as {@link runStatement}.
 */
export async function refreshRollupsOfTenant(
  maintainerUrl: string,
  tenantId: string,
  signal?: AbortSignal,
): Promise<readonly FoldedRollup[]> {
  const rows = await runStatement(
    maintainerUrl,
    'select view_name, buckets, duration_ms from sluice.fold_rollups($1::uuid)',
    [tenantId],
    signal,
  ).catch((cause: unknown) => {
    if (sqlStateOf(cause) !== NO_DATA_FOUND) throw cause;
    throw new SluiceError('NOT_FOUND', `There is no tenant ${tenantId}. "sluice tenant list" shows all.`, {
      cause,
    });
  });
  return rows.map((row) => ({
    view: String(row['view_name']),
    buckets: Number(row['buckets']),
    durationMs: Number(row['duration_ms']),
  }));
}
