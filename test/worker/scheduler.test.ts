import { beforeEach, describe, expect, test } from 'vitest';
import { FoldPace } from '../../src/worker/fold-pace.js';
import type { QueuedJob, RollupWork, Work } from '../../src/worker/read-work.js';
import { Scheduler } from '../../src/worker/scheduler.js';

const NOW_MS = Date.UTC(2026, 4, 5, 12);
const LONG_AGO_MS = NOW_MS - 3_600_000;
const NAME = 'helpdesk.dashboard_stats';

let pace: FoldPace;
let scheduler: Scheduler;

beforeEach(() => {
  pace = new FoldPace();
  scheduler = new Scheduler({ intervalMs: 1000, maxFolds: 2, refreshShare: 0.1, refreshMinRows: 100 }, pace);
});

function rollup(differences: Partial<RollupWork> = {}): RollupWork {
  return {
    rollup: NAME,
    dataset: 'helpdesk.tickets',
    pending: 0,
    oldestPendingAtMs: null,
    foldedAtMs: LONG_AGO_MS,
    refreshedAtMs: LONG_AGO_MS,
    viewRows: 10_000,
    deltaRows: 0,
    lagTargetMs: 5000,
    ...differences,
  };
}

function pendingSince(ageMs: number, differences: Partial<RollupWork> = {}): RollupWork {
  return rollup({ pending: 3, oldestPendingAtMs: NOW_MS - ageMs, ...differences });
}

function job(queue: QueuedJob['queue'], differences: Partial<QueuedJob>): QueuedJob {
  return {
    queue,
    rollup: NAME,
    isDue: false,
    isLive: false,
    isExpired: false,
    failedAtMs: null,
    isDeadLetter: false,
    ...differences,
  };
}

function planned(work: Partial<Work>): string[] {
  return scheduler
    .plan({ nowMs: NOW_MS, rollups: [], jobs: [], ...work })
    .map(({ data, isProbe }) => `${isProbe ? 'probe ' : ''}${data.queue} ${data.rollup}`);
}

describe('the scheduler', () => {
  test('plans nothing for a rollup that nothing has changed under', () => {
    expect(planned({ rollups: [rollup()] })).toEqual([]);
  });

  test('folds before a change is older than the target: its own interval and the fold itself still fit in', () => {
    expect(planned({ rollups: [pendingSince(3400)] })).toEqual([]);
    expect(planned({ rollups: [pendingSince(3500)] })).toEqual([`fold ${NAME}`]);
    expect(planned({ rollups: [pendingSince(59_000, { lagTargetMs: 60_000 })] })).toEqual([`fold ${NAME}`]);
    expect(planned({ rollups: [pendingSince(50_000, { lagTargetMs: 60_000 })] })).toEqual([]);
    expect(planned({ rollups: [pendingSince(0, { lagTargetMs: 100 })] })).toEqual([`fold ${NAME}`]);
  });

  test('begins earlier where folds were seen to take long', () => {
    pace.folded(NAME, 1500);
    expect(planned({ rollups: [pendingSince(900)] })).toEqual([]);
    expect(planned({ rollups: [pendingSince(1000)] })).toEqual([`fold ${NAME}`]);
  });

  test('begins earlier where several wait for the same slots', () => {
    const others = ['b', 'c', 'd', 'e', 'f'].map((name) => pendingSince(0, { rollup: name }));
    expect(planned({ rollups: [pendingSince(2400), ...others] })).toEqual([]);
    expect(planned({ rollups: [pendingSince(2500), ...others] })).toEqual([`fold ${NAME}`]);
    for (const name of [NAME, 'b', 'c', 'd', 'e', 'f']) pace.folded(name, 5);
    expect(planned({ rollups: [pendingSince(3600), ...others] })).toEqual([]);
    expect(planned({ rollups: [pendingSince(3700), ...others] })).toEqual([`fold ${NAME}`]);
  });

  test('leaves a rollup alone that has its job already, or that somebody else was just seen at', () => {
    const rollups = [pendingSince(60_000)];
    expect(planned({ rollups, jobs: [job('fold', { isLive: true })] })).toEqual([]);
    expect(planned({ rollups, jobs: [job('fold', { isLive: true, rollup: 'helpdesk.other' })] })).toEqual([
      `fold ${NAME}`,
    ]);
    pace.refused(NAME);
    expect(planned({ rollups })).toEqual([]);
  });

  test('refreshes in full from a share of the view on, and never for a few rows', () => {
    expect(planned({ rollups: [rollup({ deltaRows: 999 })] })).toEqual([]);
    expect(planned({ rollups: [rollup({ deltaRows: 1000 })] })).toEqual([`refresh ${NAME}`]);
    expect(planned({ rollups: [rollup({ viewRows: 10, deltaRows: 99 })] })).toEqual([]);
    expect(planned({ rollups: [rollup({ viewRows: 0, deltaRows: 100 })] })).toEqual([`refresh ${NAME}`]);
  });

  test('does not fold what is being refreshed', () => {
    const rollups = [pendingSince(60_000, { deltaRows: 5000 })];
    expect(planned({ rollups, jobs: [job('refresh', { isLive: true })] })).toEqual([]);
  });

  test('says with a refresh when the rollup had been refreshed last', () => {
    const [refresh] = scheduler.plan({ nowMs: NOW_MS, rollups: [rollup({ deltaRows: 5000 })], jobs: [] });
    expect(refresh!.data).toEqual({
      queue: 'refresh',
      rollup: NAME,
      reason: 'share',
      refreshedAtMs: LONG_AGO_MS,
    });
  });

  test('lets what has failed for the last time rest, then tries once whether it works again', () => {
    const rollups = [pendingSince(60_000)];
    const failed = (agoMs: number, isDeadLetter = true) =>
      job('fold', { failedAtMs: NOW_MS - agoMs, isDeadLetter });
    expect(planned({ rollups, jobs: [failed(60_000)] })).toEqual([]);
    expect(planned({ rollups, jobs: [failed(300_000)] })).toEqual([`probe fold ${NAME}`]);
    // An operator has discarded the dead letter: the next failure makes another.
    expect(planned({ rollups, jobs: [failed(300_000, false)] })).toEqual([`fold ${NAME}`]);
  });

  test('prunes for a while after a fold, and not at every look', () => {
    const work = (nowMs: number) => ({ nowMs, rollups: [rollup({ foldedAtMs: NOW_MS })] });
    expect(planned(work(NOW_MS + 1000))).toEqual(['prune null']);
    expect(planned(work(NOW_MS + 2000))).toEqual([]);
    expect(planned(work(NOW_MS + 21_000))).toEqual(['prune null']);
    expect(planned(work(NOW_MS + 59_000))).toEqual(['prune null']);
    expect(planned(work(NOW_MS + 179_000))).toContain('prune null');
    expect(planned(work(NOW_MS + 200_000))).toEqual([]);
  });

  test('tends the search once a minute, the first time a minute after the first look', () => {
    const at = (seconds: number) => planned({ nowMs: NOW_MS + seconds * 1000 });
    expect([0, 59].map(at)).toEqual([[], []]);
    expect([60, 61, 119, 120].map(at)).toEqual([['documents null'], [], [], ['documents null']]);
  });
});
