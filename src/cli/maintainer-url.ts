import type { Settings } from '../config/settings.js';
import { SluiceError } from '../errors/sluice-error.js';

/**
 * The maintainer's connection URL, for the commands that change data.
 * @throws SluiceError `CONFIGURATION` where it is not set.
 */
export function maintainerUrl({ database }: Settings): string {
  if (database.maintainerUrl === null) {
    throw new SluiceError(
      'CONFIGURATION',
      'MAINTAINER_DATABASE_URL is not set. Set it to the URL that "sluice migrate" printed for sluice_maintainer.',
    );
  }
  return database.maintainerUrl;
}
