import { registerSearchSource } from '../../../search/model/register-search-source.js';
import { searchRecord } from '../../../search/model/search-record.js';
import { Organisation } from '../organisation.js';

/** Companies and departments, by name and the id that they had elsewhere. */
export const organisationSource = registerSearchSource({
  type: 'ORGANISATION',
  description: 'Customer organisations.',
  table: 'helpdesk.organisations',
  time: 'created_at',
  scopes: ['helpdesk:read'],
  title: 'name',
  fields: { name: { isName: true }, externalId: { isName: true } },
  filters: { organisation_id: 'id' },
  record: searchRecord(Organisation, { id: 'id', name: 'name', externalId: 'external_id' }),
});
