import type { RollupStatus } from '../worker/rollup-status.js';
import { describeSeconds } from './describe-seconds.js';
import { textTable } from './text-table.js';

const HEADINGS = [
  'rollup',
  'lag ',
  'target ',
  'pending ',
  'view rows ',
  'delta ',
  'share ',
  'folded ',
  'refreshed ',
  'failed',
];

/** Rollups as a table for people; ages are told as of `now`. */
export function describeRollups(rollups: readonly RollupStatus[], now: Date): string {
  if (rollups.length === 0) return 'There are no rollups.';
  return textTable(
    HEADINGS,
    rollups.map((status) => [
      status.rollup,
      describeSeconds(status.lagSeconds),
      describeSeconds(status.lagTargetSeconds),
      status.pending.toLocaleString('en'),
      status.viewRows.toLocaleString('en'),
      status.deltaRows.toLocaleString('en'),
      describeShare(status),
      `${describeSeconds(secondsSince(status.foldedAt, now))} ago`,
      `${describeSeconds(secondsSince(status.refreshedAt, now))} ago`,
      status.failed.join(' '),
    ]),
  );
}

function describeShare({ viewRows, deltaRows }: RollupStatus): string {
  if (deltaRows === 0) return '0 %';
  return viewRows === 0 ? 'all' : `${((100 * deltaRows) / viewRows).toFixed(1)} %`;
}

function secondsSince(instant: string, now: Date): number {
  return Math.max(0, (now.getTime() - new Date(instant).getTime()) / 1000);
}
