import type { Settings } from '../config/settings.js';
import { SluiceError } from '../errors/sluice-error.js';
import type { ReferenceUrls } from '../maintenance/references/sweep-references.js';

/**
 * The maintainer's connection URLs of the databases whose rows refer to each other.
 * @throws SluiceError `CONFIGURATION` where that of `oltp` is not set, or that of no other.
 */
export function referenceUrls({ database, outreach }: Settings): ReferenceUrls {
  const urls = {
    content: outreach.content.maintainerUrl,
    queue: outreach.queue.maintainerUrl,
    analytics: database.maintainerUrl,
  };
  const oltp = outreach.oltp.maintainerUrl;
  if (oltp === null || Object.values(urls).every((url) => url === null)) {
    throw new SluiceError(
      'CONFIGURATION',
      `${oltp === null ? 'OLTP_MAINTAINER_DATABASE_URL is' : 'CONTENT_, QUEUE_ and MAINTAINER_DATABASE_URL are'} not set. ` +
        'Set the URLs that "sluice migrate" printed for sluice_maintainer.',
    );
  }
  return { oltp, ...urls };
}
