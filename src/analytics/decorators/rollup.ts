import { draftOf, type RollupOptions } from './dataset-registry.js';

/**
 * Names a rollup that may answer questions to the dataset, with what each of its columns holds. The planner uses it where it
 * covers a question; at start-up it is checked against the catalogue.
 */
export function Rollup(options: RollupOptions): ClassDecorator {
  return (target) => {
    draftOf(target).rollups.push(options);
  };
}
