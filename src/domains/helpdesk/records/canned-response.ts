import { Field, ID, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../../analytics/graphql/date-time-scalar.js';
import { LongScalar } from '../../../analytics/graphql/long-scalar.js';

@ObjectType({ description: 'A prepared answer.' })
export class CannedResponse {
  @Field(() => ID, { description: 'The identifier.' })
  id!: string;

  @Field(() => String, { description: 'What agents look it up by.' })
  title!: string;

  @Field(() => String, { description: "The answer's text." })
  body!: string;

  @Field(() => String, { nullable: true, description: 'The kind of ticket it answers.' })
  category!: string | null;

  @Field(() => String, { description: 'The language it is written in, as in en or pt-BR.' })
  language!: string;

  @Field(() => LongScalar, { description: 'How often it was used.' })
  usageCount!: string;

  @Field(() => DateTimeScalar, { description: 'When it was written.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When it was last changed.' })
  updatedAt!: Date;
}
