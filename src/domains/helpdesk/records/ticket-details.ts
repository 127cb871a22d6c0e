import { Field, ID, ObjectType } from 'type-graphql';
import type { Children } from '../../../analytics/entities/children.js';
import { DateTimeScalar } from '../../../analytics/graphql/date-time-scalar.js';
import { defineEnum } from '../../../analytics/graphql/define-enum.js';
import { LongScalar } from '../../../analytics/graphql/long-scalar.js';

export const CommentType = defineEnum('CommentType', 'Who a comment is for.', {
  PUBLIC: 'The customer reads it.',
  INTERNAL: 'Agents only.',
  SYSTEM: 'Written by a machine.',
});

export const ChangeType = defineEnum('ChangeType', 'What a change was about.', {
  CREATED: 'The ticket was raised.',
  STATUS: 'Its status.',
  PRIORITY: 'Its priority.',
  ASSIGNMENT: 'Who works on it.',
  CATEGORY: 'Its category.',
  SLA: 'Its agreed times.',
  SATISFACTION: "The customer's rating.",
  REOPENED: 'It was opened again.',
  MERGED: 'It became part of another.',
});

@ObjectType({ description: 'Something said on a ticket.' })
export class Comment {
  @Field(() => ID, { description: 'The identifier.' })
  id!: string;
  @Field(() => ID, { description: 'The ticket it is on.' })
  ticketId!: string;
  @Field(() => DateTimeScalar, { description: 'When it was written.' })
  createdAt!: Date;
  @Field(() => CommentType, { description: 'Who it is for.' })
  type!: string;
  @Field(() => String, { description: 'What was said.' })
  body!: string;
  authorId!: string | null;
}

@ObjectType({ description: 'A file on a ticket.' })
export class Attachment {
  @Field(() => ID, { description: 'The identifier.' })
  id!: string;
  @Field(() => ID, { description: 'The ticket it is on.' })
  ticketId!: string;
  @Field(() => DateTimeScalar, { description: 'When it was attached.' })
  createdAt!: Date;
  @Field(() => String, { description: 'The name of the file.' })
  fileName!: string;
  @Field(() => String, { description: 'The media type, such as image/png.' })
  contentType!: string;
  @Field(() => LongScalar, { nullable: true, description: 'The size in bytes; null where it is not known.' })
  sizeBytes!: string | null;
  @Field(() => String, { nullable: true, description: 'Where the file is kept.' })
  url!: string | null;
}

@ObjectType({ description: 'A change of a ticket.' })
export class TicketChange {
  @Field(() => ID, { description: 'The identifier.' })
  id!: string;
  @Field(() => DateTimeScalar, { description: 'When it changed.' })
  createdAt!: Date;
  @Field(() => ChangeType, { description: 'What changed.' })
  changeType!: string;
  @Field(() => String, { nullable: true, description: 'The value before.' })
  oldValue!: string | null;
  @Field(() => String, { nullable: true, description: 'The value after.' })
  newValue!: string | null;
  actorId!: string | null;
}

export const ticketComments: Children<Comment> = {
  fields: ['id', 'ticketId', 'createdAt', 'type', 'body', 'authorId'],
  statement: childrenStatement('comments', 'id, ticket_id, created_at, upper(type), body, author_id'),
};

export const ticketAttachments: Children<Attachment> = {
  fields: ['id', 'ticketId', 'createdAt', 'fileName', 'contentType', 'sizeBytes', 'url'],
  statement: childrenStatement(
    'attachments',
    'id, ticket_id, created_at, file_name, content_type, size_bytes, url',
  ),
};

export const ticketHistory: Children<TicketChange> = {
  fields: ['id', 'createdAt', 'changeType', 'oldValue', 'newValue', 'actorId'],
  statement: childrenStatement(
    'ticket_history',
    'id, created_at, upper(change_type), old_value, new_value, actor_id',
  ),
};

/** The oldest `first` rows of each ticket, in one statement. */
function childrenStatement(table: string, columns: string): Children<unknown>['statement'] {
  return (ticketIds, first) => ({
    name: `sluice_${table}_by_ticket`,
    text: `select t.id, c.* from unnest($1::uuid[]) t (id) cross join lateral (
             select ${columns} from helpdesk.${table} where ticket_id = t.id order by created_at, id limit $2::bigint) c`,
    values: [ticketIds, first],
  });
}
