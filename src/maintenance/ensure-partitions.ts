import { runStatement } from './run-statement.js';

/** How many months ahead partitions are made. */
export const MONTHS_AHEAD = 3;

/**
 * Makes the partitions that are missing from this month to `months` ahead, and moves rows that waited for one out of the default
 * partition. The gateway's login may do it as well as the maintainer's.
 *
 * @returns the names of the partitions that were made.
 * @throws SluiceError as {@link runStatement}.
 */
export async function ensurePartitions(
  url: string,
  months = MONTHS_AHEAD,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const rows = await runStatement(
    url,
    'select name from sluice.ensure_upcoming_partitions($1::int) as made (name)',
    [months],
    signal,
  );
  return rows.map((row) => String(row['name']));
}
