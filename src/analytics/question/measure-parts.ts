import { aggregateKey, type Aggregate } from '../model/aggregate.js';
import type { MeasureFormula } from '../model/measure.js';

/** The aggregates that some measures are finished from. */
export interface MeasureParts {
  /** Without repetition. */
  readonly aggregates: readonly Aggregate[];
  /** For each measure, where its parts stand among the aggregates. */
  readonly indexes: readonly (readonly number[])[];
}

/** The distinct aggregates behind measures. */
export function measureParts(
  measures: readonly { readonly formula: Pick<MeasureFormula, 'parts'> }[],
): MeasureParts {
  const aggregates: Aggregate[] = [];
  const known = new Map<string, number>();
  const indexes = measures.map(({ formula }) =>
    formula.parts.map((part) => {
      const key = aggregateKey(part);
      let index = known.get(key);
      if (index === undefined) {
        index = aggregates.push(part) - 1;
        known.set(key, index);
      }
      return index;
    }),
  );
  return { aggregates, indexes };
}
