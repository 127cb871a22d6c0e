import { databaseVariable, type ConfiguredDatabase } from '../config/database-variable.js';
import { SluiceError } from '../errors/sluice-error.js';
import { SQL_STATE, sqlStateOf } from '../errors/sql-state.js';
import { isOutage } from './is-outage.js';

const UNDEFINED_FUNCTION = '42883';

/** What a database that a worker cannot start on is told as: a `SluiceError` with the way out where there is one, else the error itself. */
export function explainRefusal(cause: unknown, database: ConfiguredDatabase = 'analytics'): unknown {
  const variable = databaseVariable(database, 'MAINTAINER');
  if (cause instanceof SluiceError) return cause;
  if (isOutage(cause)) {
    return new SluiceError(
      'DATABASE_UNAVAILABLE',
      `PostgreSQL cannot be reached. Check host and port in ${variable}, and that the server runs.`,
      { cause },
    );
  }
  switch (sqlStateOf(cause) ?? '') {
    case SQL_STATE.invalidPassword:
    case SQL_STATE.invalidAuthorization:
      return new SluiceError(
        'CONFIGURATION',
        `PostgreSQL refused the login. Check the user and the password in ${variable}.`,
        { cause },
      );
    case SQL_STATE.undefinedTable:
    case SQL_STATE.undefinedSchema:
    case SQL_STATE.insufficientPrivilege:
    case UNDEFINED_FUNCTION:
      return notMigrated(cause, variable);
    default:
      return /pg-boss (is not installed|database requires migrations)/.test(String(cause))
        ? notMigrated(cause, variable)
        : cause;
  }
}

function notMigrated(cause: unknown, variable: string): SluiceError {
  return new SluiceError(
    'CONFIGURATION',
    `The database of ${variable} lacks what a worker needs, or has it in another version. Run "sluice migrate" of this version, and ` +
      'connect as sluice_maintainer.',
    { cause },
  );
}
