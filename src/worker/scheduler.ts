import type { FoldPace } from './fold-pace.js';
import { JobPlan, type PlannedJob } from './job-plan.js';
import type { RollupWork, Work } from './read-work.js';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** The change log is pruned of what has shown for a minute: so often while there is something to prune, and so long after a fold. */
const PRUNE_INTERVAL_MS = 20 * SECOND_MS;
const PRUNE_AFTER_FOLD_MS = 3 * MINUTE_MS;

/** New titles' words are proposed that soon, and so long is the index's list of the latest words left to itself. */
const DOCUMENTS_INTERVAL_MS = MINUTE_MS;

export interface SchedulerOptions {
  /** How often {@link Scheduler.plan} is asked. */
  readonly intervalMs: number;
  /** How many folds run at once. */
  readonly maxFolds: number;
  /** The share of a view's rows that its delta may hold before the view is refreshed in full. */
  readonly refreshShare: number;
  /** With fewer rows in the delta the view is not refreshed for the share's sake. */
  readonly refreshMinRows: number;
}

/** Decides what is due, by what the database says alone: whatever one worker has forgotten, the next one decides again. */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #pace: FoldPace;
  #prunedAtMs = -Infinity;
  /** Null before the first look: a worker that starts sees to it then. */
  #documentsAtMs: number | null = null;

  constructor(options: SchedulerOptions, pace: FoldPace) {
    this.#options = options;
    this.#pace = pace;
  }

  /** What is to be put in line now; nothing where nothing has changed. */
  plan({ nowMs, rollups, jobs }: Work): PlannedJob[] {
    const plan = new JobPlan(nowMs, jobs);
    const doneAtMs = nowMs + this.#options.intervalMs + this.#expectedMs(rollups);
    for (const rollup of rollups) {
      if (isRefreshDue(rollup, this.#options)) {
        const { rollup: name, refreshedAtMs } = rollup;
        plan.add({ queue: 'refresh', rollup: name, reason: 'share', refreshedAtMs });
      }
      // The refresh absorbs what is pending, and the fold would only hold it up.
      const isRefreshing = plan.isLive('refresh', rollup.rollup);
      if (!isRefreshing && this.#isFoldDue(rollup, doneAtMs))
        plan.add({ queue: 'fold', rollup: rollup.rollup });
    }
    if (this.#isPruneDue(rollups, nowMs)) plan.add({ queue: 'prune', rollup: null });
    if (this.#areDocumentsDue(nowMs)) plan.add({ queue: 'documents', rollup: null });
    return plan.planned;
  }

  /**
   * Late enough to gather changes, early enough for the target.
   * @param doneAtMs when a fold that is put in line at the next look, and not at this one, would be done.
   */
  #isFoldDue({ rollup, pending, oldestPendingAtMs, lagTargetMs }: RollupWork, doneAtMs: number): boolean {
    if (pending === 0 || oldestPendingAtMs === null || this.#pace.isHeldOff(rollup)) return false;
    return oldestPendingAtMs + lagTargetMs <= doneAtMs;
  }

  /** How long it may well take until the last of the rollups that lack something is folded: they share the slots. */
  #expectedMs(rollups: readonly RollupWork[]): number {
    const foldsMs = rollups
      .filter(({ pending }) => pending > 0)
      .map(({ rollup }) => this.#pace.expectedMs(rollup));
    const sumMs = foldsMs.reduce((sum, foldMs) => sum + foldMs, 0);
    return Math.max(0, sumMs / this.#options.maxFolds, ...foldsMs);
  }

  #areDocumentsDue(nowMs: number): boolean {
    this.#documentsAtMs ??= nowMs;
    if (nowMs - this.#documentsAtMs < DOCUMENTS_INTERVAL_MS) return false;
    this.#documentsAtMs = nowMs;
    return true;
  }

  #isPruneDue(rollups: readonly RollupWork[], nowMs: number): boolean {
    const foldedAtMs = Math.max(-Infinity, ...rollups.map((rollup) => rollup.foldedAtMs));
    if (nowMs - foldedAtMs > PRUNE_AFTER_FOLD_MS || nowMs - this.#prunedAtMs < PRUNE_INTERVAL_MS)
      return false;
    this.#prunedAtMs = nowMs;
    return true;
  }
}

/** Whether so much of a view has moved to its delta that it is worth computing anew. */
export function isRefreshDue(
  { deltaRows, viewRows }: RollupWork,
  { refreshShare, refreshMinRows }: Pick<SchedulerOptions, 'refreshShare' | 'refreshMinRows'>,
): boolean {
  return deltaRows >= Math.max(refreshMinRows, refreshShare * viewRows);
}
