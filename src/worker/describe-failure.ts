import { messageOf } from '../errors/message-of.js';
import { SluiceError } from '../errors/sluice-error.js';
import { sqlStateOf } from '../errors/sql-state.js';
import type { JobFailure } from '../jobs/job-queue.js';

/** Data exceptions and broken constraints: PostgreSQL's words for them quote the values of rows. */
const QUOTES_VALUES = /^(22|23)/;

/** What of an error is kept with its job. The worker's log has all of it; an operator who reads this may see no tenant's data. */
export function describeFailure(error: unknown): JobFailure {
  if (error instanceof SluiceError) return { message: error.message, code: error.code };
  const code = sqlStateOf(error);
  if (code !== null && QUOTES_VALUES.test(code)) {
    return { message: "PostgreSQL refused a value. Its words stand in the worker's log.", code };
  }
  const message = messageOf(error);
  const { hint } = error as { hint?: unknown };
  return { message: typeof hint === 'string' ? `${message} ${hint}` : message, code };
}
