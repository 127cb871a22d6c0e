import { draftOf, type DatasetOptions } from './dataset-registry.js';

/** Declares a class as a dataset: one fact table with its dimensions, measures and rollups. */
export function Dataset(options: DatasetOptions): ClassDecorator {
  return (target) => {
    draftOf(target).options = options;
  };
}
