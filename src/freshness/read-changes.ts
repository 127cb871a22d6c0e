import type { GatewayDatabase } from '../tenancy/gateway-database.js';

/** What one poll of the change log has found. */
export interface ChangesRead {
  /** The poll's own snapshot, as PostgreSQL writes it. */
  readonly snapshot: string;
  readonly epoch: string;
  readonly changes: readonly { readonly tenantId: string; readonly dataset: string; readonly n: number }[];
}

type Row = readonly [
  snapshot: string,
  epoch: string,
  changes: readonly (readonly [tenantId: string, dataset: string, n: number])[],
];

/**
 * Reads what has changed since a snapshot, in one statement and therefore under one snapshot.
 * @param since null for a first poll, which only takes a snapshot.
 * @throws SluiceError what the door throws.
 */
export async function readChanges(database: GatewayDatabase, since: string | null): Promise<ChangesRead> {
  const rows = await database.withoutTenant({
    name: 'sluice_changes_since',
    text: `select pg_current_snapshot()::text, sluice.change_epoch(),
                  (select coalesce(json_agg(json_build_array(c.tenant_id, c.dataset, c.version)), '[]')
                     from sluice.changes_since($1::pg_snapshot) as c)`,
    values: [since],
  });
  const [snapshot, epoch, changes] = rows[0] as unknown as Row;
  return {
    snapshot,
    epoch,
    changes: changes.map(([tenantId, dataset, n]) => ({ tenantId, dataset, n: Number(n) })),
  };
}
