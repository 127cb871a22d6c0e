import { databaseVariable } from '../config/database-variable.js';
import type { OutreachSettings, Settings } from '../config/settings.js';
import { SluiceError } from '../errors/sluice-error.js';

/**
 * The maintainer's connection URL of one of the databases of outreach; null where that database is not configured at all.
 * @throws SluiceError `CONFIGURATION` where it is configured for others than the maintainer.
 */
export function outreachMaintainerUrl(
  { outreach }: Settings,
  database: keyof OutreachSettings,
): string | null {
  const { gatewayUrl, maintainerUrl } = outreach[database];
  if (maintainerUrl === null && gatewayUrl !== null) {
    const maintainer = databaseVariable(database, 'MAINTAINER');
    throw new SluiceError(
      'CONFIGURATION',
      `${maintainer} is not set, though ${databaseVariable(database, 'GATEWAY')} is. Set it to the URL that "sluice migrate" printed for sluice_maintainer.`,
    );
  }
  return maintainerUrl;
}
