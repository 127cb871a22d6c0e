import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../../analytics/graphql/date-time-scalar.js';
import { InputProblem } from '../input-problem.js';
import { MessageDirection } from './email-message.js';

@InputType({ description: 'A message that was sent or came in.' })
export class EmailMessageInput {
  @Field(() => String, {
    description:
      'What you call it, up to 200 characters. The same key writes one message, however often it is told: make it of what the message is, not of when you tell it.',
  })
  clientKey!: string;

  @Field(() => ID, { description: 'The campaign that it belongs to.' })
  campaignId!: string;

  @Field(() => ID, { description: 'Whom it was sent to or came from.' })
  leadId!: string;

  @Field(() => ID, { description: 'The mailbox that it was sent from or came to.' })
  emailAccountId!: string;

  @Field(() => MessageDirection, { description: 'Which way it went.' })
  direction!: keyof typeof MessageDirection;

  @Field(() => String, { nullable: true, description: 'The subject, up to 998 characters; null for none.' })
  subject?: string | null;

  @Field(() => String, { description: 'The text, up to 1 MiB in UTF-8.' })
  body!: string;

  @Field(() => DateTimeScalar, { description: 'When it was sent, in UTC unless it has an offset.' })
  sentAt!: string;
}

@ObjectType({ description: 'What became of a message that was told.' })
export class EmailMessageResult {
  @Field(() => String, { description: 'What you call the message.' })
  clientKey!: string;

  @Field(() => Boolean, {
    description: 'Whether the message is recorded, now or by an earlier telling: it is written once.',
  })
  accepted!: boolean;

  @Field(() => ID, {
    nullable: true,
    description: 'Its identifier, the same at every telling; null where it is not accepted.',
  })
  id!: string | null;

  @Field(() => [InputProblem], { description: 'Why it is not accepted; none where it is.' })
  errors!: readonly InputProblem[];
}
