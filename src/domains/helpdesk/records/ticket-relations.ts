import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { loadChildren, type Children } from '../../../analytics/entities/children.js';
import { loadEntity } from '../../../analytics/entities/entity.js';
import { assertFromOneTo } from '../../../errors/assert-from-one-to.js';
import type { RequestContext } from '../../../tenancy/request-context.js';
import { Organisation, organisationEntity } from '../organisation.js';
import { User, userEntity } from '../user.js';
import {
  Attachment,
  Comment,
  ticketAttachments,
  ticketComments,
  ticketHistory,
  TicketChange,
} from './ticket-details.js';
import { Ticket } from './ticket.js';

const DEFAULT_CHILDREN = 20;
const MAX_CHILDREN = 200;
const FIRST = {
  defaultValue: DEFAULT_CHILDREN,
  description: `How many, oldest first, up to ${MAX_CHILDREN}.`,
};

/** What hangs on a ticket: one statement for all tickets of a page, whatever their number. */
@Resolver(() => Ticket)
export class TicketRelations {
  @FieldResolver(() => User, { nullable: true, description: 'Who works on it.' })
  agent(@Root() ticket: Ticket, @Ctx() request: RequestContext): Promise<User | null> {
    return user(request, ticket.agentId);
  }

  @FieldResolver(() => User, { nullable: true, description: 'Who raised it.' })
  customer(@Root() ticket: Ticket, @Ctx() request: RequestContext): Promise<User | null> {
    return user(request, ticket.customerId);
  }

  @FieldResolver(() => Organisation, { nullable: true, description: "The customer's organisation." })
  async organisation(@Root() ticket: Ticket, @Ctx() request: RequestContext): Promise<Organisation | null> {
    return ticket.organisationId === null
      ? null
      : loadEntity(request, organisationEntity, ticket.organisationId);
  }

  @FieldResolver(() => [Comment], { description: 'What was said.' })
  comments(
    @Root() ticket: Ticket,
    @Ctx() request: RequestContext,
    @Arg('first', () => Int, FIRST) first: number,
  ): Promise<Comment[]> {
    return children(request, ticketComments, ticket, first);
  }

  @FieldResolver(() => [Attachment], { description: 'The files.' })
  attachments(
    @Root() ticket: Ticket,
    @Ctx() request: RequestContext,
    @Arg('first', () => Int, FIRST) first: number,
  ): Promise<Attachment[]> {
    return children(request, ticketAttachments, ticket, first);
  }

  @FieldResolver(() => [TicketChange], { description: 'What changed.' })
  history(
    @Root() ticket: Ticket,
    @Ctx() request: RequestContext,
    @Arg('first', () => Int, FIRST) first: number,
  ): Promise<TicketChange[]> {
    return children(request, ticketHistory, ticket, first);
  }
}

async function user(request: RequestContext, id: string | null): Promise<User | null> {
  return id === null ? null : loadEntity(request, userEntity, id);
}

async function children<Value>(
  request: RequestContext,
  kind: Children<Value>,
  ticket: Ticket,
  first: number,
): Promise<Value[]> {
  assertFromOneTo('first', first, MAX_CHILDREN);
  return loadChildren(request, kind, ticket.id, first);
}
