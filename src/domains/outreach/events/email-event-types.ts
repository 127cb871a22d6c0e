import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../../analytics/graphql/date-time-scalar.js';
import { defineEnum } from '../../../analytics/graphql/define-enum.js';
import { InputProblem } from '../input-problem.js';

export const EmailEventType = defineEnum('EmailEventType', 'What happened to a message.', {
  DELIVERED: 'The receiving server took it.',
  OPENED: 'It was opened. It counts as delivered, too.',
  CLICKED: 'A link in it was followed. It counts as delivered, too.',
  REPLIED: 'It was answered. It counts as delivered, too.',
  BOUNCED: 'It came back.',
  UNSUBSCRIBED: 'Its reader asked for no more. It counts as delivered, too.',
});

@InputType({ description: 'Something that happened to a message that was sent.' })
export class EmailEventInput {
  @Field(() => ID, { description: 'The message.' })
  messageId!: string;

  @Field(() => EmailEventType, { description: 'What happened.' })
  type!: keyof typeof EmailEventType;

  @Field(() => DateTimeScalar, {
    description:
      'When it happened, in UTC unless it has an offset. The same type at the same microsecond is the same event.',
  })
  occurredAt!: string;
}

@ObjectType({ description: 'What became of an event that was told.' })
export class EmailEventResult {
  @Field(() => ID, { description: 'The message, as it was told.' })
  messageId!: string;

  @Field(() => Boolean, {
    description: 'Whether the event is recorded, now or by an earlier telling: it counts once.',
  })
  accepted!: boolean;

  @Field(() => [InputProblem], { description: 'Why it is not accepted; none where it is.' })
  errors!: readonly InputProblem[];
}
