import { aggregateKey, isAdditive } from '../model/aggregate.js';
import type { Dataset, Dimension, Rollup } from '../model/dataset.js';
import { isGrainAtLeast } from '../model/grain.js';
import { BUCKET_US, isWholeBuckets } from './bucket.js';
import { partColumn } from './part-column.js';
import type { RollupState } from './rollup-states.js';
import type { Need, PlanningContext } from './source-plan.js';

/** Why `rollup` lacks what the question is made of, whatever its range; null where it lacks nothing. */
export function rollupGap(rollup: Rollup, { dataset, need, states }: PlanningContext): string | null {
  return (
    refreshGap(states.get(rollup.view)) ??
    textGap(need) ??
    dimensionGap(dataset, rollup, need) ??
    partGap(dataset, rollup, need)
  );
}

function refreshGap(state: RollupState | undefined): string | null {
  return state === undefined || state.refreshedAtMs === null ? 'it has not been refreshed yet' : null;
}

/** Why no rollup at all can answer what is filtered by text; null where nothing is. */
export function textGap({ isFilteredByText }: Pick<Need, 'isFilteredByText'>): string | null {
  return isFilteredByText ? 'the question filters by text, which no rollup holds' : null;
}

function dimensionGap(dataset: Dataset, rollup: Rollup, need: Need): string | null {
  for (const { dimension, grain } of need.groupings) {
    if (dimension === dataset.time) {
      if (!isGrainAtLeast(grain!, rollup.grain))
        return `it holds ${rollup.grain}s, and the question asks for ${grain}s`;
    } else if (!holdsDimension(rollup, dimension)) {
      return `it does not hold the dimension "${dimension.name}"`;
    }
  }
  for (const dimension of need.filterDimensions) {
    if (dimension === dataset.time)
      return `the filter has "${dimension.name}" under "or" or "not", where it is no range`;
    if (!holdsDimension(rollup, dimension))
      return `it does not hold the dimension "${dimension.name}", which the filter names`;
  }
  return null;
}

/** Whether the rollup groups by what the dimension reads: a row's reference and its bare id are one column under two names. */
function holdsDimension(rollup: Rollup, { column }: Dimension): boolean {
  return [...rollup.dimensions.values()].includes(column);
}

function partGap(dataset: Dataset, rollup: Rollup, need: Need): string | null {
  for (const aggregate of need.aggregates) {
    if (partColumn(rollup, aggregate) === null) return `it does not hold ${aggregateKey(aggregate)}`;
    if (!isAdditive(aggregate.fn) && !isSameGrouping(dataset, rollup, need)) {
      return `${aggregateKey(aggregate)} is not additive, and its grouping (${describeGrouping(dataset, rollup)}) is not the question's`;
    }
  }
  return null;
}

/** Whether each group of the answer is one stored row: then even what is not additive can be read. */
function isSameGrouping(dataset: Dataset, rollup: Rollup, need: Need): boolean {
  const times = need.groupings.filter((key) => key.dimension === dataset.time);
  const others = new Set(
    need.groupings.flatMap(({ dimension }) => (dimension === dataset.time ? [] : [dimension.column])),
  );
  return (
    times.some((key) => key.grain === rollup.grain) &&
    others.size === rollup.dimensions.size &&
    isWholeBuckets(need.range, BUCKET_US[rollup.grain])
  );
}

function describeGrouping(dataset: Dataset, rollup: Rollup): string {
  return [`${dataset.time.name} by UTC ${rollup.grain}`, ...rollup.dimensions.keys()].join(', ');
}
