import { SluiceError } from '../errors/sluice-error.js';
import { SQL_STATE, sqlStateOf } from '../errors/sql-state.js';

/**
 * The error for a step of a migration that PostgreSQL refused. Whoever migrates is an administrator of the database, so PostgreSQL's
 * own words and hint are passed on.
 *
 * @param step what was being done, as `sql/migrations/0001_roles_and_schemas.sql`.
 */
export function migrationFailure(step: string, cause: unknown): SluiceError {
  if (cause instanceof SluiceError) return cause;
  const { message, hint } = cause as { message?: string; hint?: string };
  return new SluiceError(
    'CONFIGURATION',
    `${step} failed and was rolled back: ${message ?? String(cause)}. ${hint ?? usualFix(cause)}`.trim(),
    { cause },
  );
}

function usualFix(cause: unknown): string {
  switch (sqlStateOf(cause) ?? '') {
    case SQL_STATE.insufficientPrivilege:
      return (
        'The connecting role needs CREATEROLE, CREATE on the database, and ADMIN on those of the roles sluice_owner, ' +
        'sluice_maintainer and sluice_gateway that exist already.'
      );
    case SQL_STATE.lockNotAvailable:
      return 'A long query holds a table that has to change: run it again when that query has ended.';
    default:
      return '';
  }
}
