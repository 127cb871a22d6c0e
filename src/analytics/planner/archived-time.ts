import type { Dataset } from '../model/dataset.js';
import type { TimeRange } from '../question/analytic-question.js';
import type { RollupState } from './rollup-states.js';

const NEVER: TimeRange = { sinceUs: 0, untilUs: 0 };

/**
 * The time whose rows are archived: until `archivedUntilUs`, from the first bucket on of a rollup that knows all of the archive, or from
 * the beginning of time where there is none. Empty where nothing is archived.
 */
export function archivedTime(
  dataset: Dataset,
  states: ReadonlyMap<string, RollupState>,
  archivedUntilUs: number | null,
): TimeRange {
  if (archivedUntilUs === null) return NEVER;
  const complete = dataset.rollups
    .map(({ view }) => states.get(view))
    .find((state) => state?.completeSinceUs === null && state.archivedUntilUs === archivedUntilUs);
  if (complete === undefined) return { sinceUs: null, untilUs: archivedUntilUs };
  return complete.firstBucketUs === null
    ? NEVER
    : { sinceUs: complete.firstBucketUs, untilUs: archivedUntilUs };
}
