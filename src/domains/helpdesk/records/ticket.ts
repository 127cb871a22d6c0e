import { Field, ID, Int, ObjectType } from 'type-graphql';
import { registerEntity } from '../../../analytics/entities/entity.js';
import { DateTimeScalar } from '../../../analytics/graphql/date-time-scalar.js';
import { TicketPriority, TicketStatus } from '../enums.js';

@ObjectType({ description: 'A support ticket.' })
export class Ticket {
  @Field(() => ID, { description: 'The identifier.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Its id in the system that it was imported from.' })
  externalId!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was raised.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When it was last changed.' })
  updatedAt!: Date;

  @Field(() => String, { description: 'What it is about, in a line.' })
  subject!: string;

  @Field(() => String, { nullable: true, description: 'What it is about, in full.' })
  description!: string | null;

  @Field(() => TicketStatus, { description: 'Where it stands.' })
  status!: string;

  @Field(() => TicketPriority, {
    nullable: true,
    description: 'How pressing it is; null where nobody has said.',
  })
  priority!: string | null;

  @Field(() => String, { description: 'The way it came in.' })
  channel!: string;

  @Field(() => String, { nullable: true, description: 'What kind of ticket it is.' })
  category!: string | null;

  @Field(() => String, { nullable: true, description: 'The team or queue that works on it.' })
  agentGroup!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the first response is due.' })
  firstResponseDueAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the resolution is due.' })
  resolutionDueAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When an agent first answered.' })
  firstRespondedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was resolved.' })
  resolvedAt!: Date | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether an agreed time was exceeded; null where none was agreed.',
  })
  slaBreached!: boolean | null;

  @Field(() => Int, { nullable: true, description: "The customer's rating from 1 to 5." })
  satisfactionScore!: number | null;

  agentId!: string | null;
  customerId!: string | null;
  organisationId!: string | null;
  /** Microseconds since the epoch: what a cursor needs and a Date cannot hold. */
  createdAtUs!: string;
}

const COLUMNS: Readonly<Record<keyof Ticket, string>> = {
  id: 'id',
  externalId: 'external_id',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
  subject: 'subject',
  description: 'description',
  status: 'upper(status)',
  priority: 'upper(priority)',
  channel: 'channel',
  category: 'category',
  agentGroup: 'agent_group',
  firstResponseDueAt: 'first_response_due_at',
  resolutionDueAt: 'resolution_due_at',
  firstRespondedAt: 'first_responded_at',
  resolvedAt: 'resolved_at',
  slaBreached: 'sla_breached',
  satisfactionScore: 'satisfaction_score',
  agentId: 'agent_id',
  customerId: 'customer_id',
  organisationId: 'organisation_id',
  createdAtUs: '(extract(epoch from created_at) * 1000000)::bigint',
};

/** The id first, as entities have it. */
const FIELDS = Object.keys(COLUMNS) as readonly (keyof Ticket)[];

/** The select list that {@link ticketFromRow} reads. */
export const TICKET_COLUMNS = Object.values(COLUMNS).join(', ');

/** Tickets by their ids. */
export const ticketEntity = registerEntity(Ticket, {
  fields: FIELDS.slice(1),
  statement: (ids) => ({
    name: 'sluice_tickets_by_id',
    text: `select ${TICKET_COLUMNS} from helpdesk.tickets where id = any($1::uuid[])`,
    values: [ids],
  }),
});

/** A ticket from a row of {@link TICKET_COLUMNS}. */
export function ticketFromRow(row: readonly unknown[]): Ticket {
  return Object.assign(new Ticket(), Object.fromEntries(FIELDS.map((key, i) => [key, row[i]])));
}
