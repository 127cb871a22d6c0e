import { registerSearchSource } from '../../../search/model/register-search-source.js';
import { searchRecord } from '../../../search/model/search-record.js';
import { Comment } from '../records/ticket-details.js';

/** What was said on tickets. */
export const commentSource = registerSearchSource({
  type: 'COMMENT',
  description: 'Comments on tickets. Needs the scope "records".',
  table: 'helpdesk.comments',
  time: 'created_at',
  language: 'language',
  scopes: ['helpdesk:read', 'records'],
  title: 'body',
  fields: { body: { weight: 'B' } },
  filters: { author_id: 'author_id' },
  record: searchRecord(Comment, {
    id: 'id',
    ticketId: 'ticket_id',
    createdAt: 'created_at',
    type: 'upper(type)',
    body: 'body',
    authorId: 'author_id',
  }),
});
