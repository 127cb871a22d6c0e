import type pg from 'pg';

/** Whether `sluice migrate` has ever been run on the connected database. */
export async function hasMigrationBook(client: pg.ClientBase): Promise<boolean> {
  // Not `to_regclass`: it answers from the session's cache, which does not notice a schema that another session has just made.
  const { rowCount } = await client.query(
    `select from pg_catalog.pg_tables where schemaname = 'sluice' and tablename = 'migrations'`,
  );
  return rowCount === 1;
}
