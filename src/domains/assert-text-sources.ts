import type { Dataset } from '../analytics/model/dataset.js';
import { searchSources } from '../search/model/register-search-source.js';

/**
 * Passes where each dataset that can be filtered by text has a search source of its table, by the same time, that opens to nobody who may
 * not search: the dataset's scope and its text's are all that the source asks for.
 * @throws Error that names the dataset.
 */
export function assertTextSources(datasets: readonly Dataset[]): void {
  for (const { name, table, time, scope, text } of datasets) {
    if (text === null) continue;
    const source = searchSources().find((each) => each.table === text.source);
    if (source === undefined || source.table !== table)
      throw new Error(
        `${name} is filtered by the text of "${text.source}", which is no search source of ${table}`,
      );
    if (source.time !== time.column)
      throw new Error(`${name} goes by ${time.column}, and its search source by ${source.time}`);
    const missing = source.scopes.find((each) => each !== scope && each !== text.scope);
    if (missing !== undefined)
      throw new Error(
        `${name} is filtered by text without the scope "${missing}", which its search source needs`,
      );
  }
}
