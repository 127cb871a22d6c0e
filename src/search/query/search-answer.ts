import { headlineHtml } from './headline-html.js';
import type { RecordRow } from './record-statement.js';
import type { FoundPage } from './run-search.js';
import type { SelectedParts } from './selected-parts.js';
import type { FilterField } from './search-filter-input.js';
import { searchNotice } from './search-notice.js';
import type { PageHit, SearchPage } from './search-page.js';
import { encodePosition, type SearchPosition } from './search-position.js';
import type { SearchQuestion } from './search-question.js';
import type {
  SearchExplain,
  SearchFacet,
  SearchFacets,
  SearchHighlight,
  SearchHit,
  SearchResult,
} from './search-result.js';
import type { OpenSource } from './open-sources.js';

const PLANS = {
  INDEX: 'All matches were looked up in the index of words.',
  TIME: 'The query is common: the newest documents were read until there were enough matches.',
  NONE: 'Nothing was looked up: the query has no word, or no text of the tenant is in the language.',
} as const;

/** The answer to a question, as GraphQL gives it. */
export function searchAnswer(
  question: SearchQuestion,
  { page, rows, correctedQuery }: FoundPage,
  { recordTypes }: SelectedParts,
  fields: readonly FilterField[],
): SearchResult {
  const { searchId, sources, first } = question;
  const byName = new Map(sources.map((source) => [source.variant.name, source]));
  const pageHits = page.hits.slice(0, first);
  const cursor = (hit: PageHit): string => encodePosition(positionOf(question, page, correctedQuery, hit));
  const hits = pageHits.map((hit, index): SearchHit => {
    const source = byName.get(hit.source)!;
    const row = rows.get(index + 1);
    // Where none of its fields are asked for, an object of the class still says which type of the union it is.
    const { objectType } = source.source.record;
    return {
      rank: Number(hit.rank),
      type: source.source.type,
      id: hit.id,
      record: recordTypes.has(objectType.name) ? (row?.record ?? null) : new objectType(),
      highlights: highlightsOf(row, source, question),
      cursor: cursor(hit),
    };
  });
  const counts = sources.map(({ source, variant }) => ({
    type: source.type,
    matches: page.totals[variant.name]?.count ?? 0,
    isExact: page.totals[variant.name]?.isExact ?? true,
  }));
  const boundedTypes = counts.filter(({ isExact }) => !isExact).map(({ type }) => type);
  const value = counts.reduce((sum, { matches }) => sum + matches, 0);
  const last = pageHits.at(-1);
  return {
    searchId,
    hits,
    facets: facetsOf(page, byName, fields),
    total: { value, isExact: boundedTypes.length === 0 },
    isBounded: boundedTypes.length > 0,
    notice: searchNotice(question, { hasWords: !page.isEmpty, total: value, correctedQuery, boundedTypes }),
    correctedQuery,
    pageInfo: { hasNextPage: page.hits.length > first, endCursor: last === undefined ? null : cursor(last) },
    explain: { plan: PLANS[page.plan ?? 'NONE'], sources: counts } satisfies SearchExplain,
  };
}

function positionOf(
  { searchId, hash, range }: SearchQuestion,
  { snapshot }: SearchPage,
  correctedQuery: string | null,
  { rank, at, source, id }: PageHit,
): SearchPosition {
  return { searchId, question: hash, snapshot, correctedQuery, ...range, rank, at, source, id };
}

function highlightsOf(
  row: RecordRow | undefined,
  { variant }: OpenSource,
  { highlight }: SearchQuestion,
): readonly SearchHighlight[] {
  return (row?.headlines ?? []).flatMap((headlines, index) => {
    const html = headlines.map((headline) => headlineHtml(headline, highlight)).find((each) => each !== null);
    return html === undefined ? [] : [{ field: variant.fields[index]!.name, html }];
  });
}

function facetsOf(
  { facets }: SearchPage,
  byName: ReadonlyMap<string, OpenSource>,
  fields: readonly FilterField[],
): SearchFacets {
  const isEnum = fields.some(({ filter, kind }) => filter === 'status' && kind === 'enum');
  const facet = (
    name: keyof SearchFacets,
    read: (value: string) => string = (value) => value,
  ): readonly SearchFacet[] =>
    (facets[name] ?? []).map(({ value, count }) => ({ value: read(value), count }));
  return {
    type: facet('type', (name) => byName.get(name)!.source.type),
    status: facet('status', (value) => (isEnum ? value.toUpperCase() : value)),
    channel: facet('channel'),
    month: facet('month'),
  };
}
