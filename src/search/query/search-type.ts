import { createUnionType } from 'type-graphql';
import { defineEnum } from '../../analytics/graphql/define-enum.js';
import { searchSources } from '../model/register-search-source.js';

type SearchTypes = Readonly<Record<string, string>>;

let searchTypes: SearchTypes | null = null;

/**
 * The GraphQL enum `SearchType`: one value for each source that is declared when it is first asked for. Ask before the schema is built, for
 * type-graphql looks for enums first.
 */
export function searchType(): SearchTypes {
  if (searchSources().length === 0) throw new Error('No search source is declared yet: import them first');
  return (searchTypes ??= defineEnum(
    'SearchType',
    'A kind of record that can be searched.',
    Object.fromEntries(searchSources().map(({ type, description }) => [type, description])),
  ));
}

/** The GraphQL union of everything that a search can find. */
export const SearchRecordUnion = createUnionType({
  name: 'SearchRecord',
  description: 'The record behind a hit.',
  types: () => searchSources().map(({ record }) => record.objectType) as [new () => object],
});
