import { registerSearchSource } from '../../../search/model/register-search-source.js';
import { Ticket, TICKET_COLUMNS, ticketFromRow } from '../records/ticket.js';

/** Tickets, by subject, description, category and the id that they had elsewhere. */
export const ticketSource = registerSearchSource({
  type: 'TICKET',
  description: 'Tickets. Needs the scope "records".',
  table: 'helpdesk.tickets',
  time: 'created_at',
  language: 'language',
  scopes: ['helpdesk:read', 'records'],
  title: 'subject',
  fields: {
    subject: { weight: 'A' },
    externalId: { isName: true },
    description: { weight: 'B' },
    category: { weight: 'C' },
  },
  filters: {
    status: 'status',
    channel: 'channel',
    priority: 'priority',
    category: 'category',
    organisation_id: 'organisation_id',
    author_id: 'customer_id',
  },
  record: { objectType: Ticket, columns: TICKET_COLUMNS, fromRow: ticketFromRow },
});
