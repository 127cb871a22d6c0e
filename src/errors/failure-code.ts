import { SluiceError } from './sluice-error.js';
import { sqlStateOf } from './sql-state.js';

/** A code of ours, or a SQLSTATE; `INTERNAL` for anything else. Unlike a message it quotes nothing. */
export function failureCode(error: unknown): string {
  return error instanceof SluiceError ? error.code : (sqlStateOf(error) ?? 'INTERNAL');
}
