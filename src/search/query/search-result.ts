import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { PageInfo } from '../../analytics/graphql/page-info.js';
import { RequiresScope } from '../../analytics/graphql/requires-scope.js';
import { SearchRecordUnion, searchType } from './search-type.js';

@ObjectType({ description: 'Where in a record the query matched.' })
export class SearchHighlight {
  @Field(() => String, { description: 'The field of the record, such as "subject".' })
  field!: string;

  @Field(() => String, {
    description:
      'Its text, or fragments of it, with the matches between the marks asked for. Everything that comes from the text is escaped.',
  })
  html!: string;
}

@ObjectType({ description: 'A record that matches.' })
export class SearchHit {
  @Field(() => Float, {
    description:
      'How well it matches. The order is by rank, then newest first; 1 more where the title is the query.',
  })
  rank!: number;

  @Field(() => searchType(), { description: 'What kind of record it is.' })
  type!: string;

  @Field(() => ID, { description: "The record's identifier." })
  id!: string;

  @Field(() => SearchRecordUnion, {
    nullable: true,
    description: 'The record, of the same snapshot as the hit.',
  })
  record!: object | null;

  @Field(() => [SearchHighlight], { description: 'Where it matches: the fields in which a match was found.' })
  highlights!: readonly SearchHighlight[];

  @Field(() => String, { description: 'Give it as `after` for the hits behind this one.' })
  cursor!: string;
}

@ObjectType({ description: 'How many matches have a value.' })
export class SearchFacet {
  @Field(() => String, { description: 'The value; of a type or a status as its enum has it.' })
  value!: string;

  @Field(() => Int, { description: 'The matches that have it.' })
  count!: number;
}

@ObjectType({ description: 'Counts over all matches that were ranked, most frequent value first.' })
export class SearchFacets {
  @Field(() => [SearchFacet], { description: 'By kind of record.' })
  type!: readonly SearchFacet[];

  @Field(() => [SearchFacet], { description: 'By status, of those that have one.' })
  status!: readonly SearchFacet[];

  @Field(() => [SearchFacet], { description: 'By channel, of those that have one.' })
  channel!: readonly SearchFacet[];

  @Field(() => [SearchFacet], { description: 'By month, as in "2026-03", in the zone of the question.' })
  month!: readonly SearchFacet[];
}

@ObjectType({ description: 'How many records match.' })
export class SearchTotal {
  @Field(() => Int, { description: 'The matches that were ranked and counted.' })
  value!: number;

  @Field(() => Boolean, { description: 'Whether these are all; false where there are more.' })
  isExact!: boolean;
}

@ObjectType({ description: 'What was found of one kind of record.' })
export class SearchExplainSource {
  @Field(() => searchType(), { description: 'The kind of record.' })
  type!: string;

  @Field(() => Int, { description: 'The matches that were ranked and counted.' })
  matches!: number;

  @Field(() => Boolean, { description: 'Whether these are all.' })
  isExact!: boolean;
}

@ObjectType({ description: 'How a search was answered.' })
export class SearchExplain {
  @Field(() => String, { description: 'The way to the matches, in a sentence.' })
  plan!: string;

  @Field(() => [SearchExplainSource], { description: 'What was searched.' })
  sources!: readonly SearchExplainSource[];
}

@ObjectType({ description: 'One page of what matches a query, best first.' })
export class SearchResult {
  @Field(() => ID, { description: 'Identifies the search, all its pages together.' })
  searchId!: string;

  @Field(() => [SearchHit], { description: 'The hits of this page.' })
  hits!: readonly SearchHit[];

  @Field(() => SearchFacets, { description: 'What the matches have in common, whatever the page.' })
  facets!: SearchFacets;

  @Field(() => SearchTotal, { description: 'How many there are, whatever the page.' })
  total!: SearchTotal;

  @Field(() => Boolean, {
    description:
      'Whether there are more matches than were ranked: of each kind of record, the newest 1,000 are.',
  })
  isBounded!: boolean;

  @Field(() => String, {
    nullable: true,
    description:
      'What a reader of the results should know, in a sentence: that there are more, that the query was corrected, or that it has no word to search for. Else null.',
  })
  notice!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'What was searched in place of a query that found nothing; null where that is the query itself.',
  })
  correctedQuery!: string | null;

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  pageInfo!: PageInfo;

  @RequiresScope('explain')
  @Field(() => SearchExplain, {
    nullable: true,
    description: 'How the search was answered. Needs the scope "explain".',
  })
  explain!: SearchExplain | null;
}
