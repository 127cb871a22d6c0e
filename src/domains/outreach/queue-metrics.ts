import { Dataset } from '../../analytics/decorators/dataset.js';
import { Dimension } from '../../analytics/decorators/dimension.js';
import { Measure } from '../../analytics/decorators/measure.js';
import { Rollup } from '../../analytics/decorators/rollup.js';
import { TimeDimension } from '../../analytics/decorators/time-dimension.js';
import { avg, count, max, percentile, ratio } from '../../analytics/model/measure.js';
import { depth, isAttempt, isDead, isFailure, isSuccess, QUEUE_PARTS, run, wait } from './queue-parts.js';

@Dataset({
  table: 'outreach.queue_events',
  time: 'occurred_at',
  description: 'One row per attempt at a job that ended, and one per look at how many were waiting.',
  scope: 'outreach:read',
})
@Rollup({
  view: 'outreach.queue_hourly',
  description: 'Attempts at jobs, and how many were waiting, per UTC hour and family.',
  grain: 'hour',
  dimensions: ['queueFamily'],
  parts: QUEUE_PARTS,
})
export class QueueMetrics {
  @TimeDimension({ description: 'When the attempt ended or the look was taken; the start of the bucket.' })
  occurredAt!: Date;

  @Dimension(() => String, { description: 'What kind of work it is.' })
  queueFamily!: string;

  @Measure(count({ where: isAttempt }), { description: 'Attempts at jobs that ended.' })
  attempts!: number;

  @Measure(count({ where: isSuccess }), { description: 'Jobs that were done.' })
  throughput!: number;

  @Measure(count({ where: isFailure }), {
    description: 'Attempts that failed, the last ones of their jobs among them.',
  })
  failures!: number;

  @Measure(count({ where: isDead }), { description: 'Jobs that were given up after their last attempt.' })
  dead!: number;

  @Measure(ratio(count({ where: isFailure }), count({ where: isAttempt })), {
    description: 'Attempts that failed over all, 0 to 1.',
  })
  failureRate!: number | null;

  @Measure(avg(wait), { description: 'Mean milliseconds from when a job was due to when it was claimed.' })
  avgWaitMs!: number | null;

  @Measure(percentile(0.5, wait), {
    description: 'Half of the attempts waited no more milliseconds than this.',
  })
  p50WaitMs!: number | null;

  @Measure(percentile(0.95, wait), {
    description: '95 of 100 attempts waited no more milliseconds than this.',
  })
  p95WaitMs!: number | null;

  @Measure(percentile(0.99, wait), {
    description: '99 of 100 attempts waited no more milliseconds than this.',
  })
  p99WaitMs!: number | null;

  @Measure(avg(run), {
    description: 'Mean milliseconds from the claim to the end, of attempts whose worker was not lost.',
  })
  avgRunMs!: number | null;

  @Measure(percentile(0.5, run), {
    description: 'Half of the attempts ran no more milliseconds than this.',
  })
  p50RunMs!: number | null;

  @Measure(percentile(0.95, run), {
    description: '95 of 100 attempts ran no more milliseconds than this.',
  })
  p95RunMs!: number | null;

  @Measure(percentile(0.99, run), {
    description: '99 of 100 attempts ran no more milliseconds than this.',
  })
  p99RunMs!: number | null;

  @Measure(max(depth), {
    description: 'The most jobs that were due and unclaimed at one look, of one family; null without a look.',
  })
  maxDepth!: number | null;

  @Measure(avg(depth), {
    description: 'Mean number of jobs that were due and unclaimed, over the looks; null without a look.',
  })
  avgDepth!: number | null;
}
