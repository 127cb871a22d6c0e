import type pg from 'pg';
import { connectClient } from './connect-client.js';

/**
 * Does something in one transaction on a connection of its own: all of it, with its audit entry, or nothing.
 * @throws what `work` throws; SluiceError as {@link connectClient}.
 */
export async function inTransaction<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connectClient(url);
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } finally {
    // Whatever is open then is rolled back.
    await client.end().catch(() => undefined);
  }
}

/** As {@link inTransaction}, for one tenant: row-level security shows the work that tenant's rows alone. */
export async function inTenantTransaction<T>(
  url: string,
  tenantId: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  return inTransaction(url, async (client) => {
    await client.query(`select pg_catalog.set_config('app.current_tenant_id', $1, true)`, [tenantId]);
    return work(client);
  });
}
