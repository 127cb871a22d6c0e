import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { loadEntity } from '../../../analytics/entities/entity.js';
import type { RequestContext } from '../../../tenancy/request-context.js';
import { Attachment } from './ticket-details.js';
import { Ticket, ticketEntity } from './ticket.js';

/** What an attachment belongs to: one statement for all attachments of a page. */
@Resolver(() => Attachment)
export class AttachmentRelations {
  @FieldResolver(() => Ticket, {
    nullable: true,
    description: 'The ticket it is on; null where that is no more.',
  })
  ticket(@Root() attachment: Attachment, @Ctx() request: RequestContext): Promise<Ticket | null> {
    return loadEntity(request, ticketEntity, attachment.ticketId);
  }
}
