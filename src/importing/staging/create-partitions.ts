import type pg from 'pg';
import { IS_ACCEPTED, type StagedTable } from './staging-area.js';

/** The most months one import makes partitions for; rows of others wait in the default partition. 20 years. */
const MAX_MONTHS = 240;

/**
 * Makes the monthly partitions that the accepted rows need, those of most rows first. Each is a transaction of its own, so that no lock is
 * held while the rows are loaded; an empty partition left behind by an aborted import does no harm.
 */
export async function createPartitions(client: pg.ClientBase, tables: readonly StagedTable[]): Promise<void> {
  for (const { table, view } of tables) {
    if (table.monthColumn === null) continue;
    const { rows } = await client.query<{ month: string }>(
      `select to_char(date_trunc('month', s.${table.monthColumn} at time zone 'UTC'), 'YYYY-MM-DD') as month
       from ${view} as s
       where ${IS_ACCEPTED} and isfinite(s.${table.monthColumn})
       group by 1 order by count(*) desc, 1 limit ${MAX_MONTHS}`,
    );
    for (const { month } of rows) {
      await client.query('select sluice.create_monthly_partition($1::regclass, $2::date)', [
        table.sqlName,
        month,
      ]);
    }
  }
}
