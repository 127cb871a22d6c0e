import { Field, ID, InputType } from 'type-graphql';
import { TimeFilter } from '../../../analytics/graphql/filter-types.js';
import { MessageDirection } from './email-message.js';

@InputType({ description: 'Which messages: those for which all that is said here is so.' })
export class EmailMessagesFilter {
  @Field(() => ID, { nullable: true, description: 'Of this campaign.' })
  campaignId?: string | null;

  @Field(() => ID, { nullable: true, description: 'To or from this lead.' })
  leadId?: string | null;

  @Field(() => ID, { nullable: true, description: 'By this mailbox.' })
  emailAccountId?: string | null;

  @Field(() => MessageDirection, { nullable: true, description: 'That went this way.' })
  direction?: string | null;

  @Field(() => TimeFilter, {
    nullable: true,
    description: 'Sent in this time. Times without offset are in UTC.',
  })
  sentAt?: TimeFilter | null;
}
