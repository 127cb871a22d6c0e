import type pg from 'pg';

/** Does the work in one transaction of this tenant on the maintainer's connection: committed when it succeeds, else rolled back. */
export async function inTenant<Value>(
  client: pg.ClientBase,
  tenantId: string,
  work: () => Promise<Value>,
): Promise<Value> {
  await client.query('begin');
  try {
    await client.query("select pg_catalog.set_config('app.current_tenant_id', $1, true)", [tenantId]);
    const value = await work();
    await client.query('commit');
    return value;
  } catch (error) {
    // On a connection that is lost nothing is left to roll back.
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
