import type pg from 'pg';

/**
 * Runs `load` without looking up, for each row, what it refers to: that is right by construction. It may fill these datasets, whose change
 * log gets their days at the end, all at once, and tables that are no datasets. Inside the caller's transaction, as a superuser.
 */
export async function loadUnchecked(
  client: pg.ClientBase,
  datasets: readonly string[],
  load: () => Promise<void>,
): Promise<void> {
  // What is checked no more looks like replication, whose rows are logged one by one.
  for (const dataset of datasets) await client.query(`alter table ${dataset} disable trigger log_replicated`);
  await client.query('set local session_replication_role = replica');
  await load();
  await client.query('set local session_replication_role = origin');
  for (const dataset of datasets) {
    await client.query(`alter table ${dataset} enable replica trigger log_replicated`);
    await client.query('select sluice.log_rows_of($1, $2::regclass)', [dataset, dataset]);
  }
}
