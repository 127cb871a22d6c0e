import { Field, ObjectType } from 'type-graphql';

@ObjectType({ description: 'Why one of many inputs was not accepted.' })
export class InputProblem {
  @Field(() => String, { description: 'The field of the input that it is about, such as "campaignId".' })
  field!: string;

  @Field(() => String, { description: 'What is wrong, as a stable word: UNKNOWN, INVALID …' })
  code!: string;

  @Field(() => String, { description: 'The same in a sentence.' })
  message!: string;
}
