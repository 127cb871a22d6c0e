import type { Scope } from '../../tenancy/scope.js';
import { snakeCase } from '../model/snake-case.js';
import { draftOf, type DimensionTypeThunk } from './dataset-registry.js';

export interface DimensionOptions {
  /** The table's column; the property's name in snake_case unless told. */
  readonly column?: string;
  readonly description: string;
  readonly nullable?: boolean;
  /** Scope that selecting, filtering or ordering by it needs beyond the dataset's own. */
  readonly scope?: Scope;
}

/**
 * Declares what rows can be grouped and filtered by. An enum must map each name to itself; the table stores the names in lower
 * case. An entity class stands for the uuid column that refers to it and is loaded in one statement for all rows.
 */
export function Dimension(type: DimensionTypeThunk, options: DimensionOptions): PropertyDecorator {
  return (prototype, property) => {
    const name = String(property);
    draftOf(prototype.constructor).dimensions.push({
      name,
      type,
      column: options.column ?? snakeCase(name),
      description: options.description,
      isNullable: options.nullable ?? false,
      isTime: false,
      scope: options.scope ?? null,
    });
  };
}
