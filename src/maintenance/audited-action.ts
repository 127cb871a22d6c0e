import type { AuditDetails } from '../audit/audit-details.js';
import { recordOperatorAction, type OperatorAction } from '../audit/record-operator-action.js';
import { SluiceError } from '../errors/sluice-error.js';
import { sqlStateOf } from '../errors/sql-state.js';
import { connectClient } from './connect-client.js';

/** What a long action is, before it is known how it ends. */
export interface LongAction extends Omit<OperatorAction, 'outcome' | 'after'> {
  /** What it is about to do: the `after` of its first entry. */
  readonly plan: AuditDetails | null;
}

/**
 * Does what takes more than one transaction, and writes down before that it has started, and afterwards how it ended. An action that was
 * killed has no second entry.
 *
 * @param url of the database where it is written down: the maintainer's or the owner's.
 * @param describe what was done, of the result of `work`.
 * @throws what `work` throws; SluiceError as `connectClient`, with nothing done.
 */
export async function auditedAction<T>(
  url: string,
  { plan, ...action }: LongAction,
  work: () => Promise<T>,
  describe: (result: T) => AuditDetails | null,
): Promise<T> {
  await record(url, { ...action, outcome: 'started', after: plan });
  let result: T;
  try {
    result = await work();
  } catch (error) {
    // The first error tells more than that it could not be written down.
    await record(url, { ...action, outcome: 'failed', after: { code: codeOf(error) } }).catch(
      () => undefined,
    );
    throw error;
  }
  await record(url, { ...action, outcome: 'succeeded', after: describe(result) });
  return result;
}

async function record(url: string, action: OperatorAction): Promise<void> {
  const client = await connectClient(url);
  try {
    await recordOperatorAction(client, action);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A code of ours, or a SQLSTATE. No message: it may quote anything. */
function codeOf(error: unknown): string {
  return error instanceof SluiceError ? error.code : (sqlStateOf(error) ?? 'INTERNAL');
}
