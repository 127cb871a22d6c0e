import type pg from 'pg';

/** `pg_advisory_xact_lock` key that whoever changes a Sluice database holds; its bytes spell "sluice". */
const MIGRATION_LOCK = '126909663503205';

/**
 * Runs `work` in one transaction, alone: whoever else is migrating this database waits. Names have to be written out in it, and a wait for
 * a lock ends with an error instead of holding up everybody behind it.
 */
export async function inMigrationTransaction<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query(
      `set local search_path = pg_catalog; set local lock_timeout = '60s'; set local statement_timeout = 0`,
    );
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    // A lost connection cannot roll back, and has: the first error tells more.
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
