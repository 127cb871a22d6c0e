import { sqlStateOf } from '../errors/sql-state.js';
import type { GatewayDatabase } from '../tenancy/gateway-database.js';
import type { Rows } from '../tenancy/statement.js';

/** Rows that wait in a default partition for the partition of their month. */
export interface DefaultPartition {
  readonly table: string;
  readonly rowCount: bigint;
}

/** How old a rollup is, and how large. */
export interface RollupAge {
  readonly view: string;
  readonly refreshedAt: Date;
  readonly rowCount: bigint;
}

/** What an operator wants to know besides isolation. Empty where Sluice is not installed. */
export interface OperationReport {
  readonly defaultPartitions: readonly DefaultPartition[];
  readonly rollups: readonly RollupAge[];
}

/** Reads the state of partitions and rollups through the functions that are granted to the gateway; it holds no tenant's data. */
export async function inspectOperation(database: GatewayDatabase): Promise<OperationReport> {
  const partitions = await readWhereInstalled(
    database,
    'select table_name, row_count from sluice.default_partition_rows() order by table_name',
  );
  const rollups = await readWhereInstalled(
    database,
    'select view_name, refreshed_at, row_count from sluice.rollup_states() order by view_name',
  );
  return {
    defaultPartitions: partitions.map(([table, rows]) => ({
      table: String(table),
      rowCount: BigInt(String(rows)),
    })),
    rollups: rollups.map(([view, refreshedAt, rows]) => ({
      view: String(view),
      refreshedAt: refreshedAt as Date,
      rowCount: BigInt(String(rows)),
    })),
  };
}

/** A missing function or schema, or one that is not granted: the isolation report says so in its own words. */
const NOT_INSTALLED = new Set(['42883', '3F000', '42501']);

async function readWhereInstalled(database: GatewayDatabase, text: string): Promise<Rows> {
  try {
    return await database.withoutTenant({ text, values: [] });
  } catch (error) {
    if (NOT_INSTALLED.has(sqlStateOf(error) ?? '')) return [];
    throw error;
  }
}
