import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { ReferenceKindName } from './reference-kind.js';

@InputType({ description: 'What a row may say of a row in another database.' })
export class ReferenceInput {
  @Field(() => ReferenceKindName, { description: 'What it refers to.' })
  kind!: keyof typeof ReferenceKindName;

  @Field(() => ID, { description: 'The identifier that it names. What cannot be one is not known.' })
  id!: string;
}

@ObjectType({ description: 'Whether a reference holds.' })
export class ReferenceVerdict {
  @Field(() => ReferenceKindName, { description: 'What it refers to.' })
  kind!: keyof typeof ReferenceKindName;

  @Field(() => ID, { description: 'The identifier, as it was asked for.' })
  id!: string;

  @Field(() => Boolean, {
    description:
      "Whether there is such a row of the token's tenant. Another tenant's row is exactly as unknown as none.",
  })
  isKnown!: boolean;
}
