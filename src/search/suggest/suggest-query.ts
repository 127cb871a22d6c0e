import { Arg, Ctx, Int, Query, Resolver } from 'type-graphql';
import { AtMostPerOperation } from '../../analytics/graphql/at-most-per-operation.js';
import { assertFromOneTo } from '../../errors/assert-from-one-to.js';
import type { RequestContext } from '../../tenancy/request-context.js';
import { openSources } from '../query/open-sources.js';
import { searchType } from '../query/search-type.js';
import { MAX_PREFIX_CHARACTERS, readPrefix } from './read-prefix.js';
import { suggestStatement } from './suggest-statement.js';
import { Suggestion } from './suggestion.js';

const DEFAULT_SUGGESTIONS = 8;
const MAX_SUGGESTIONS = 50;
const MAX_SUGGESTS = 3;

type Row = readonly [text: string, kind: Suggestion['kind'], source: string | null];

/** What is suggested while somebody types a search. */
@Resolver()
export class SuggestQuery {
  @AtMostPerOperation(MAX_SUGGESTS)
  @Query(() => [Suggestion], {
    nullable: true,
    description:
      'Completions of the beginning of a search: canned responses, the most used first, past queries and titles, each once. Needs the scope "helpdesk:read"; tickets, attachments and past queries need "records". At most 3 in an operation.',
  })
  async suggest(
    @Ctx() request: RequestContext,
    @Arg('prefix', () => String, {
      description: `What was typed so far: 1 to ${MAX_PREFIX_CHARACTERS} characters, taken literally.`,
    })
    prefix: string,
    @Arg('first', () => Int, {
      defaultValue: DEFAULT_SUGGESTIONS,
      description: `How many, up to ${MAX_SUGGESTIONS}.`,
    })
    first: number,
    @Arg('types', () => [searchType()], {
      nullable: true,
      description:
        "Which kinds of records; all that the token's scopes open unless told. Past queries are those that find something among these.",
    })
    types: readonly string[] | null,
  ): Promise<readonly Suggestion[]> {
    assertFromOneTo('first', first, MAX_SUGGESTIONS);
    const { principal, database, signal } = request;
    const read = readPrefix(prefix);
    const sources = openSources(principal, types ?? null, '"suggest"');
    if (read === '') return [];
    const [rows] = await database.tenantTransaction(
      principal.tenantId,
      [suggestStatement({ prefix: read, first, sources, hasQueries: principal.scopes.has('records') })],
      { signal },
    );
    const typeOf = new Map(sources.map(({ source, variant }) => [variant.name, source.type]));
    return (rows as unknown as readonly Row[]).map(([text, kind, source]) => ({
      text,
      kind,
      type: source === null ? null : typeOf.get(source)!,
    }));
  }
}
