import type { DeadJob } from '../maintenance/queue/list-dead-jobs.js';
import type { OutboxState, QueueStatus } from '../maintenance/queue/read-queue-status.js';
import { describeSeconds } from './describe-seconds.js';
import { textTable } from './text-table.js';

/** The queue as two tables for people: families of jobs, and what is on its way to analytics. */
export function describeQueueStatus({ families, outbox }: QueueStatus, now: Date): string {
  const jobs = textTable(
    ['family', 'due ', 'oldest ', 'scheduled ', 'running ', 'stuck ', 'dead ', 'tenants '],
    families.map((state) => [
      state.family,
      String(state.due),
      state.due === 0 ? '' : describeSeconds(state.oldestWaitSeconds),
      String(state.scheduled),
      String(state.running),
      String(state.stuck),
      String(state.dead),
      String(state.tenants),
    ]),
  );
  return `${jobs}\n\n${describeOutbox(outbox, now)}`;
}

function describeOutbox(outbox: readonly OutboxState[], now: Date): string {
  if (outbox.length === 0) return 'Nothing is on its way to analytics.';
  return textTable(
    ['on its way from', 'tenant', 'rows ', 'oldest ', 'refused ', 'why'],
    outbox.map(({ database, tenantId, waiting, oldestAt, refused, lastError }) => [
      database,
      tenantId,
      String(waiting),
      describeSeconds(Math.max(0, (now.getTime() - Date.parse(oldestAt)) / 1000)),
      String(refused),
      lastError ?? '',
    ]),
  );
}

/** Jobs that were given up, two lines each. */
export function describeDeadJobs(jobs: readonly DeadJob[]): string {
  if (jobs.length === 0) return 'No job was given up.';
  return jobs
    .map(
      ({ id, tenantId, family, name, attempts, diedAt, error }) =>
        `${id}  ${diedAt}  ${family} ${name} of ${tenantId}, after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}\n    ${error}`,
    )
    .join('\n');
}
