import { moveOutbox } from './outbox/move-outbox.js';
import {
  closeOutreachConnections,
  openOutreachConnections,
  type OutreachName,
  type OutreachUrls,
} from './outreach-databases.js';
import { explainRefusal } from './explain-refusal.js';
import { upkeepDatabase } from './upkeep-database.js';
import type { WorkerDatabase } from './worker-database.js';

/** What is to be done in some of the databases, by statements of their own. */
const DUTIES: Readonly<Record<OutreachName, readonly string[]>> = {
  oltp: ['select sluice.prune_reference_changes()'],
  content: [],
  queue: ['select queue.recover_stuck()', 'select queue.sample_depths()'],
};

/**
 * Does once what a worker does in the databases of outreach that are configured.
 * @throws SluiceError `CANCELLED`, or what `explainRefusal` makes of the first error; what came before it is done.
 */
export async function tendOutreachOnce(
  analytics: WorkerDatabase,
  urls: OutreachUrls,
  queueMonths: number,
  signal: AbortSignal,
): Promise<void> {
  const connections = openOutreachConnections(urls);
  try {
    for (const [name, database] of connections) {
      try {
        await upkeepDatabase(name, database, queueMonths, signal);
        for (const duty of DUTIES[name]) await database.query(duty, [], signal);
        await moveOutbox(database, analytics, signal);
      } catch (error) {
        throw explainRefusal(error, name);
      }
    }
  } finally {
    await closeOutreachConnections(connections);
  }
}
