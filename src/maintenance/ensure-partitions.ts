import type { OperatorRun } from '../audit/operator-run.js';
import { recordOperatorAction } from '../audit/record-operator-action.js';
import { inTransaction } from './in-transaction.js';
import { runStatement } from './run-statement.js';

/** How many months ahead partitions are made. */
export const MONTHS_AHEAD = 3;

/**
 * Makes the partitions that are missing from this month to `months` ahead, and moves rows that waited for one out of the default
 * partition. The gateway's login may do it as well as the maintainer's.
 *
 * @returns the names of the partitions that were made.
 * @throws SluiceError as {@link runStatement}.
 */
export async function ensurePartitions(
  url: string,
  months = MONTHS_AHEAD,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const rows = await runStatement(url, ENSURE, [months], signal);
  return rows.map((row) => String(row['name']));
}

/**
 * Does the same as the maintainer, and writes down who did where there was anything to make.
 * @throws SluiceError as {@link inTransaction}; other database errors as they are.
 */
export function ensurePartitionsAsOperator(
  maintainerUrl: string,
  months: number,
  run: OperatorRun,
): Promise<readonly string[]> {
  return inTransaction(maintainerUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(ENSURE, [months]);
    const made = rows.map(({ name }) => name);
    if (made.length > 0) {
      await recordOperatorAction(client, {
        run,
        action: 'partitions --ensure',
        target: 'partitions',
        tenantId: null,
        before: null,
        after: { months, made },
      });
    }
    return made;
  });
}

const ENSURE = 'select name from sluice.ensure_upcoming_partitions($1::int) as made (name)';
