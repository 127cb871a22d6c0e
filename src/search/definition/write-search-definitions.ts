import { writeGeneratedFiles } from '../../analytics/definition/write-generated-files.js';
import type { SearchSource } from '../model/search-source.js';
import { SEARCH_FOLDER, searchDefinitionFiles } from './search-definition-files.js';

/**
 * Brings the generated files of searchable records below an `sql` folder up to date with their sources.
 *
 * @returns the paths below `root` that were written or removed, in order; empty when all was up to date.
 * @throws SluiceError `CONFIGURATION` where a file written by hand is in the way.
 */
export async function writeSearchDefinitions(
  sources: readonly SearchSource[],
  root: string,
): Promise<string[]> {
  return writeGeneratedFiles(searchDefinitionFiles(sources), [SEARCH_FOLDER], root);
}
