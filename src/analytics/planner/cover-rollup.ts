import { aggregateKey, type Aggregate } from '../model/aggregate.js';
import type { Dataset, Rollup } from '../model/dataset.js';
import { isGrainAtLeast } from '../model/grain.js';
import { intersectRanges } from '../question/time-range.js';
import type { TimeRange } from '../question/analytic-question.js';
import type { RollupState } from './rollup-states.js';
import type { Need } from './source-plan.js';
import type { ZoneProfile } from './zone-profile.js';

/** How a rollup can answer a question, or why it cannot. */
export type Coverage =
  | { readonly isCovered: true; readonly range: TimeRange; readonly edges: readonly TimeRange[] }
  | { readonly isCovered: false; readonly reason: string };

export const BUCKET_US = { hour: 3_600_000_000, day: 86_400_000_000 } as const;

/** Whether `rollup` holds all that is needed for an exact answer, up to the age of its last refresh. */
export function coverRollup(
  dataset: Dataset,
  rollup: Rollup,
  need: Need,
  zone: ZoneProfile,
  state: RollupState | undefined,
): Coverage {
  const reason =
    refreshGap(state) ??
    dimensionGap(dataset, rollup, need) ??
    partGap(dataset, rollup, need) ??
    zoneGap(dataset, rollup, need, zone, state);
  if (reason !== null) return { isCovered: false, reason };
  return coverRange(rollup, need);
}

/** How the rollup gives an aggregate: as a column of its own, or as one to be filtered by its dimensions; null where it cannot. */
export function partColumn(
  rollup: Rollup,
  aggregate: Aggregate,
): { column: string; isFiltered: boolean } | null {
  const own = rollup.parts.get(aggregateKey(aggregate));
  if (own !== undefined) return { column: own, isFiltered: false };
  if (aggregate.where === null || aggregate.fn === 'countDistinct') return null;
  const unfiltered = rollup.parts.get(aggregateKey({ ...aggregate, where: null }));
  const dimensionColumns = new Set(rollup.dimensions.values());
  return unfiltered !== undefined && aggregate.where.columns.every((column) => dimensionColumns.has(column))
    ? { column: unfiltered, isFiltered: true }
    : null;
}

function refreshGap(state: RollupState | undefined): string | null {
  return state === undefined || state.refreshedAtMs === null ? 'it has not been refreshed yet' : null;
}

function dimensionGap(dataset: Dataset, rollup: Rollup, need: Need): string | null {
  for (const { dimension, grain } of need.groupings) {
    if (dimension === dataset.time) {
      if (!isGrainAtLeast(grain!, rollup.grain))
        return `it holds ${rollup.grain}s, and the question asks for ${grain}s`;
    } else if (!rollup.dimensions.has(dimension.name)) {
      return `it does not hold the dimension "${dimension.name}"`;
    }
  }
  for (const dimension of need.filterDimensions) {
    if (dimension === dataset.time)
      return `the filter has "${dimension.name}" under "or" or "not", where it is no range`;
    if (!rollup.dimensions.has(dimension.name))
      return `it does not hold the dimension "${dimension.name}", which the filter names`;
  }
  return null;
}

function partGap(dataset: Dataset, rollup: Rollup, need: Need): string | null {
  for (const aggregate of need.aggregates) {
    if (partColumn(rollup, aggregate) === null) return `it does not hold ${aggregateKey(aggregate)}`;
    if (aggregate.fn === 'countDistinct' && !isSameGrouping(dataset, rollup, need)) {
      return `${aggregateKey(aggregate)} is not additive, and its grouping (${describeGrouping(dataset, rollup)}) is not the question's`;
    }
  }
  return null;
}

/** Whether each group of the answer is one stored row: then even what is not additive can be read. */
function isSameGrouping(dataset: Dataset, rollup: Rollup, need: Need): boolean {
  const times = need.groupings.filter((key) => key.dimension === dataset.time);
  const others = need.groupings.filter((key) => key.dimension !== dataset.time);
  return (
    times.some((key) => key.grain === rollup.grain) &&
    others.length === rollup.dimensions.size &&
    isAligned(rollup, need.range)
  );
}

function describeGrouping(dataset: Dataset, rollup: Rollup): string {
  return [`${dataset.time.name} by UTC ${rollup.grain}`, ...rollup.dimensions.keys()].join(', ');
}

function zoneGap(
  dataset: Dataset,
  rollup: Rollup,
  need: Need,
  zone: ZoneProfile,
  state: RollupState | undefined,
): string | null {
  if (!need.groupings.some((key) => key.dimension === dataset.time)) return null;
  const held: TimeRange = {
    sinceUs: state?.firstBucketUs ?? null,
    untilUs: state?.lastBucketUs == null ? null : state.lastBucketUs + BUCKET_US[rollup.grain],
  };
  const range = intersectRanges(need.range, held);
  if (rollup.grain === 'day') {
    return zone.isUtc(range) ? null : `it holds UTC days, and days in ${need.timezone} begin at other times`;
  }
  return zone.isWholeHours(range)
    ? null
    : `it holds UTC hours, and the clocks of ${need.timezone} are not whole hours from UTC`;
}

function coverRange(rollup: Rollup, { range }: Need): Coverage {
  const bucket = BUCKET_US[rollup.grain];
  const sinceUs = range.sinceUs === null ? null : Math.ceil(range.sinceUs / bucket) * bucket;
  const untilUs = range.untilUs === null ? null : Math.floor(range.untilUs / bucket) * bucket;
  if (sinceUs !== null && untilUs !== null && sinceUs >= untilUs) {
    return { isCovered: false, reason: `the range holds no whole UTC ${rollup.grain}` };
  }
  const edges: TimeRange[] = [];
  if (range.sinceUs !== sinceUs) edges.push({ sinceUs: range.sinceUs, untilUs: sinceUs });
  if (range.untilUs !== untilUs) edges.push({ sinceUs: untilUs, untilUs: range.untilUs });
  return { isCovered: true, range: { sinceUs, untilUs }, edges };
}

function isAligned(rollup: Rollup, { sinceUs, untilUs }: TimeRange): boolean {
  const bucket = BUCKET_US[rollup.grain];
  return (sinceUs ?? 0) % bucket === 0 && (untilUs ?? 0) % bucket === 0;
}
