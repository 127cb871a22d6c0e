import type { OutreachName } from '../config/settings.js';
import type { JobName } from '../jobs/job-queues.js';
import { isOutage } from './is-outage.js';
import type { JobHandler, JobTools } from './job-handler.js';
import { moveOutbox } from './outbox/move-outbox.js';
import { queueTending } from './queue-tending.js';
import { upkeepDatabase } from './upkeep-database.js';
import type { WorkerDatabase } from './worker-database.js';

/** How the jobs about the databases of outreach are done, each about the one that it names. */
export const OUTREACH_JOB_HANDLERS = {
  outbox: inOutreach(async (name, source, { database, log }, signal) => {
    const { moved, refused } = await moveOutbox(source, database, signal);
    for (const { tenantId, row, reason, cause } of refused) {
      const facts = { err: cause, database: name, tenantId, target: row.target, outboxId: row.id, reason };
      if (row.attempts === 0) log.error(facts, 'The database analytics refused a row; it is tried again');
      else log.debug(facts, 'The database analytics refused a row once more');
    }
    log.debug({ database: name, moved, refused: refused.length }, 'Moved rows to the database analytics');
  }),

  recover: inOutreach(async (_name, queue, { log }, signal) => {
    const jobs = await queue.query<{ status: string }>(
      'select status from queue.recover_stuck()',
      [],
      signal,
    );
    const dead = jobs.filter(({ status }) => status === 'dead').length;
    if (jobs.length > 0) log.warn({ jobs: jobs.length, dead }, 'Took jobs from workers that are gone');
  }),

  sample: inOutreach(async (_name, queue, _tools, signal) => {
    await queue.query('select queue.sample_depths()', [], signal);
  }),

  forget: inOutreach(async (_name, oltp, { log }, signal) => {
    const [row] = await oltp.query<{ pruned: string }>(
      'select sluice.prune_reference_changes() as pruned',
      [],
      signal,
    );
    log.debug({ rows: Number(row!.pruned) }, 'Pruned the log of references');
  }),

  upkeep: inOutreach(async (name, source, { database, outreach, queueMonths, log }, signal) => {
    const { made, dropped } = await upkeepDatabase(name, source, queueMonths, signal);
    if (made.length > 0) log.info({ database: name, partitions: made }, 'Made partitions');
    if (dropped.length > 0) log.info({ database: name, partitions: dropped }, 'Dropped old partitions');
    if (name === 'queue' && outreach.has('content')) await queueTending(database, source, signal);
  }),
} as const satisfies Partial<Record<JobName, JobHandler>>;

type OutreachWorkHandler = (
  name: OutreachName,
  source: WorkerDatabase,
  tools: JobTools,
  signal: AbortSignal,
) => Promise<void>;

/**
 * A job that is about a database which is away is over: the watch says that it is away, and the job is put in line anew when it is back. As a
 * failure it would be tried a few times, and then be in everybody's way as a dead letter.
 */
function inOutreach(work: OutreachWorkHandler): JobHandler {
  return async ({ rollup }, tools, signal) => {
    const name = rollup as OutreachName;
    const source = tools.outreach.get(name);
    // Another worker, which knows that database, has put it in line, and will again.
    if (source === undefined) return;
    try {
      await work(name, source, tools, signal);
    } catch (error) {
      if (signal.aborted || !isOutage(error)) throw error;
      tools.log.debug({ err: error, database: name }, 'A database went away in the middle of a job');
    }
  };
}
