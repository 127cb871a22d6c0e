import type { SearchSource } from '../model/search-source.js';
import { defineSearchSource } from './define-search-source.js';

/** The folder below `sql/` whose files are made from search sources. */
export const SEARCH_FOLDER = 'search';

/** The SQL files that the sources make: text by path below `sql/`, such as `search/helpdesk.tickets.sql`. */
export function searchDefinitionFiles(sources: readonly SearchSource[]): ReadonlyMap<string, string> {
  return new Map(
    sources.map((source) => [`${SEARCH_FOLDER}/${source.table}.sql`, defineSearchSource(source)]),
  );
}
