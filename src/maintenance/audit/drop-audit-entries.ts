import type { OperatorRun } from '../../audit/operator-run.js';
import { SluiceError } from '../../errors/sluice-error.js';
import { inTransaction } from '../in-transaction.js';

export interface DropAuditOptions {
  /** Where there is a trail, each with the maintainer's URL. */
  readonly databases: readonly { readonly name: string; readonly url: string }[];
  /** What ended more than so many whole months before this one began goes; at least 1. */
  readonly olderThanMonths: number;
  /** Only count. */
  readonly isDryRun: boolean;
  readonly run: OperatorRun;
}

/** A month of a database's trail that is gone, or would be. */
export interface DroppedAuditMonth {
  readonly database: string;
  /** In UTC, such as `2026-01`. */
  readonly month: string;
  readonly entries: number;
  /** The partition that was dropped; null for entries that had none of their own. */
  readonly partition: string | null;
}

const DROP = `
  select month, entries::float8 as entries, partition
  from sluice.drop_audit_entries($1::int, $2::text, $3::text, $4::boolean)`;

/**
 * Drops old months of the audit trail, in each database in a transaction of its own, which also writes down who did and what is gone.
 *
 * @returns what went, by database and month.
 * @throws SluiceError `BAD_USER_INPUT` for less than one month; others as {@link inTransaction}. The databases before the one that
 *   failed are done.
 */
export async function dropAuditEntries({
  databases,
  olderThanMonths,
  isDryRun,
  run,
}: DropAuditOptions): Promise<readonly DroppedAuditMonth[]> {
  if (!Number.isInteger(olderThanMonths) || olderThanMonths < 1) {
    throw new SluiceError(
      'BAD_USER_INPUT',
      `Retention is a whole number of months from 1 on, not ${olderThanMonths}.`,
    );
  }
  const dropped: DroppedAuditMonth[] = [];
  for (const { name, url } of databases) {
    const values = [olderThanMonths, run.operator, run.id, isDryRun];
    const { rows } = await inTransaction(url, (client) =>
      client.query<Omit<DroppedAuditMonth, 'database'>>(DROP, values),
    );
    dropped.push(...rows.map((row) => ({ database: name, ...row })));
  }
  return dropped;
}
