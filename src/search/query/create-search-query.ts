import type { GraphQLResolveInfo } from 'graphql';
import { Args, ArgsType, Ctx, Field, Info, Int, Query, Resolver } from 'type-graphql';
import { AtMostPerOperation } from '../../analytics/graphql/at-most-per-operation.js';
import type { RequestContext } from '../../tenancy/request-context.js';
import { searchLogOf } from '../log/search-log.js';
import { HighlightInput } from './highlight-input.js';
import { DEFAULT_HITS, MAX_HITS, readSearchQuestion, type SearchArguments } from './read-search-question.js';
import { runSearch } from './run-search.js';
import { searchAnswer } from './search-answer.js';
import { createSearchFilterInput, filterFields, type FilterEnums } from './search-filter-input.js';
import { SearchResult } from './search-result.js';
import { searchType } from './search-type.js';
import { readSelectedParts } from './selected-parts.js';

/** Each is a transaction of its own, and ranks as much as it may. */
const MAX_SEARCHES = 3;

/**
 * Makes the resolver of the root field `search` over all sources declared so far. To be called once.
 * @param enums the enums of those filters that take one
 */
export function createSearchQuery(enums: FilterEnums): new () => object {
  // Before the schema is built.
  searchType();
  const fields = filterFields(enums);
  const SearchFilter = createSearchFilterInput(enums);

  @ArgsType()
  class Arguments {
    @Field(() => String, {
      description:
        'Words, "phrases" in quotes, or, and -words that must not occur. At most 1,000 characters and 32 words.',
    })
    query!: string;

    @Field(() => [searchType()], {
      nullable: true,
      description: "Which kinds of records; all that the token's scopes open unless told.",
    })
    types?: readonly string[] | null;

    @Field(() => SearchFilter, { nullable: true, description: 'What the search is confined to.' })
    where?: SearchArguments['where'];

    @Field(() => Int, { defaultValue: DEFAULT_HITS, description: `How many hits, up to ${MAX_HITS}.` })
    first!: number;

    @Field(() => String, {
      nullable: true,
      description:
        'The endCursor of the page before. Pages of a search show what its first page saw: what arrives meanwhile moves nothing.',
    })
    after?: string | null;

    @Field(() => String, {
      nullable: true,
      description: 'Only texts in this language, such as "en" or "pt-BR"; all of the tenant\'s unless told.',
    })
    language?: string | null;

    @Field(() => Boolean, {
      defaultValue: false,
      description:
        'Whether the last word may be the beginning of one, from two letters on. Such searches are not in the log of searches.',
    })
    asYouType!: boolean;

    @Field(() => HighlightInput, { nullable: true, description: 'How matches are shown.' })
    highlight?: HighlightInput | null;

    @Field(() => String, {
      defaultValue: 'UTC',
      description: 'The IANA zone of months and of times without offset.',
    })
    timezone!: string;
  }

  @Resolver()
  class SearchQuery {
    /**
     * Never from the answer cache: that keeps what few questions ask over and over, and is emptied by any change of a data set, whereas
     * hardly two people type the same, and each search has an id of its own for the log.
     */
    @AtMostPerOperation(MAX_SEARCHES)
    @Query(() => SearchResult, {
      nullable: true,
      description:
        'Searches the texts of all records that the token\'s scopes open, best matches first. Needs the scope "helpdesk:read", and for tickets, comments and attachments "records". At most 3 in an operation.',
    })
    async search(
      @Args(() => Arguments) args: Arguments,
      @Ctx() request: RequestContext,
      @Info() info: GraphQLResolveInfo,
    ): Promise<SearchResult> {
      const startedMs = performance.now();
      const question = await readSearchQuestion(
        {
          ...args,
          types: args.types ?? null,
          where: args.where ?? null,
          after: args.after ?? null,
          language: args.language ?? null,
          highlight: args.highlight ?? null,
        },
        request,
        fields,
      );
      const parts = readSelectedParts(info);
      const found = await runSearch(question, parts, request);
      const answer = searchAnswer(question, found, parts, fields);
      // Further pages are the same search, and what has been half typed is none yet.
      if (question.after === null && question.typed !== '' && !args.asYouType) {
        searchLogOf(request).record({
          id: question.searchId,
          query: args.query,
          language: question.language,
          types: question.sources.map(({ source }) => source.type),
          results: answer.total.value,
          isExact: answer.total.isExact,
          correctedQuery: answer.correctedQuery,
          durationMs: performance.now() - startedMs,
        });
      }
      return answer;
    }
  }
  return SearchQuery;
}
