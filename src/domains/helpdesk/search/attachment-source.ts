import { registerSearchSource } from '../../../search/model/register-search-source.js';
import { searchRecord } from '../../../search/model/search-record.js';
import { Attachment } from '../records/ticket-details.js';

/** Files on tickets, by their names and media types; what is in them is kept elsewhere. */
export const attachmentSource = registerSearchSource({
  type: 'ATTACHMENT',
  description: 'Files on tickets, by name. Needs the scope "records".',
  table: 'helpdesk.attachments',
  time: 'created_at',
  scopes: ['helpdesk:read', 'records'],
  title: 'fileName',
  fields: {
    fileName: { isName: true, isCompound: true },
    contentType: { weight: 'D', isCompound: true },
  },
  record: searchRecord(Attachment, {
    id: 'id',
    ticketId: 'ticket_id',
    createdAt: 'created_at',
    fileName: 'file_name',
    contentType: 'content_type',
    sizeBytes: 'size_bytes',
    url: 'url',
  }),
});
