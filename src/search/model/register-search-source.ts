import { createSearchSource, type SearchSourceOptions } from './create-search-source.js';
import type { SearchSource } from './search-source.js';

const sources = new Map<string, SearchSource>();

/**
 * Declares what of a table can be searched: its documents are kept (`search/definition`), and searches have its type.
 * @throws Error where the declaration contradicts itself, or its type or table is declared already.
 */
export function registerSearchSource<Value extends object>(
  options: SearchSourceOptions<Value>,
): SearchSource {
  const source = createSearchSource(options);
  for (const other of sources.values()) {
    if (other.type === source.type || other.table === source.table)
      throw new Error(`${source.table}: ${other.table} is declared as ${other.type} already`);
  }
  sources.set(source.type, source);
  return source;
}

/** All declared sources, in the order of their declaration. */
export function searchSources(): readonly SearchSource[] {
  return [...sources.values()];
}
