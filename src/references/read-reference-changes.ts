import type { GatewayDatabase } from '../tenancy/gateway-database.js';
import type { Reference, ReferenceKind } from './reference.js';
import { parseSnapshot, type Snapshot } from './snapshot.js';

/** A row that may be referred to has come or gone. */
export interface ReferenceChange {
  readonly tenantId: string;
  readonly reference: Reference;
  /** The transaction that made or deleted it. */
  readonly xid: bigint;
}

/** What one poll of the log has found. */
export interface ReferenceChangesRead {
  /** The poll's own snapshot, as PostgreSQL writes it. */
  readonly snapshotText: string;
  readonly snapshot: Snapshot;
  readonly epoch: string;
  /** Null where they are more than anybody wants to hear of. */
  readonly changes: readonly ReferenceChange[] | null;
}

type Row = readonly [
  snapshot: string,
  epoch: string,
  changes: readonly (readonly [tenantId: string, kind: ReferenceKind, id: string, xid: string])[],
];

/**
 * Reads which rows have come or gone since a snapshot, in one statement and therefore under one snapshot.
 * @param since null for a first poll, which only takes a snapshot.
 * @throws SluiceError what the door throws.
 */
export async function readReferenceChanges(
  database: GatewayDatabase,
  since: string | null,
  maxChanges: number,
): Promise<ReferenceChangesRead> {
  const rows = await database.withoutTenant({
    name: 'sluice_reference_changes_since',
    text: `select pg_current_snapshot()::text, sluice.reference_epoch(),
                  (select coalesce(json_agg(json_build_array(c.tenant_id, c.kind, c.id, c.xid::text)), '[]')
                     from sluice.reference_changes_since($1::pg_snapshot, $2::int) as c)`,
    values: [since, maxChanges + 1],
  });
  const [snapshotText, epoch, changes] = rows[0] as unknown as Row;
  return {
    snapshotText,
    snapshot: parseSnapshot(snapshotText)!,
    epoch,
    changes:
      changes.length > maxChanges
        ? null
        : changes.map(([tenantId, kind, id, xid]) => ({
            tenantId,
            reference: { kind, id },
            xid: BigInt(xid),
          })),
  };
}
