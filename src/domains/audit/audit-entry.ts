import { Field, ID, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../analytics/graphql/date-time-scalar.js';
import { defineEnum } from '../../analytics/graphql/define-enum.js';
import { JsonScalar } from '../../analytics/graphql/json-scalar.js';
import { pageType } from '../../analytics/graphql/page-type.js';

export const AuditActor = defineEnum('AuditActor', 'Who changed something.', {
  TOKEN: 'A request with an access token.',
  OPERATOR: 'An operator, with a command.',
});

export const AuditOutcome = defineEnum('AuditOutcome', 'What became of an action.', {
  STARTED:
    'It takes a while; another entry of the same request tells how it ended. Without one it was killed.',
  SUCCEEDED: 'It was done.',
  FAILED: 'It failed half-way, or was stopped.',
});

@ObjectType({ description: 'One change, and who made it.' })
export class AuditEntry {
  @Field(() => ID, { description: "The entry's identifier." })
  id!: string;
  @Field(() => DateTimeScalar, { description: 'When it was written, with the change, in UTC.' })
  occurredAt!: string;
  @Field(() => String, {
    description: 'The database that the change was made in: analytics, oltp, content or queue.',
  })
  database!: string;
  @Field(() => AuditActor, { description: 'Whether a token or an operator made it.' })
  actor!: keyof typeof AuditActor;
  @Field(() => String, { description: "The token's subject, or the operator's name." })
  subject!: string;
  @Field(() => ID, {
    nullable: true,
    description:
      "The access token's identifier, or the JWT's `jti`; null for an operator, and a JWT without one.",
  })
  tokenId!: string | null;
  @Field(() => ID, {
    description: 'The request, as `x-request-id` and the log have it, or the run of a command.',
  })
  requestId!: string;
  @Field(() => String, { description: 'What was done: the name of a mutation, or of a command.' })
  action!: string;
  @Field(() => String, { description: 'What it was done to: mostly a table.' })
  target!: string;
  @Field(() => AuditOutcome, { description: 'What became of it.' })
  outcome!: keyof typeof AuditOutcome;
  @Field(() => JsonScalar, {
    nullable: true,
    description: 'What was there before, as far as it was changed.',
  })
  before!: unknown;
  @Field(() => JsonScalar, {
    nullable: true,
    description: 'What is there since, or is to be; after a failure, its code.',
  })
  after!: unknown;
}

export const AuditEntryPage = pageType(AuditEntry, 'audit entries');
