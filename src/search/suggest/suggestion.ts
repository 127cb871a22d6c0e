import { Field, ObjectType } from 'type-graphql';
import { defineEnum } from '../../analytics/graphql/define-enum.js';
import { searchType } from '../query/search-type.js';

export const SuggestionKind = defineEnum('SuggestionKind', 'What a suggestion is.', {
  TITLE: "What a record is called: a ticket's subject, a person's name.",
  QUERY: 'What somebody of this tenant has searched for, and found something.',
});

@ObjectType({ description: 'What may be meant by the beginning of a search.' })
export class Suggestion {
  @Field(() => String, { description: 'The completed text.' })
  text!: string;

  @Field(() => SuggestionKind, { description: 'What it is.' })
  kind!: keyof typeof SuggestionKind;

  @Field(() => searchType(), {
    nullable: true,
    description: 'The kind of record that is called so; null for a past query.',
  })
  type!: string | null;
}
