import { defineReferences } from './define-references.js';

const TENANT = { kind: 'oltp.tenants', column: 'tenant_id' } as const;
const CAMPAIGN = { kind: 'oltp.campaigns', column: 'campaign_id' } as const;
const LEAD = { kind: 'oltp.leads', column: 'lead_id' } as const;
const EMAIL_ACCOUNT = { kind: 'oltp.email_accounts', column: 'email_account_id' } as const;

/** What a message refers to. */
export const EMAIL_MESSAGES = defineReferences('content.email_messages', {
  tenantId: TENANT,
  campaignId: CAMPAIGN,
  leadId: LEAD,
  emailAccountId: EMAIL_ACCOUNT,
});

/** What a text refers to; messages refer to it by a foreign key. */
export const MESSAGE_BODIES = defineReferences('content.message_bodies', { tenantId: TENANT });

/** What the figures of a message refer to. */
export const DELIVERIES = defineReferences('outreach.deliveries', {
  tenantId: TENANT,
  campaignId: CAMPAIGN,
  leadId: LEAD,
  emailAccountId: EMAIL_ACCOUNT,
});

/** What a charge refers to; not every one is for a campaign or a mailbox. */
export const BILLING_ENTRIES = defineReferences('outreach.billing_entries', {
  tenantId: TENANT,
  campaignId: CAMPAIGN,
  emailAccountId: EMAIL_ACCOUNT,
});

/** What an event of a queue refers to. */
export const QUEUE_EVENTS = defineReferences('outreach.queue_events', { tenantId: TENANT });

/** What a job refers to. */
export const JOBS = defineReferences('queue.jobs', { tenantId: TENANT });

/** What a job's key refers to. */
export const JOB_KEYS = defineReferences('queue.job_keys', { tenantId: TENANT });

/** What a row on its way to the figures refers to, in `content` and in `queue`. What it says itself is looked at where it arrives. */
export const OUTBOX = defineReferences('sluice.outbox', { tenantId: TENANT });

/** Whose settings they are. */
export const TENANT_SETTINGS = defineReferences('content.tenant_settings', { tenantId: TENANT });

/** Whose message it was. */
export const FORGOTTEN_MESSAGES = defineReferences('content.forgotten_messages', { tenantId: TENANT });

/** Whose message something happened to; the message itself is referred to by its figures' id. */
export const EMAIL_EVENTS = defineReferences('outreach.email_events', { tenantId: TENANT });
