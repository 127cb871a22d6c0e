import type { AuditDetails } from '../audit/audit-details.js';
import { recordOperatorAction, type OperatorAction } from '../audit/record-operator-action.js';
import { failureCode } from '../errors/failure-code.js';
import { connectClient } from './connect-client.js';

/** What a long action is, before it is known how it ends. */
export interface LongAction extends Omit<OperatorAction, 'outcome' | 'after'> {
  /** What it is about to do: the `after` of its first entry. */
  readonly plan: AuditDetails | null;
}

/** Writes one entry, committed when it resolves. */
export type AuditRecorder = (action: OperatorAction) => Promise<void>;

/**
 * Does what takes more than one transaction, and writes down before that it has started, and afterwards how it ended. An action that was
 * killed has no second entry.
 *
 * @param record where it is written down, such as {@link recordAsMaintainer}.
 * @param describe what was done, of the result of `work`.
 * @throws what `work` and `record` throw; the latter at the start with nothing done.
 */
export async function auditedAction<T>(
  record: AuditRecorder,
  { plan, ...action }: LongAction,
  work: () => Promise<T>,
  describe: (result: T) => AuditDetails | null,
): Promise<T> {
  await record({ ...action, outcome: 'started', after: plan });
  let result: T;
  try {
    result = await work();
  } catch (error) {
    // The first error tells more than that it could not be written down.
    await record({ ...action, outcome: 'failed', after: { code: failureCode(error) } }).catch(
      () => undefined,
    );
    throw error;
  }
  await record({ ...action, outcome: 'succeeded', after: describe(result) });
  return result;
}

/** Writes entries by the maintainer's URL. @throws SluiceError as `connectClient`. */
export function recordAsMaintainer(url: string): AuditRecorder {
  return async (action) => {
    const client = await connectClient(url);
    try {
      await recordOperatorAction(client, action);
    } finally {
      await client.end().catch(() => undefined);
    }
  };
}
