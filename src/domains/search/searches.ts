import { Dataset } from '../../analytics/decorators/dataset.js';
import { Dimension } from '../../analytics/decorators/dimension.js';
import { Measure } from '../../analytics/decorators/measure.js';
import { TimeDimension } from '../../analytics/decorators/time-dimension.js';
import { milliseconds } from '../../analytics/model/expression.js';
import { avg, count, percentile, ratio } from '../../analytics/model/measure.js';
import { equals } from '../../analytics/model/row-condition.js';

const hasResult = equals('has_result', true);
const hasNoResult = equals('has_result', false);
const duration = milliseconds('duration_us');

@Dataset({
  table: 'sluice.searches',
  time: 'created_at',
  description: 'One row per search that was answered.',
  scope: 'records',
})
export class Searches {
  @TimeDimension({ description: 'When it was asked; the start of the bucket.' })
  createdAt!: Date;

  @Dimension(() => String, {
    column: 'normalized_query',
    description: 'What was searched for, in lower case and with single spaces.',
  })
  query!: string;

  @Dimension(() => String, {
    nullable: true,
    description: 'The language that was asked for, such as "en"; null where none was.',
  })
  language!: string | null;

  @Dimension(() => Boolean, { description: 'Whether any record was found.' })
  hasResult!: boolean;

  @Dimension(() => Boolean, {
    column: 'is_corrected',
    description: 'Whether something else was searched for, since the query itself found nothing.',
  })
  corrected!: boolean;

  @Measure(count(), { description: 'Searches.' })
  count!: number;

  @Measure(count({ where: hasResult }), { description: 'Searches that found something.' })
  withResults!: number;

  @Measure(count({ where: hasNoResult }), { description: 'Searches that found nothing.' })
  withoutResult!: number;

  @Measure(ratio(count({ where: hasNoResult }), count()), {
    description: 'Searches that found nothing over all, 0 to 1.',
  })
  noResultRate!: number | null;

  @Measure(count('opened_at'), { description: 'Searches of which a hit was opened.' })
  opened!: number;

  @Measure(ratio(count('opened_at'), count()), {
    description: 'Searches that found something that was opened over all, 0 to 1.',
  })
  successRate!: number | null;

  @Measure(avg(duration), { description: 'Mean milliseconds from the request to its answer.' })
  avgDurationMs!: number | null;

  @Measure(percentile(0.5, duration), {
    description: 'Half of the searches took no more milliseconds than this.',
  })
  p50DurationMs!: number | null;

  @Measure(percentile(0.95, duration), {
    description: '95 of 100 searches took no more milliseconds than this.',
  })
  p95DurationMs!: number | null;

  @Measure(percentile(0.99, duration), {
    description: '99 of 100 searches took no more milliseconds than this.',
  })
  p99DurationMs!: number | null;
}
