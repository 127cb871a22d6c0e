import type { OutboxRow, RefusedRow } from './outbox-row.js';

/** What `sluice.assert_not_archived` raises. */
const NOT_IN_PREREQUISITE_STATE = '55000';

/** In our words: PostgreSQL's own quote values of rows, and whoever operates Sluice may see no tenant's data. */
const REASONS: Readonly<Record<string, string>> = {
  UNKNOWN_TENANT: 'The database analytics has no such tenant.',
  UNKNOWN_TARGET: 'This version of Sluice knows no such target.',
  [NOT_IN_PREREQUISITE_STATE]: `Its month is archived, and takes no more rows. (${NOT_IN_PREREQUISITE_STATE})`,
};

/**
 * A row that the database analytics does not take, and why.
 * @param code a SQLSTATE, `UNKNOWN_TENANT` or `UNKNOWN_TARGET`; null for an error without one.
 * @param cause PostgreSQL's error; null where it was not asked.
 */
export function refuseRow(row: OutboxRow, code: string | null, cause: unknown = null): RefusedRow {
  const constraint = code === null ? null : constraintOf(cause);
  return { row, code, constraint, reason: reasonOf(code, constraint), cause };
}

function reasonOf(code: string | null, constraint: string | null): string {
  const known = code === null ? undefined : REASONS[code];
  if (known !== undefined) return known;
  const said =
    constraint === null
      ? "PostgreSQL refused it. Its words stand in the worker's log."
      : `It breaks the rule "${constraint}".`;
  return code === null ? said : `${said} (${code})`;
}

function constraintOf(error: unknown): string | null {
  const constraint = (error as { constraint?: unknown } | null)?.constraint;
  return typeof constraint === 'string' ? constraint : null;
}
