import { SluiceError } from '../../errors/sluice-error.js';

/** Whether the database may take later what it did not take now. */
export function isRetryable(error: unknown): boolean {
  return (
    error instanceof SluiceError && (error.code === 'DATABASE_UNAVAILABLE' || error.code === 'QUERY_TIMEOUT')
  );
}
