import type PgBoss from 'pg-boss';
import { SluiceError } from '../errors/sluice-error.js';
import type { JobData } from '../jobs/job-queues.js';

const HOURLY = '0 * * * *';

/**
 * Sets what pg-boss starts by the clock, in UTC. It stands in the database, so the worker that was started last has set it for all.
 * @param nightCron when views are refreshed in full; null for never.
 * @throws SluiceError `CONFIGURATION` for an expression that means nothing.
 */
export async function setSchedules(boss: PgBoss, nightCron: string | null): Promise<void> {
  const set = (queue: JobData['queue'], cron: string): Promise<void> =>
    boss.schedule(queue, cron, { queue, rollup: null } satisfies JobData, { tz: 'UTC' });
  await set('partitions', HOURLY);
  await set('prune', HOURLY);
  await set('searches', HOURLY);
  if (nightCron === null) {
    await boss.unschedule('night');
    return;
  }
  await set('night', nightCron).catch((cause: unknown) => {
    // pg-boss reads the expression before it sends anything.
    if (cause instanceof Error && !('code' in cause)) throw noCronExpression(nightCron, cause);
    throw cause;
  });
}

function noCronExpression(text: string, cause: Error): SluiceError {
  return new SluiceError(
    'CONFIGURATION',
    `SLUICE_WORKER_NIGHT is no cron expression: "${text}". It has five fields, as "0 3 * * *", in UTC.`,
    { cause },
  );
}
