import { runStatement } from './run-statement.js';

/** What decides whether rollups are refreshed. */
export interface RollupCondition {
  /** Changes to the tickets that PostgreSQL's statistics have counted. Starts from 0 again after a crash of the server. */
  readonly changes: string;
  /** Seconds since the rollup that was refreshed longest ago; null when there are none. */
  readonly ageSeconds: number | null;
}

/** A refresh costs the same however little has changed, so these are looked at first. @throws SluiceError as {@link runStatement}. */
export async function readRollupCondition(
  maintainerUrl: string,
  signal: AbortSignal,
): Promise<RollupCondition> {
  const [row] = await runStatement(
    maintainerUrl,
    `select
       (select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::text
        from pg_catalog.pg_stat_user_tables as s
        join pg_catalog.pg_inherits as i on i.inhrelid = s.relid
        where i.inhparent = 'helpdesk.tickets'::regclass) as changes,
       (select extract(epoch from now() - min(refreshed_at))::float8 from sluice.rollups) as age_seconds`,
    [],
    signal,
  );
  return { changes: String(row!['changes']), ageSeconds: row!['age_seconds'] as number | null };
}
