import { SluiceError } from './sluice-error.js';
import { SQL_STATE, sqlStateOf } from './sql-state.js';

const CONNECTION_LOST = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'ENOENT']);

/**
 * Turns what `pg` throws into the error a client may see. Database texts hold other people's values, so none of
 * them is passed on: only the name of the violated rule is. What is not recognised comes back unchanged, and is masked later.
 */
export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof SluiceError) return error;
  const state = sqlStateOf(error) ?? '';
  switch (state) {
    case SQL_STATE.checkViolation:
    case SQL_STATE.foreignKeyViolation:
    case SQL_STATE.uniqueViolation:
    case SQL_STATE.notNullViolation: {
      const rule = violatedRule(error);
      return new SluiceError('CONSTRAINT_VIOLATION', `The data breaks the rule "${rule}".`, {
        cause: error,
        details: { constraint: rule },
      });
    }
    case SQL_STATE.queryCanceled:
      return new SluiceError(
        'QUERY_TIMEOUT',
        'The query took longer than allowed and was cancelled. Narrow its time range or its dimensions.',
        { cause: error },
      );
    case SQL_STATE.documentsIncomplete:
      return new SluiceError(
        'DATABASE_UNAVAILABLE',
        'Texts are being made searchable, and a filter by text would miss some of them yet. Try again in a few minutes.',
        { cause: error },
      );
    case SQL_STATE.numericOutOfRange:
      return new SluiceError('BAD_USER_INPUT', 'A number in the query or its result is out of range.', {
        cause: error,
      });
    case SQL_STATE.adminShutdown:
    case SQL_STATE.crashShutdown:
    case SQL_STATE.cannotConnectNow:
    case SQL_STATE.tooManyConnections:
    case SQL_STATE.idleInTransactionTimeout:
      return unavailable(error);
    default:
      return isConnectionLost(error) ? unavailable(error) : error;
  }
}

function violatedRule(error: unknown): string {
  const { constraint, column } = error as { constraint?: string; column?: string };
  return constraint ?? (column === undefined ? 'not null' : `${column} is required`);
}

function unavailable(cause: unknown): SluiceError {
  return new SluiceError(
    'DATABASE_UNAVAILABLE',
    'The database cannot be reached right now. Try again in a moment.',
    {
      cause,
    },
  );
}

function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: string };
  return (
    (code !== undefined && CONNECTION_LOST.has(code)) ||
    /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
      error.message,
    )
  );
}
