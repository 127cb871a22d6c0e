import { Field, ID, InputType } from 'type-graphql';
import { DateTimeScalar } from '../../analytics/graphql/date-time-scalar.js';
import { enumName } from '../../analytics/graphql/define-enum.js';
import { DurationScalar } from '../../analytics/graphql/duration-scalar.js';
import type { SearchFilter } from '../model/search-source.js';

/** The enums of a domain, made by `defineEnum`, for those filters that take one. */
export type FilterEnums = Readonly<Partial<Record<SearchFilter, object>>>;

/** A field of `SearchFilter`. */
export interface FilterField {
  readonly name: string;
  readonly filter: SearchFilter;
  /** What its values are; an enum's are stored in lower case. */
  readonly kind: 'text' | 'id' | 'enum';
}

const DESCRIPTIONS: Readonly<Record<SearchFilter, readonly [name: string, description: string]>> = {
  status: ['status', 'Where a ticket stands.'],
  channel: ['channel', 'The way a ticket came in.'],
  priority: ['priority', 'How pressing a ticket is.'],
  category: ['category', 'What kind of ticket it is, or a prepared answer is for.'],
  organisation_id: ['organisation', "A ticket's or a user's organisation, or the organisation itself."],
  author_id: ['author', 'Who raised a ticket or wrote a comment.'],
};

@InputType({ description: 'Conditions on a text; all that are given must hold.' })
class SearchTextFilter {
  @Field(() => String, { nullable: true, description: 'Is this text.' })
  eq?: string;
  @Field(() => [String], { nullable: true, description: 'Is one of these.' })
  in?: string[];
}

@InputType({ description: 'Conditions on an identifier; all that are given must hold.' })
class SearchIdFilter {
  @Field(() => ID, { nullable: true, description: 'Is this one.' })
  eq?: string;
  @Field(() => [ID], { nullable: true, description: 'Is one of these.' })
  in?: string[];
}

@InputType({
  description: 'A half-open range of time: from `since` (included) until `until` (not included).',
})
class SearchTimeFilter {
  @Field(() => DurationScalar, {
    nullable: true,
    description:
      'The time that ends at `until`, or with the current second: "P30D" is since 30 days ago. Not together with `since`.',
  })
  last?: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'At or after this.' })
  since?: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Before this.' })
  until?: string;
}

/** The fields of `SearchFilter` that name values. */
export function filterFields(enums: FilterEnums): readonly FilterField[] {
  return Object.entries(DESCRIPTIONS).map(([key, [name]]) => {
    const filter = key as SearchFilter;
    return { name, filter, kind: enums[filter] ? 'enum' : filter.endsWith('_id') ? 'id' : 'text' };
  });
}

/** Makes the input type `SearchFilter`. To be called once. */
export function createSearchFilterInput(enums: FilterEnums): new () => object {
  const input = class {};
  InputType('SearchFilter', {
    description:
      'What a search is confined to; all conditions must hold. A record that has no such field matches no condition on it.',
  })(input);
  for (const { name, filter, kind } of filterFields(enums)) {
    const type =
      kind === 'enum' ? enumFilter(enums[filter]!) : kind === 'id' ? SearchIdFilter : SearchTextFilter;
    Field(() => type, { nullable: true, description: DESCRIPTIONS[filter][1] })(input.prototype, name);
  }
  Field(() => SearchTimeFilter, {
    nullable: true,
    description: 'When the record was made. Times without offset are in the zone of the question.',
  })(input.prototype, 'createdAt');
  return input;
}

function enumFilter(definition: object): new () => object {
  const name = enumName(definition);
  const filter = class {};
  InputType(`Search${name}Filter`, {
    description: `Conditions on a ${name}; all that are given must hold.`,
  })(filter);
  const operators: readonly [name: string, type: unknown, description: string][] = [
    ['eq', definition, 'Is this one.'],
    ['in', [definition], 'Is one of these.'],
  ];
  for (const [operator, type, description] of operators) {
    Field(() => type as never, { nullable: true, description })(filter.prototype, operator);
  }
  return filter;
}
