import { draftOf, type RollupOptions } from './dataset-registry.js';

/**
 * Declares a rollup of the dataset: what it groups by and what each of its columns holds. Its SQL is made from this by
 * `npm run generate`, the planner uses it where it covers a question, and at start-up it is checked against the catalogue.
 */
export function Rollup(options: RollupOptions): ClassDecorator {
  return (target) => {
    draftOf(target).rollups.push(options);
  };
}
