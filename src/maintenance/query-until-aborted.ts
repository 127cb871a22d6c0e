import type pg from 'pg';
import { sendCancelRequest } from '../tenancy/cancel-request.js';

const CANCEL_RETRY_MS = 100;

/**
 * Runs one statement on a connection that nobody else uses; aborting `signal` cancels it in the server. A cancel that comes before the
 * statement is lost, so it is repeated until the statement has ended.
 *
 * @returns the rows, of the last statement where `text` holds several.
 * @throws what the database says.
 */
export async function queryUntilAborted<Row extends pg.QueryResultRow>(
  client: pg.ClientBase,
  text: string,
  values: readonly unknown[] | undefined,
  signal: AbortSignal | undefined,
): Promise<Row[]> {
  const running = client.query<Row>(text, values && [...values]);
  if (signal === undefined) return rowsOf(await running);
  let isEnded = false;
  let cancelling: Promise<void> = Promise.resolve();
  const cancel = (): void => {
    cancelling = cancelUntil(() => isEnded, client, running);
  };
  if (signal.aborted) cancel();
  else signal.addEventListener('abort', cancel, { once: true });
  try {
    return rowsOf(await running);
  } finally {
    isEnded = true;
    signal.removeEventListener('abort', cancel);
    // Only then may the connection be used again: a late cancel would hit a stranger.
    await cancelling;
  }
}

async function cancelUntil(
  isEnded: () => boolean,
  client: pg.ClientBase,
  running: Promise<unknown>,
): Promise<void> {
  while (!isEnded()) {
    await sendCancelRequest(client as pg.PoolClient);
    let timer: NodeJS.Timeout | undefined;
    const pause = new Promise((resolve) => (timer = setTimeout(resolve, CANCEL_RETRY_MS)));
    await Promise.race([running.catch(() => undefined), pause]);
    clearTimeout(timer);
  }
}

function rowsOf<Row extends pg.QueryResultRow>(result: pg.QueryResult<Row> | pg.QueryResult<Row>[]): Row[] {
  return (Array.isArray(result) ? result.at(-1)! : result).rows;
}
