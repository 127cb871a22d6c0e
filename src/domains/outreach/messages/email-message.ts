import { Field, ID, ObjectType } from 'type-graphql';
import { registerEntity } from '../../../analytics/entities/entity.js';
import { DateTimeScalar } from '../../../analytics/graphql/date-time-scalar.js';
import { defineEnum } from '../../../analytics/graphql/define-enum.js';

export const MessageDirection = defineEnum('MessageDirection', 'Which way a message went.', {
  OUTBOUND: 'To the lead.',
  INBOUND: 'From the lead.',
});

@ObjectType({ description: 'An e-mail message.' })
export class EmailMessage {
  @Field(() => ID, { description: 'The identifier.' })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What the client calls it; null where it came by another road.',
  })
  clientKey!: string | null;

  @Field(() => MessageDirection, { description: 'Which way it went.' })
  direction!: string;

  @Field(() => String, { nullable: true, description: 'The subject; null for none.' })
  subject!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was sent.' })
  sentAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When it was recorded.' })
  recordedAt!: Date;

  campaignId!: string;
  leadId!: string;
  emailAccountId!: string;
  /** In hexadecimal. */
  bodyHash!: string;
  /** Microseconds since the epoch: what a cursor needs and a Date cannot hold. */
  sentAtUs!: string;
}

const COLUMNS: Readonly<Record<keyof EmailMessage, string>> = {
  id: 'id',
  clientKey: 'client_key',
  direction: 'upper(direction)',
  subject: 'subject',
  sentAt: 'sent_at',
  recordedAt: 'created_at',
  campaignId: 'campaign_id',
  leadId: 'lead_id',
  emailAccountId: 'email_account_id',
  bodyHash: `encode(body_hash, 'hex')`,
  sentAtUs: '(extract(epoch from sent_at) * 1000000)::bigint',
};

/** The id first, as entities have it. */
const FIELDS = Object.keys(COLUMNS) as readonly (keyof EmailMessage)[];

/** The select list that {@link emailMessageFromRow} reads. */
export const EMAIL_MESSAGE_COLUMNS = Object.values(COLUMNS).join(', ');

/** Messages by their ids. */
export const emailMessageEntity = registerEntity(EmailMessage, {
  database: 'content',
  fields: FIELDS.slice(1),
  statement: (ids) => ({
    name: 'sluice_email_messages_by_id',
    text: `select ${EMAIL_MESSAGE_COLUMNS} from content.email_messages where id = any($1::uuid[])`,
    values: [ids],
  }),
});

/** A message from a row of {@link EMAIL_MESSAGE_COLUMNS}. */
export function emailMessageFromRow(row: readonly unknown[]): EmailMessage {
  return Object.assign(new EmailMessage(), Object.fromEntries(FIELDS.map((key, i) => [key, row[i]])));
}
