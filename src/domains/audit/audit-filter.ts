import { Field, ID, InputType } from 'type-graphql';
import { DateTimeScalar } from '../../analytics/graphql/date-time-scalar.js';

@InputType({ description: 'Which audit entries; all that is given must hold.' })
export class AuditFilter {
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Written at or after this; without offset in UTC.',
  })
  since?: string | null;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Written before this; without offset in UTC.',
  })
  until?: string | null;
  @Field(() => String, { nullable: true, description: 'Of this mutation or command.' })
  action?: string | null;
  @Field(() => String, { nullable: true, description: 'Of this subject or operator.' })
  subject?: string | null;
  @Field(() => String, { nullable: true, description: 'About this.' })
  target?: string | null;
  @Field(() => ID, { nullable: true, description: 'Of this request, or run of a command.' })
  requestId?: string | null;
}
