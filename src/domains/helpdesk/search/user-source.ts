import { registerSearchSource } from '../../../search/model/register-search-source.js';
import { searchRecord } from '../../../search/model/search-record.js';
import { User } from '../user.js';

/** Agents and customers, by name; with the scope `pii` by e-mail address, too. */
export const userSource = registerSearchSource({
  type: 'USER',
  description: 'Agents and customers. Their e-mail addresses are searched with the scope "pii" only.',
  table: 'helpdesk.users',
  time: 'created_at',
  scopes: ['helpdesk:read'],
  title: 'name',
  fields: { name: { isName: true }, email: { isName: true, isCompound: true, scope: 'pii' } },
  filters: { organisation_id: 'organisation_id' },
  record: searchRecord(User, {
    id: 'id',
    name: 'name',
    email: 'email',
    role: 'upper(role)',
    tier: 'upper(tier)',
  }),
});
