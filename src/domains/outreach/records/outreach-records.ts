import { Arg, Ctx, FieldResolver, ID, Resolver } from 'type-graphql';
import { loadEntity, type Entity } from '../../../analytics/entities/entity.js';
import { After, First } from '../../../analytics/graphql/page-arguments.js';
import { pageType, type Page } from '../../../analytics/graphql/page-type.js';
import { assertScope } from '../../../tenancy/principal.js';
import type { RequestContext } from '../../../tenancy/request-context.js';
import { isUuid } from '../../../tenancy/uuid.js';
import { Campaign, campaigns } from '../campaign.js';
import { EmailAccount, emailAccounts } from '../email-account.js';
import { CampaignStatus, LeadStatus } from '../enums.js';
import { Lead, leads } from '../lead.js';
import { Outreach } from '../outreach.js';
import { DEFAULT_PAGE, MAX_PAGE, readPage } from './read-page.js';

const CampaignPage = pageType(Campaign, 'campaigns');
const LeadPage = pageType(Lead, 'leads');
const EmailAccountPage = pageType(EmailAccount, 'mailboxes');

/** Campaigns, leads and mailboxes, from the database that owns them. Another tenant's is exactly as unknown as one that does not exist. */
@Resolver(() => Outreach)
export class OutreachRecords {
  @FieldResolver(() => Campaign, {
    nullable: true,
    description: 'One campaign, or null where there is none. Needs the scope "outreach:read".',
  })
  campaign(@Arg('id', () => ID) id: string, @Ctx() request: RequestContext): Promise<Campaign | null> {
    assertScope(request.principal, 'outreach:read', '"outreach.campaign"');
    return one(request, campaigns.entity, id);
  }

  @FieldResolver(() => CampaignPage, {
    nullable: true,
    description: 'Campaigns, newest first. Needs the scope "outreach:read".',
  })
  campaigns(
    @Ctx() request: RequestContext,
    @First(DEFAULT_PAGE, MAX_PAGE) first: number,
    @After() after: string | null,
    @Arg('status', () => CampaignStatus, { nullable: true, description: 'Only those that stand there.' })
    status: string | null,
  ): Promise<Page<Campaign>> {
    assertScope(request.principal, 'outreach:read', '"outreach.campaigns"');
    const where = { status: status?.toLowerCase() ?? null };
    return readPage(request, campaigns, { first, after: after ?? null, where });
  }

  @FieldResolver(() => Lead, {
    nullable: true,
    description: 'One lead, or null where there is none. Needs the scope "records".',
  })
  lead(@Arg('id', () => ID) id: string, @Ctx() request: RequestContext): Promise<Lead | null> {
    assertScope(request.principal, 'records', '"outreach.lead"');
    return one(request, leads.entity, id);
  }

  @FieldResolver(() => LeadPage, {
    nullable: true,
    description: 'Leads, newest first. Needs the scope "records".',
  })
  leads(
    @Ctx() request: RequestContext,
    @First(DEFAULT_PAGE, MAX_PAGE) first: number,
    @After() after: string | null,
    @Arg('status', () => LeadStatus, { nullable: true, description: 'Only those who stand there.' })
    status: string | null,
  ): Promise<Page<Lead>> {
    assertScope(request.principal, 'records', '"outreach.leads"');
    const where = { status: status?.toLowerCase() ?? null };
    return readPage(request, leads, { first, after: after ?? null, where });
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
    return one(request, emailAccounts.entity, id);
  }

  @FieldResolver(() => EmailAccountPage, {
    nullable: true,
    description: 'Mailboxes, newest first. Needs the scope "records".',
  })
  emailAccounts(
    @Ctx() request: RequestContext,
    @First(DEFAULT_PAGE, MAX_PAGE) first: number,
    @After() after: string | null,
    @Arg('isActive', () => Boolean, {
      nullable: true,
      description: 'Only those that messages are sent from, or only the others.',
    })
    isActive: boolean | null,
  ): Promise<Page<EmailAccount>> {
    assertScope(request.principal, 'records', '"outreach.emailAccounts"');
    const where = { is_active: isActive ?? null };
    return readPage(request, emailAccounts, { first, after: after ?? null, where });
  }
}

async function one<Value>(request: RequestContext, entity: Entity<Value>, id: string): Promise<Value | null> {
  return isUuid(id) ? loadEntity(request, entity, id.toLowerCase()) : null;
}
