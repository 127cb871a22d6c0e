import { SluiceError } from '../errors/sluice-error.js';
import { connectClient } from './connect-client.js';
import { queryUntilAborted } from './query-until-aborted.js';

/** A row as `pg` parses it: int8 as text. */
export type MaintenanceRow = Readonly<Record<string, unknown>>;

/**
 * Runs one statement without a time limit on a connection of its own; refreshes and partitions are rare, and long.
 *
 * @param signal aborting it cancels the statement in the server.
 * @throws SluiceError `CANCELLED`, `CONFIGURATION` for a refused login, `DATABASE_UNAVAILABLE`; other database errors as they are, for
 *   whoever operates Sluice.
 */
export async function runStatement(
  url: string,
  text: string,
  values: readonly unknown[] = [],
  signal?: AbortSignal,
): Promise<MaintenanceRow[]> {
  const client = await connectClient(url);
  try {
    if (signal?.aborted) throw cancelled();
    return await queryUntilAborted<MaintenanceRow>(client, text, values, signal);
  } catch (error) {
    throw signal?.aborted ? cancelled(error) : error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function cancelled(cause?: unknown): SluiceError {
  return new SluiceError('CANCELLED', 'The maintenance was stopped before its end.', { cause });
}
