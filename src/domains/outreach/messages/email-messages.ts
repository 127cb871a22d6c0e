import { Arg, Ctx, FieldResolver, ID, Resolver } from 'type-graphql';
import { loadEntity } from '../../../analytics/entities/entity.js';
import { After, First } from '../../../analytics/graphql/page-arguments.js';
import { pageType, type Page } from '../../../analytics/graphql/page-type.js';
import { assertScope } from '../../../tenancy/principal.js';
import type { RequestContext } from '../../../tenancy/request-context.js';
import { isUuid } from '../../../tenancy/uuid.js';
import { Outreach } from '../outreach.js';
import { DEFAULT_PAGE, MAX_PAGE } from '../records/read-page.js';
import { EmailMessage, emailMessageEntity } from './email-message.js';
import { EmailMessagesFilter } from './email-messages-filter.js';
import { readEmailMessages } from './read-email-messages.js';

const EmailMessagePage = pageType(EmailMessage, 'messages');

/** What was written. Another tenant's message is exactly as unknown as one that does not exist. */
@Resolver(() => Outreach)
export class EmailMessages {
  @FieldResolver(() => EmailMessage, {
    nullable: true,
    description: 'One message, or null where there is none. Needs the scope "records".',
  })
  async emailMessage(
    @Arg('id', () => ID) id: string,
    @Ctx() request: RequestContext,
  ): Promise<EmailMessage | null> {
    assertScope(request.principal, 'records', '"outreach.emailMessage"');
    return isUuid(id) ? loadEntity(request, emailMessageEntity, id.toLowerCase()) : null;
  }

  @FieldResolver(() => EmailMessagePage, {
    nullable: true,
    description: 'Messages one by one, sent last first. Needs the scope "records".',
  })
  async emailMessages(
    @Ctx() request: RequestContext,
    @Arg('where', () => EmailMessagesFilter, { nullable: true, description: 'Which messages.' })
    where: EmailMessagesFilter | null,
    @First(DEFAULT_PAGE, MAX_PAGE) first: number,
    @After() after: string | null,
  ): Promise<Page<EmailMessage>> {
    assertScope(request.principal, 'records', '"outreach.emailMessages"');
    return readEmailMessages(request, where ?? {}, first, after ?? null);
  }
}
