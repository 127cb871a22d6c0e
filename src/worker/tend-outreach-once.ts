import type { OutreachName, OutreachUrls } from '../config/settings.js';
import { moveOutbox } from './outbox/move-outbox.js';
import {
  closeOutreachConnections,
  openOutreachConnections,
  type OutreachConnections,
} from './outreach-databases.js';
import { explainRefusal } from './explain-refusal.js';
import { queueTending } from './queue-tending.js';
import { createTendingWorker } from './tending-worker.js';
import { upkeepDatabase } from './upkeep-database.js';
import type { WorkerDatabase } from './worker-database.js';

/** What is to be done in some of the databases, by statements of their own. */
const DUTIES: Readonly<Record<OutreachName, readonly string[]>> = {
  oltp: ['select sluice.prune_reference_changes()'],
  content: [],
  queue: ['select queue.recover_stuck()', 'select queue.sample_depths()'],
};

/** What fails is tried again by the next run, and `sluice queue` tells of it. */
const SILENT = { debug: quiet, info: quiet, warn: quiet, error: quiet };

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
    await inEach(connections, async (name, database) => {
      await upkeepDatabase(name, database, queueMonths, signal);
      for (const duty of DUTIES[name]) await database.query(duty, [], signal);
    });
    await tendMessages(analytics, urls, connections, signal);
    await inEach(connections, async (_name, database) => {
      await moveOutbox(database, analytics, signal);
    });
  } finally {
    await closeOutreachConnections(connections);
  }
}

async function inEach(
  connections: OutreachConnections,
  work: (name: OutreachName, database: WorkerDatabase) => Promise<void>,
): Promise<void> {
  for (const [name, database] of connections) {
    await work(name, database).catch((error: unknown) => {
      throw explainRefusal(error, name);
    });
  }
}

/** The tenants' own jobs of this day, as far as nobody has done them yet. */
async function tendMessages(
  analytics: WorkerDatabase,
  urls: OutreachUrls,
  connections: OutreachConnections,
  signal: AbortSignal,
): Promise<void> {
  const tending = createTendingWorker(urls, connections, SILENT);
  if (tending === null) return;
  const stop = (): void => void tending.stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await queueTending(analytics, connections.get('queue')!, signal);
    await tending.drain();
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener('abort', stop);
    await tending.stop();
  }
}

function quiet(): void {}
