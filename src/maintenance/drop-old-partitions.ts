import { createOperatorRun } from '../audit/operator-run.js';
import { recordOperatorAction } from '../audit/record-operator-action.js';
import { SluiceError } from '../errors/sluice-error.js';
import { inTransaction } from './in-transaction.js';
import { runStatement } from './run-statement.js';

const MONTHLY_TABLES = `
  select p.partrelid::regclass::text as name
  from pg_catalog.pg_partitioned_table as p
  join pg_catalog.pg_class as c on c.oid = p.partrelid
  where c.relowner = 'sluice_owner'::regrole and p.partstrat = 'r'
    -- The audit trail is shortened by sluice.drop_audit_entries alone, which says so in it.
    and p.partrelid <> 'sluice.audit_entries'::regclass
  order by 1`;

/**
 * Drops, with all their rows, the monthly partitions that ended more than `months` whole months before this one began, after what
 * rollups say of them has been archived, and writes down who did. All tables or none. The audit trail stays.
 *
 * @returns the names of the partitions that were dropped.
 * @throws SluiceError `BAD_USER_INPUT` for less than one month; others as {@link runStatement}.
 */
export async function dropOldPartitions(
  maintainerUrl: string,
  months: number,
  run = createOperatorRun(),
): Promise<readonly string[]> {
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
  return inTransaction(maintainerUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select dropped.name
       from (${MONTHLY_TABLES}) as monthly, sluice.drop_old_partitions(monthly.name::regclass, $1::int) as dropped (name)`,
      [months],
    );
    const dropped = rows.map(({ name }) => name);
    await recordOperatorAction(client, {
      run,
      action: 'partitions --drop-older-than',
      target: 'partitions',
      tenantId: null,
      before: { partitions: dropped },
      // Rows that were in no month's partition are gone with them.
      after: { olderThanMonths: months, partitions: [] },
    });
    return dropped;
  });
}
