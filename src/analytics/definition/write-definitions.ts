import type { Dataset } from '../model/dataset.js';
import { DEFINITION_FOLDERS, definitionFiles } from './definition-files.js';
import { writeGeneratedFiles } from './write-generated-files.js';

/**
 * Brings the generated files of datasets and rollups below an `sql` folder up to date with the datasets.
 *
 * @returns the paths below `root` that were written or removed, in order; empty when all was up to date.
 * @throws SluiceError `CONFIGURATION` where a file written by hand is in the way.
 * @throws Error where the datasets contradict each other.
 */
export async function writeDefinitions(datasets: readonly Dataset[], root: string): Promise<string[]> {
  return writeGeneratedFiles(definitionFiles(datasets), DEFINITION_FOLDERS, root);
}
