import { SluiceError } from '../errors/sluice-error.js';
import { runStatement } from './run-statement.js';

const MONTHLY_TABLES = `
  select p.partrelid::regclass::text as name
  from pg_catalog.pg_partitioned_table as p
  join pg_catalog.pg_class as c on c.oid = p.partrelid
  where c.relowner = 'sluice_owner'::regrole and p.partstrat = 'r'
  order by 1`;

/**
 * Drops, with all their rows, the monthly partitions that ended more than `months` whole months before this one began, after what
 * rollups say of them has been archived. All tables or none.
 *
 * @returns the names of the partitions that were dropped.
 * @throws SluiceError `BAD_USER_INPUT` for less than one month; others as {@link runStatement}.
 */
export async function dropOldPartitions(maintainerUrl: string, months: number): Promise<readonly string[]> {
  if (!Number.isInteger(months) || months < 1) {
    throw new SluiceError(
      'BAD_USER_INPUT',
      `Retention is a whole number of months from 1 on, not ${months}.`,
    );
  }
  // In a transaction of its own: only when it shows to everybody may the rows go.
  await runStatement(
    maintainerUrl,
    `select sluice.archive_old_rows(monthly.name::regclass, $1::int) from (${MONTHLY_TABLES}) as monthly`,
    [months],
  );
  const rows = await runStatement(
    maintainerUrl,
    `select dropped.name
     from (${MONTHLY_TABLES}) as monthly, sluice.drop_old_partitions(monthly.name::regclass, $1::int) as dropped (name)`,
    [months],
  );
  return rows.map((row) => String(row['name']));
}
