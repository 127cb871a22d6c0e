import { createSearchQuery } from '../../search/query/create-search-query.js';
import { TicketPriority, TicketStatus } from '../helpdesk/enums.js';
// What can be searched is declared before the field is made of it.
import '../helpdesk/search/helpdesk-sources.js';

/** The root field `search`, over what every domain has declared. */
export const SearchQuery = createSearchQuery({ status: TicketStatus, priority: TicketPriority });
