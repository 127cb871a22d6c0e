import type pg from 'pg';
import { cancelOnAbort } from '../tenancy/cancel-on-abort.js';

/**
 * Runs one statement on a connection that nobody else uses; aborting `signal` cancels it in the server.
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
  const settled = running.catch(() => undefined);
  const stopCancelling = signal === undefined ? null : cancelOnAbort(client, signal, settled);
  try {
    return rowsOf(await running);
  } finally {
    await stopCancelling?.();
  }
}

function rowsOf<Row extends pg.QueryResultRow>(result: pg.QueryResult<Row> | pg.QueryResult<Row>[]): Row[] {
  return (Array.isArray(result) ? result.at(-1)! : result).rows;
}
