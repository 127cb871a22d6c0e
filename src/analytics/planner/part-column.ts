import { aggregateKey, isAdditive, type Aggregate } from '../model/aggregate.js';
import type { Rollup } from '../model/dataset.js';

/** How the rollup gives an aggregate: as a column of its own, or as one to be filtered by its dimensions; null where it cannot. */
export function partColumn(
  rollup: Rollup,
  aggregate: Aggregate,
): { column: string; isFiltered: boolean } | null {
  const own = rollup.parts.get(aggregateKey(aggregate));
  if (own !== undefined) return { column: own, isFiltered: false };
  if (aggregate.where === null || !isAdditive(aggregate.fn)) return null;
  const unfiltered = rollup.parts.get(aggregateKey({ ...aggregate, where: null }));
  const dimensionColumns = new Set(rollup.dimensions.values());
  return unfiltered !== undefined && aggregate.where.columns.every((column) => dimensionColumns.has(column))
    ? { column: unfiltered, isFiltered: true }
    : null;
}
