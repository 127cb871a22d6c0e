import type { Aggregate } from '../../analytics/model/aggregate.js';
import { integer, milliseconds, type Expression } from '../../analytics/model/expression.js';
import type { Part } from '../../analytics/model/part.js';
import { equals, isIn, type RowCondition } from '../../analytics/model/row-condition.js';

export const isAttempt = equals('kind', 'attempt');
export const isSuccess = equals('outcome', 'succeeded');

/** Failed at least once: tried again or given up. */
export const isFailure = isIn('outcome', ['failed', 'dead']);

export const isDead = equals('outcome', 'dead');

/** From when a job was due to when it was claimed; null of samples. */
export const wait = milliseconds('wait_us');

/** From the claim to the end; null of samples, and where the worker was lost. */
export const run = milliseconds('run_us');

/** Jobs due and unclaimed; null of attempts. */
export const depth = integer('depth');

const counted = (where: RowCondition | null, description: string): Part => ({
  fn: 'count',
  expression: null,
  where,
  description,
});

const measured = (
  fn: Aggregate['fn'],
  expression: Expression,
  description: string,
  fraction?: number,
): Part => ({
  fn,
  expression,
  where: null,
  description,
  ...(fraction === undefined ? {} : { fraction }),
});

const NOT_ADDITIVE = 'It does not add up over hours or families.';

/** What the rollup of the queues holds, by column. */
export const QUEUE_PARTS: Readonly<Record<string, Part>> = {
  events: counted(null, 'Attempts and looks of the bucket.'),
  attempts: counted(isAttempt, 'Attempts that ended.'),
  succeeded: counted(isSuccess, 'Of them, those that succeeded.'),
  failures: counted(isFailure, 'Of them, those that failed.'),
  dead: counted(isDead, 'Of them, those that were the last of their jobs.'),
  waits: measured('count', wait, 'Attempts whose wait is known.'),
  wait_us: measured('sum', wait, 'Microseconds that they waited, all together; null where there are none.'),
  wait_p50_us: measured('percentile', wait, `Half of them waited no longer. ${NOT_ADDITIVE}`, 0.5),
  wait_p95_us: measured('percentile', wait, `95 of 100 waited no longer. ${NOT_ADDITIVE}`, 0.95),
  wait_p99_us: measured('percentile', wait, `99 of 100 waited no longer. ${NOT_ADDITIVE}`, 0.99),
  runs: measured('count', run, 'Attempts whose run is known.'),
  run_us: measured('sum', run, 'Microseconds that they ran, all together; null where there are none.'),
  run_p50_us: measured('percentile', run, `Half of them ran no longer. ${NOT_ADDITIVE}`, 0.5),
  run_p95_us: measured('percentile', run, `95 of 100 ran no longer. ${NOT_ADDITIVE}`, 0.95),
  run_p99_us: measured('percentile', run, `99 of 100 ran no longer. ${NOT_ADDITIVE}`, 0.99),
  samples: measured('count', depth, 'Looks at how many jobs were waiting.'),
  depth_sum: measured('sum', depth, 'What they saw, added up; null where there was none.'),
  depth_max: measured('max', depth, 'The most that one of them saw; null where there was none.'),
};
