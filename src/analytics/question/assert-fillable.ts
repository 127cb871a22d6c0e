import { SluiceError } from '../../errors/sluice-error.js';
import type { QuestionScope, RowsQuestion } from './analytic-question.js';
import { MAX_LIMIT } from './read-rows.js';

const HOUR_US = 3_600_000_000;
const DAY_US = 24 * HOUR_US;

/**
 * Passes where filling the gaps of the range makes no more buckets than an answer may have rows.
 * @throws SluiceError `BAD_USER_INPUT` with the number of buckets.
 */
export function assertFillable({ range, dataset }: QuestionScope, question: RowsQuestion): void {
  if (!question.fill || range.sinceUs === null || range.untilUs === null) return;
  const isHourly = question.groupings.some((key) => key.dimension === dataset.time && key.grain === 'hour');
  const buckets = Math.ceil((range.untilUs - range.sinceUs) / (isHourly ? HOUR_US : DAY_US));
  if (buckets <= MAX_LIMIT) return;
  throw new SluiceError(
    'BAD_USER_INPUT',
    `"fill" would go through ${buckets} ${isHourly ? 'hours' : 'days'}; at most ${MAX_LIMIT} are allowed. Narrow the range${isHourly ? ', or ask for days' : ''}.`,
  );
}
