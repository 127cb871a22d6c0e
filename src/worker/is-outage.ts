import { SluiceError } from '../errors/sluice-error.js';
import { translateDatabaseError } from '../errors/translate-database-error.js';

/** Whether an error says that PostgreSQL is away: stopped, restarting, or behind a network that is. Nothing is wrong with what was asked then. */
export function isOutage(error: unknown): boolean {
  const translated = translateDatabaseError(error);
  return translated instanceof SluiceError && translated.code === 'DATABASE_UNAVAILABLE';
}
