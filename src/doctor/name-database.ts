import { SluiceError } from '../errors/sluice-error.js';

/**
 * An error with the variable that names the database in its words, where it says only that "the database" cannot be reached: with several of
 * them the operator must know which.
 */
export function nameDatabase(error: unknown, variable: string): unknown {
  if (!(error instanceof SluiceError) || error.code !== 'DATABASE_UNAVAILABLE') return error;
  return new SluiceError(error.code, `${variable}: ${error.message}`, { cause: error.cause ?? error });
}
