import { SQL_STATE, sqlStateOf } from '../../errors/sql-state.js';

/** @returns null where somebody else was at work there for longer than one waits for a lock. @throws what the work does. */
export async function unlessBusy<Result>(work: () => Promise<Result>): Promise<Result | null> {
  try {
    return await work();
  } catch (error) {
    if (sqlStateOf(error) === SQL_STATE.lockNotAvailable) return null;
    throw error;
  }
}
