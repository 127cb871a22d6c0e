import { defineEnum } from '../../analytics/graphql/define-enum.js';

export const CampaignStatus = defineEnum('CampaignStatus', 'Where a campaign stands.', {
  DRAFT: 'It is being prepared.',
  ACTIVE: 'It sends.',
  PAUSED: 'It has been stopped for a while.',
  COMPLETED: 'It is over.',
});

export const LeadStatus = defineEnum('LeadStatus', 'Where a lead stands.', {
  NEW: 'Nobody has written yet.',
  CONTACTED: 'Was written to.',
  REPLIED: 'Has answered.',
  CONVERTED: 'Has become a customer.',
  BOUNCED: 'Cannot be reached: messages come back.',
  UNSUBSCRIBED: 'Wants no more messages.',
});

export const EmailProvider = defineEnum('EmailProvider', 'Who runs a mailbox.', {
  SMTP: 'Any server that speaks SMTP.',
  GOOGLE: 'Google.',
  MICROSOFT: 'Microsoft.',
});

export const BillingItem = defineEnum('BillingItem', 'What is charged for, or given back.', {
  MESSAGE: 'Messages sent.',
  MAILBOX: 'Mailboxes kept.',
  LEAD: 'Leads.',
  STORAGE: 'Space that is used.',
  CREDIT: 'Given back.',
});
