import type { JobName } from '../jobs/job-queues.js';
import { ensurePartitions, MONTHS_AHEAD } from '../maintenance/ensure-partitions.js';
import { pause } from '../maintenance/pause.js';
import { foldRollup, refreshRollup } from './change-rollup.js';
import { forgetSearches } from './forget-searches.js';
import type { JobHandler } from './job-handler.js';
import { OUTREACH_JOB_HANDLERS } from './outreach-job-handlers.js';
import { readRollupWork, readWork } from './read-work.js';
import { tendSearch } from './tend-search.js';

const HELD_PAUSE_MS = 500;

/** How each kind of job is done. Each may be done twice, by whomever, without harm. */
export const JOB_HANDLERS: Readonly<Record<JobName, JobHandler>> = {
  fold: async ({ rollup }, { database, pace, log }, signal) => {
    const fold = await foldRollup(database, rollup!, signal);
    if (fold === null) {
      pace.refused(rollup!);
      return;
    }
    pace.folded(rollup!, fold.durationMs);
    log.debug({ rollup, ...fold }, 'Folded a rollup');
  },

  refresh: async ({ rollup, reason, refreshedAtMs }, { database, log }, signal) => {
    while (!signal.aborted) {
      const state = (await readRollupWork(database)).find((work) => work.rollup === rollup);
      // A rollup that is no more needs no refresh either.
      if (state === undefined || state.refreshedAtMs > (refreshedAtMs ?? -Infinity)) return;
      const refresh = await refreshRollup(database, rollup!, signal);
      if (refresh !== null) {
        log.info({ rollup, reason, ...refresh }, 'Refreshed a rollup in full');
        return;
      }
      await pause(HELD_PAUSE_MS, signal);
    }
    signal.throwIfAborted();
  },

  prune: async (_data, { database, log }, signal) => {
    const [row] = await database.query<{ pruned: string }>(
      'select sluice.prune_changes() as pruned',
      [],
      signal,
    );
    log.debug({ rows: Number(row!.pruned) }, 'Pruned the change log');
  },

  partitions: async (_data, { url, queue, log }, signal) => {
    const made = await ensurePartitions(url, MONTHS_AHEAD, signal);
    if (made.length > 0) log.info({ partitions: made }, 'Made partitions');
    await queue.tidy();
  },

  searches: async (_data, { database, searchLogDays, log }, signal) => {
    const { partitions, rows } = await forgetSearches(database, searchLogDays, signal);
    if (rows > 0 || partitions.length > 0) log.info({ partitions, rows }, 'Forgot old searches');
  },

  documents: async (_data, { database, log }, signal) => {
    const tended = await tendSearch(database, signal);
    if (tended.batches > 0) log.info(tended, 'Made documents that rows lacked');
    else log.debug(tended, 'Tended the search');
  },

  night: async (_data, { database, queue }) => {
    // Words that no title has any more are to go.
    await database.query('select sluice.gather_search_words(true)');
    const { rollups, jobs } = await readWork(database);
    for (const { rollup, foldedAtMs, refreshedAtMs } of rollups) {
      if (foldedAtMs <= refreshedAtMs) continue;
      const isProbe = jobs.some(
        (job) => job.queue === 'refresh' && job.rollup === rollup && job.isDeadLetter,
      );
      await queue.send({ queue: 'refresh', rollup, reason: 'night', refreshedAtMs }, { isProbe });
    }
  },

  ...OUTREACH_JOB_HANDLERS,
};
