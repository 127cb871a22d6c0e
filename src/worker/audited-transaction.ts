import { recordOperatorAction, type OperatorAction } from '../audit/record-operator-action.js';
import type { WorkerDatabase } from './worker-database.js';

/** What was done, and what the audit trail is to say of it; null where nothing was. */
export interface Audited<T> {
  readonly result: T;
  readonly action: OperatorAction | null;
}

/**
 * Does something in one transaction, with its audit entry.
 * @param database with one connection, which nobody else uses meanwhile.
 * @throws what `work` throws; then nothing was done.
 */
export async function auditedTransaction<T>(
  database: WorkerDatabase,
  work: () => Promise<Audited<T>>,
): Promise<T> {
  await database.query('begin');
  try {
    const { result, action } = await work();
    if (action !== null) await recordOperatorAction(database, action);
    await database.query('commit');
    return result;
  } catch (error) {
    await database.query('rollback').catch(() => undefined);
    throw error;
  }
}
