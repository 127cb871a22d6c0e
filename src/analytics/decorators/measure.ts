import type { Scope } from '../../tenancy/scope.js';
import type { MeasureFormula } from '../model/measure.js';
import { draftOf } from './dataset-registry.js';

export interface MeasureOptions {
  readonly description: string;
  readonly scope?: Scope;
}

/** Declares a figure about a group of rows by its formula: `count()`, `avg('score')`, `ratio(count(...), count())` … */
export function Measure(formula: MeasureFormula, options: MeasureOptions): PropertyDecorator {
  return (prototype, property) => {
    draftOf(prototype.constructor).measures.push({
      name: String(property),
      formula,
      description: options.description,
      scope: options.scope ?? null,
    });
  };
}
