import { runStatement } from './run-statement.js';

/** What the refresh of one rollup did. */
export interface RefreshedRollup {
  readonly view: string;
  readonly rowCount: number;
  readonly durationMs: number;
}

/**
 * Brings every rollup up to date while it is being read. Two at the same time take turns.
 * @throws SluiceError as {@link runStatement}.
 */
export async function refreshRollups(
  maintainerUrl: string,
  signal?: AbortSignal,
): Promise<readonly RefreshedRollup[]> {
  const rows = await runStatement(
    maintainerUrl,
    'select view_name, row_count, duration_ms from helpdesk.refresh_dashboard_views()',
    [],
    signal,
  );
  return rows.map((row) => ({
    view: String(row['view_name']),
    rowCount: Number(row['row_count']),
    durationMs: Number(row['duration_ms']),
  }));
}
