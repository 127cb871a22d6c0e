import { SluiceError } from './sluice-error.js';

/** The error in place of an answer that nobody waits for any more. */
export function requestDropped(cause?: unknown): SluiceError {
  return new SluiceError('CANCELLED', 'The request was dropped before its answer was ready.', { cause });
}
