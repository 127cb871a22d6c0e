import type { OutreachUrls } from '../config/settings.js';
import type { Logger } from 'pino';
import { tendContent } from '../content/tend-content.js';
import { QueueWorker } from '../queue/queue-worker.js';
import type { OutreachConnections } from './outreach-databases.js';
import { TEND_CONTENT, UPKEEP_FAMILY } from './queue-tending.js';

/** So many tenants at once: upkeep is in no hurry. */
const CONCURRENCY = 2;

const HOUR_MS = 60 * 60 * 1000;

/**
 * What does the jobs of tenants that are Sluice's own: so far, the life-cycle of their messages.
 * @param pollMs how often it looks for work.
 * @returns null where it needs a database that is not configured.
 */
export function createTendingWorker(
  urls: OutreachUrls,
  connections: OutreachConnections,
  log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>,
  pollMs?: number,
): QueueWorker | null {
  const content = connections.get('content');
  if (urls.queue === null || content === undefined) return null;
  return new QueueWorker({
    url: urls.queue,
    family: UPKEEP_FAMILY,
    concurrency: CONCURRENCY,
    maxRunMs: HOUR_MS,
    log,
    ...(pollMs === undefined ? {} : { pollMs }),
    handlers: {
      [TEND_CONTENT]: async ({ tenantId }, signal) => {
        const tended = await content.lend((client) => tendContent(client, tenantId, signal), signal);
        // What it leaves undone when it is aborted the next attempt does.
        signal.throwIfAborted();
        const hasDone = Object.values(tended).some((count) => count > 0);
        log[hasDone ? 'info' : 'debug']({ tenantId, ...tended }, 'Tended the messages of a tenant');
      },
    },
  });
}
