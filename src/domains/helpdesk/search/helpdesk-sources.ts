import type { SearchSource } from '../../../search/model/search-source.js';
import { attachmentSource } from './attachment-source.js';
import { cannedResponseSource } from './canned-response-source.js';
import { commentSource } from './comment-source.js';
import { organisationSource } from './organisation-source.js';
import { ticketSource } from './ticket-source.js';
import { userSource } from './user-source.js';

/** What of the help desk can be searched. */
export const HELPDESK_SOURCES: readonly SearchSource[] = [
  ticketSource,
  commentSource,
  attachmentSource,
  cannedResponseSource,
  userSource,
  organisationSource,
];
