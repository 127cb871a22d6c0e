import type { WorkerSettings, OutreachUrls } from '../config/settings.js';
import { ensurePartitions, MONTHS_AHEAD } from '../maintenance/ensure-partitions.js';
import { pause } from '../maintenance/pause.js';
import { foldRollup, refreshRollup } from './change-rollup.js';
import { forgetSearches } from './forget-searches.js';
import { NO_OUTREACH } from './outreach-databases.js';
import { readRollupWork } from './read-work.js';
import { rollupStatuses, type RollupStatus } from './rollup-status.js';
import { isRefreshDue } from './scheduler.js';
import { tendOutreachOnce } from './tend-outreach-once.js';
import { tendSearch } from './tend-search.js';
import { withWorkerDatabase } from './with-worker-database.js';

const HELD_PAUSE_MS = 200;

export interface RunOnceOptions {
  readonly maintainerUrl: string;
  /** The maintainer's URLs of the databases of outreach; without them it works on the analytics database alone. */
  readonly outreach?: OutreachUrls;
  readonly settings: WorkerSettings;
  /** Aborting it cancels what runs. */
  readonly signal: AbortSignal;
}

/**
 * Does once what a worker does again and again, without its queues: what the databases of outreach need, partitions, a fold of every rollup that lacks a change, a refresh in
 * full where enough has moved to the delta, the change log pruned, old searches forgotten, the search tended. What a running worker is at, it waits for.
 *
 * @returns how the rollups stand then.
 * @throws SluiceError `CANCELLED`, or as {@link withWorkerDatabase}; the first error of the database's, with what came before it done.
 */
export async function runOnce(options: RunOnceOptions): Promise<readonly RollupStatus[]> {
  const { maintainerUrl, outreach = NO_OUTREACH, settings, signal } = options;
  await ensurePartitions(maintainerUrl, MONTHS_AHEAD, signal);
  return withWorkerDatabase(maintainerUrl, async (database) => {
    // First, so that the folds have what arrives.
    await tendOutreachOnce(database, outreach, settings.queueMonths, signal);
    for (const { rollup, pending } of await readRollupWork(database)) {
      if (pending > 0) await untilDone(() => foldRollup(database, rollup, signal), signal);
    }
    for (const work of await readRollupWork(database)) {
      if (isRefreshDue(work, settings)) {
        await untilDone(() => refreshRollup(database, work.rollup, signal), signal);
      }
    }
    await database.query('select sluice.prune_changes()', [], signal);
    await forgetSearches(database, settings.searchLogDays, signal);
    await tendSearch(database, signal);
    return rollupStatuses(database);
  });
}

/** Tries again as long as somebody else holds the rollup, which `change` says with null. */
async function untilDone(change: () => Promise<object | null>, signal: AbortSignal): Promise<void> {
  while ((await change()) === null) await pause(HELD_PAUSE_MS, signal);
}
