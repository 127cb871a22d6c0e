import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { loadEntity } from '../../../analytics/entities/entity.js';
import type { RequestContext } from '../../../tenancy/request-context.js';
import { User, userEntity } from '../user.js';
import { Comment } from './ticket-details.js';
import { Ticket, ticketEntity } from './ticket.js';

/** What a comment belongs to: one statement for all comments of a page. */
@Resolver(() => Comment)
export class CommentRelations {
  @FieldResolver(() => User, { nullable: true, description: 'Who wrote it; null for the system.' })
  async author(@Root() comment: Comment, @Ctx() request: RequestContext): Promise<User | null> {
    return comment.authorId === null ? null : loadEntity(request, userEntity, comment.authorId);
  }

  @FieldResolver(() => Ticket, {
    nullable: true,
    description: 'The ticket it is on; null where that is no more.',
  })
  ticket(@Root() comment: Comment, @Ctx() request: RequestContext): Promise<Ticket | null> {
    return loadEntity(request, ticketEntity, comment.ticketId);
  }
}
