import { SluiceError } from '../errors/sluice-error.js';

/** Between the steps of work that is done bit by bit. @throws SluiceError `CANCELLED` where it was stopped: what was done by then is done. */
export function assertNotStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new SluiceError('CANCELLED', 'Stopped before its end. What was done by then is done.');
}
