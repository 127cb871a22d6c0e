import type { OutreachName } from '../config/settings.js';
import { MONTHS_AHEAD } from '../maintenance/ensure-partitions.js';
import type { WorkerDatabase } from './worker-database.js';

/** Partitions of a database of outreach, by name. */
export interface DatabaseUpkeep {
  readonly made: readonly string[];
  readonly dropped: readonly string[];
}

/**
 * Makes the partitions of the coming months, and drops those of jobs that are kept no longer.
 * @param queueMonths for how many months, this one included, jobs are kept.
 * @throws as {@link WorkerDatabase.query}.
 */
export async function upkeepDatabase(
  name: OutreachName,
  database: WorkerDatabase,
  queueMonths: number,
  signal: AbortSignal,
): Promise<DatabaseUpkeep> {
  const names = async (call: string, months: number): Promise<readonly string[]> => {
    const text = `select name from ${call} as partition (name)`;
    return (await database.query<{ name: string }>(text, [months], signal)).map((row) => row.name);
  };
  const own = await names('sluice.ensure_upcoming_partitions($1::int)', MONTHS_AHEAD);
  if (name !== 'queue') return { made: own, dropped: [] };
  const months = await names('queue.ensure_upcoming_partitions($1::int)', MONTHS_AHEAD);
  const dropped = await names('queue.drop_old_partitions($1::int)', queueMonths);
  return { made: [...own, ...months], dropped };
}
