import type { WorkerDatabase } from './worker-database.js';

/** What was forgotten. */
export interface ForgottenSearches {
  /** Whole months that were dropped, by the names of their partitions. */
  readonly partitions: readonly string[];
  /** Searches and openings that were deleted one by one. */
  readonly rows: number;
}

const LOG_TABLES = ['sluice.searches', 'sluice.search_openings'] as const;

/** So few that nobody waits for a transaction of ours. */
const BATCH = 5_000;
/** What is left then is forgotten next time, so that other work is not held up. */
const MAX_BATCHES = 200;

/**
 * Forgets searches and openings that are older than their tenant keeps them: first whole months that no tenant keeps, then what is left,
 * in small transactions.
 *
 * @param days for how many days they are kept, of tenants that do not say otherwise.
 * @param signal aborting it cancels what runs; what was forgotten before stays so.
 * @throws SluiceError as {@link WorkerDatabase.query}.
 */
export async function forgetSearches(
  database: WorkerDatabase,
  days: number,
  signal: AbortSignal,
): Promise<ForgottenSearches> {
  const [kept] = await database.query<{ months: number }>(
    'select sluice.search_log_months($1::int) as months',
    [days],
    signal,
  );
  const partitions: string[] = [];
  for (const table of LOG_TABLES) {
    // Closed in a transaction of its own: only when it shows to everybody may the rows go.
    await database.query(
      'select sluice.archive_old_rows($1::regclass, $2::int)',
      [table, kept!.months],
      signal,
    );
    const dropped = await database.query<{ name: string }>(
      'select name from sluice.drop_old_partitions($1::regclass, $2::int) as dropped (name)',
      [table, kept!.months],
      signal,
    );
    partitions.push(...dropped.map(({ name }) => name));
  }
  let rows = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    const [forgotten] = await database.query<{ rows: string }>(
      'select sluice.forget_searches($1::int, $2::int) as rows',
      [days, BATCH],
      signal,
    );
    if (forgotten!.rows === '0') break;
    rows += Number(forgotten!.rows);
  }
  return { partitions, rows };
}
