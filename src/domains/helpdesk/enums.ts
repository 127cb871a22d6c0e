import { defineEnum } from '../../analytics/graphql/define-enum.js';

export const TicketStatus = defineEnum('TicketStatus', 'Where a ticket stands.', {
  NEW: 'Nobody has looked at it yet.',
  OPEN: 'An agent works on it.',
  PENDING: 'It waits for the customer.',
  RESOLVED: 'It has an answer.',
  CLOSED: 'It is done with.',
  CANCELLED: 'It was withdrawn.',
});

export const TicketPriority = defineEnum('TicketPriority', 'How pressing a ticket is.', {
  LOW: 'Whenever there is time.',
  MEDIUM: 'In its turn.',
  HIGH: 'Before others.',
  URGENT: 'At once.',
});

export const UserRole = defineEnum('UserRole', 'What a user does at the help desk.', {
  ADMIN: 'Sets it up.',
  MANAGER: 'Leads agents.',
  AGENT: 'Works on tickets.',
  CUSTOMER: 'Raises tickets.',
});

export const CustomerTier = defineEnum('CustomerTier', 'What service a customer has bought.', {
  BASIC: 'The basic plan.',
  PREMIUM: 'The premium plan.',
  ENTERPRISE: 'The enterprise plan.',
});
