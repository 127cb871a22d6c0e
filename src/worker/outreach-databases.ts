import {
  OUTREACH_DATABASES,
  type OutreachName,
  type OutreachSettings,
  type OutreachUrls,
} from '../config/settings.js';
import { WorkerDatabase } from './worker-database.js';

/** A worker's connections to the databases of outreach that are configured. */
export type OutreachConnections = ReadonlyMap<OutreachName, WorkerDatabase>;

/** A worker without outreach. */
export const NO_OUTREACH: OutreachUrls = { oltp: null, content: null, queue: null };

/** In each: the look for work, two jobs, and tenants' own jobs. */
const MAX_CONNECTIONS = 4;

/** The maintainer's URLs out of the settings. */
export function outreachUrls(settings: OutreachSettings): OutreachUrls {
  return {
    oltp: settings.oltp.maintainerUrl,
    content: settings.content.maintainerUrl,
    queue: settings.queue.maintainerUrl,
  };
}

/** Opens what is configured; connections are made when they are needed. */
export function openOutreachConnections(urls: OutreachUrls): OutreachConnections {
  const connections = new Map<OutreachName, WorkerDatabase>();
  for (const name of OUTREACH_DATABASES) {
    const url = urls[name];
    if (url !== null) connections.set(name, new WorkerDatabase({ url, maxConnections: MAX_CONNECTIONS }));
  }
  return connections;
}

/** Ends all connections, as {@link WorkerDatabase.close}. */
export async function closeOutreachConnections(connections: OutreachConnections): Promise<void> {
  await Promise.all([...connections.values()].map((database) => database.close()));
}
