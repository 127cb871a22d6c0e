import { Arg, Ctx, FieldResolver, ID, Resolver } from 'type-graphql';
import { loadEntity, type Entity } from '../../../analytics/entities/entity.js';
import { assertScope } from '../../../tenancy/principal.js';
import type { RequestContext } from '../../../tenancy/request-context.js';
import { isUuid } from '../../../tenancy/uuid.js';
import { Campaign, campaignEntity } from '../campaign.js';
import { EmailAccount, emailAccountEntity } from '../email-account.js';
import { Lead, leadEntity } from '../lead.js';
import { Outreach } from '../outreach.js';

/** Campaigns, leads and mailboxes one by one. Another tenant's is exactly as unknown as one that does not exist. */
@Resolver(() => Outreach)
export class OutreachRecords {
  @FieldResolver(() => Campaign, {
    nullable: true,
    description: 'One campaign, or null where there is none. Needs the scope "outreach:read".',
  })
  campaign(@Arg('id', () => ID) id: string, @Ctx() request: RequestContext): Promise<Campaign | null> {
    assertScope(request.principal, 'outreach:read', '"outreach.campaign"');
    return one(request, campaignEntity, id);
  }

  @FieldResolver(() => Lead, {
    nullable: true,
    description: 'One lead, or null where there is none. Needs the scope "records".',
  })
  lead(@Arg('id', () => ID) id: string, @Ctx() request: RequestContext): Promise<Lead | null> {
    assertScope(request.principal, 'records', '"outreach.lead"');
    return one(request, leadEntity, id);
  }

  @FieldResolver(() => EmailAccount, {
    nullable: true,
    description: 'One mailbox, or null where there is none. Needs the scope "records".',
  })
  emailAccount(
    @Arg('id', () => ID) id: string,
    @Ctx() request: RequestContext,
  ): Promise<EmailAccount | null> {
    assertScope(request.principal, 'records', '"outreach.emailAccount"');
    return one(request, emailAccountEntity, id);
  }
}

async function one<Value>(request: RequestContext, entity: Entity<Value>, id: string): Promise<Value | null> {
  return isUuid(id) ? loadEntity(request, entity, id.toLowerCase()) : null;
}
