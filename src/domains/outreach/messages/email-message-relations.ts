import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { loadEntity } from '../../../analytics/entities/entity.js';
import { loadBody } from '../../../content/load-body.js';
import type { RequestContext } from '../../../tenancy/request-context.js';
import { Campaign, campaignEntity } from '../campaign.js';
import { EmailAccount, emailAccountEntity } from '../email-account.js';
import { Lead, leadEntity } from '../lead.js';
import { EmailMessage } from './email-message.js';

/** What hangs on a message: one statement each for all messages of a page, in the database that holds it. */
@Resolver(() => EmailMessage)
export class EmailMessageRelations {
  @FieldResolver(() => Campaign, {
    nullable: true,
    description: 'The campaign that it belongs to; null where that is no more.',
  })
  campaign(@Root() message: EmailMessage, @Ctx() request: RequestContext): Promise<Campaign | null> {
    return loadEntity(request, campaignEntity, message.campaignId);
  }

  @FieldResolver(() => Lead, {
    nullable: true,
    description: 'Whom it was sent to or came from; null where that is no more.',
  })
  lead(@Root() message: EmailMessage, @Ctx() request: RequestContext): Promise<Lead | null> {
    return loadEntity(request, leadEntity, message.leadId);
  }

  @FieldResolver(() => EmailAccount, {
    nullable: true,
    description: 'The mailbox that it was sent from or came to; null where that is no more.',
  })
  emailAccount(@Root() message: EmailMessage, @Ctx() request: RequestContext): Promise<EmailAccount | null> {
    return loadEntity(request, emailAccountEntity, message.emailAccountId);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The text, once it has proved to be what was recorded; null with the error CORRUPT_BODY where it is not.',
  })
  body(@Root() message: EmailMessage, @Ctx() request: RequestContext): Promise<string> {
    return loadBody(request, message.bodyHash);
  }
}
