import { snakeCase } from '../model/snake-case.js';
import { draftOf } from './dataset-registry.js';

export interface TimeDimensionOptions {
  /** A timestamptz column; the property's name in snake_case unless told. */
  readonly column?: string;
  readonly description: string;
  readonly nullable?: boolean;
}

/** Declares a time that rows can be grouped by, at any grain and in any zone. */
export function TimeDimension(options: TimeDimensionOptions): PropertyDecorator {
  return (prototype, property) => {
    const name = String(property);
    draftOf(prototype.constructor).dimensions.push({
      name,
      type: () => Date,
      column: options.column ?? snakeCase(name),
      description: options.description,
      isNullable: options.nullable ?? false,
      isTime: true,
      scope: null,
    });
  };
}
