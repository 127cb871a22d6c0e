import { runStatement } from './run-statement.js';

/** One partition of a table, as `sluice partitions` lists it. */
export interface Partition {
  readonly table: string;
  readonly partition: string;
  /** PostgreSQL's own words for which rows it holds. */
  readonly bounds: string;
  /** An estimate of PostgreSQL's; null before the first ANALYZE. */
  readonly estimatedRows: number | null;
  readonly sizeBytes: number;
}

/** What waits in a table's default partition for the partition of its month. */
export interface WaitingRows {
  readonly table: string;
  readonly rowCount: number;
}

const PARTITIONS = `
  select
    format('%I.%I', n.nspname, t.relname) as "table",
    format('%I.%I', n.nspname, c.relname) as partition,
    pg_catalog.pg_get_expr(c.relpartbound, c.oid) as bounds,
    nullif(c.reltuples, -1)::bigint as estimated_rows,
    pg_catalog.pg_total_relation_size(c.oid) as size_bytes
  from pg_catalog.pg_inherits as i
  join pg_catalog.pg_class as t on t.oid = i.inhparent
  join pg_catalog.pg_class as c on c.oid = i.inhrelid
  join pg_catalog.pg_namespace as n on n.oid = t.relnamespace
  where t.relkind = 'p' and t.relowner = 'sluice_owner'::regrole
    and exists (select from pg_catalog.pg_partitioned_table as p where p.partrelid = t.oid and p.partstrat in ('r', 'h'))
  order by n.nspname, t.relname, c.relname`;

/** All partitions, by table and name. @throws SluiceError as {@link runStatement}. */
export async function listPartitions(url: string): Promise<readonly Partition[]> {
  const rows = await runStatement(url, PARTITIONS);
  return rows.map((row) => ({
    table: String(row['table']),
    partition: String(row['partition']),
    bounds: String(row['bounds']),
    estimatedRows: row['estimated_rows'] === null ? null : Number(row['estimated_rows']),
    sizeBytes: Number(row['size_bytes']),
  }));
}

/** How many rows each table's default partition holds. @throws SluiceError as {@link runStatement}. */
export async function listWaitingRows(url: string): Promise<readonly WaitingRows[]> {
  const rows = await runStatement(url, 'select table_name, row_count from sluice.default_partition_rows()');
  return rows.map((row) => ({ table: String(row['table_name']), rowCount: Number(row['row_count']) }));
}
