import { runStatement } from './run-statement.js';

/** A rollup that is behind its table for far longer than it may be. */
export interface OverdueRollup {
  readonly rollup: string;
  readonly lagSeconds: number;
}

/** A worker that was just restarted, or has to refresh a large view first, is no absent one. */
const PATIENCE_SECONDS = 60;
const PATIENCE_IN_TARGETS = 10;

/**
 * The rollups that no worker seems to fold, by name. The gateway's login may ask as well as the maintainer's.
 * @throws SluiceError as {@link runStatement}.
 */
export async function readOverdueRollups(
  url: string,
  signal?: AbortSignal,
): Promise<readonly OverdueRollup[]> {
  const rows = await runStatement(
    url,
    `select s.view_name, extract(epoch from now() - s.oldest_pending_at)::float8 as lag_seconds
     from sluice.rollup_states() as s
     where now() - s.oldest_pending_at > greatest(make_interval(secs => $1), $2::int * s.lag_target)
     order by s.view_name`,
    [PATIENCE_SECONDS, PATIENCE_IN_TARGETS],
    signal,
  );
  return rows.map((row) => ({
    rollup: String(row['view_name']),
    lagSeconds: Math.round(Number(row['lag_seconds'])),
  }));
}
