import type { WorkerDatabase } from './worker-database.js';

/** The family of the jobs that see to a tenant's data, and the name of those about its messages. */
export const UPKEEP_FAMILY = 'upkeep';
export const TEND_CONTENT = 'tend_content';

/** Half a day, with the pauses in between: a database may be away for long, and the next day has a job of its own. */
const MAX_ATTEMPTS = 20;

/** Queues for each tenant, once a UTC day however often it is called, the job that sees to the life-cycle of its messages. @throws as {@link WorkerDatabase.query}. */
export async function queueTending(
  analytics: WorkerDatabase,
  queue: WorkerDatabase,
  signal: AbortSignal,
): Promise<void> {
  const tenants = await analytics.query<{ id: string }>(
    'select id from sluice.tenants order by id',
    [],
    signal,
  );
  const key = `${TEND_CONTENT} ${new Date().toISOString().slice(0, 10)}`;
  const jobs = JSON.stringify([
    { family: UPKEEP_FAMILY, name: TEND_CONTENT, key, max_attempts: MAX_ATTEMPTS },
  ]);
  for (const { id } of tenants) {
    await queue.tenantTransaction(id, (ask) => ask('select from queue.enqueue($1::jsonb)', [jobs]), signal);
  }
}
