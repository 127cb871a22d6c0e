import { registerSearchSource } from '../../../search/model/register-search-source.js';
import { searchRecord } from '../../../search/model/search-record.js';
import { CannedResponse } from '../records/canned-response.js';

/** Prepared answers. */
export const cannedResponseSource = registerSearchSource({
  type: 'CANNED_RESPONSE',
  description: 'Prepared answers.',
  table: 'helpdesk.canned_responses',
  time: 'created_at',
  language: 'language',
  scopes: ['helpdesk:read'],
  title: 'title',
  fields: { title: { weight: 'A' }, body: { weight: 'B' }, category: { weight: 'C' } },
  filters: { category: 'category' },
  record: searchRecord(CannedResponse, {
    id: 'id',
    title: 'title',
    body: 'body',
    category: 'category',
    language: 'language',
    usageCount: 'usage_count',
    createdAt: 'created_at',
    updatedAt: 'updated_at',
  }),
});
