import type { Settings } from '../config/settings.js';
import { SluiceError } from '../errors/sluice-error.js';

/**
 * The URL of the role that migrates, for the commands that do the owner's work.
 * @throws SluiceError `CONFIGURATION` where none is set.
 */
export function ownerUrl({ database }: Settings): string {
  if (database.ownerUrl === null) {
    throw new SluiceError(
      'CONFIGURATION',
      'No database is configured. Set OWNER_DATABASE_URL to the URL that "sluice migrate" connects with.',
    );
  }
  return database.ownerUrl;
}
