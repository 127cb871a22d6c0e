import type pg from 'pg';
import { sendCancelRequest } from './cancel-request.js';

const CANCEL_RETRY_MS = 100;

/**
 * Cancels what runs on `client` once `signal` aborts, at once where it has. A cancel that falls before a statement, or between two, is lost,
 * so it is repeated until all has ended.
 *
 * @param settled resolves when all has ended; never rejects.
 * @returns a function that waits for a cancel under way: only then may the connection be used again, for a late one would hit a stranger.
 */
export function cancelOnAbort(
  client: pg.ClientBase,
  signal: AbortSignal,
  settled: Promise<unknown>,
): () => Promise<void> {
  let isEnded = false;
  let cancelling: Promise<void> = Promise.resolve();
  const cancelUntilEnded = async (): Promise<void> => {
    while (!isEnded) {
      await sendCancelRequest(client as pg.PoolClient);
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([settled, new Promise((resolve) => (timer = setTimeout(resolve, CANCEL_RETRY_MS)))]);
      clearTimeout(timer);
    }
  };
  const onAbort = (): void => {
    cancelling = cancelUntilEnded();
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return async () => {
    isEnded = true;
    signal.removeEventListener('abort', onAbort);
    await cancelling;
  };
}
