import type { Statement } from '../../tenancy/statement.js';
import type { OpenSource } from '../query/open-sources.js';

/** What a `suggest` field asks, within its limits. */
export interface SuggestQuestion {
  readonly prefix: string;
  readonly first: number;
  readonly sources: readonly OpenSource[];
  /** Whether what was searched for before may be suggested, too. */
  readonly hasQueries: boolean;
}

/** Asks for suggestions; its rows are text, kind and the name of the variant of a source, or null. */
export function suggestStatement({ prefix, first, sources, hasQueries }: SuggestQuestion): Statement {
  return {
    name: 'sluice_suggest',
    text: 'select s.text, s.kind, s.source from sluice.suggest($1::text, $2::text[], $3::int, $4::boolean, $5::text[]) as s',
    values: [prefix, namesOf(sources), first, hasQueries, namesOf(sources.filter(hasTitles))],
  };
}

/** What counts less than a name is a text, of which the beginning is no title. */
function hasTitles({ source }: OpenSource): boolean {
  return source.title.weight === 'A';
}

function namesOf(sources: readonly OpenSource[]): readonly string[] {
  return sources.map(({ variant }) => variant.name);
}
