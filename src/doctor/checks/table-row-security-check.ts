import { createCatalogueCheck } from '../isolation-check.js';
import { REACHABLE_GRANTS } from '../reachable-grants.js';

/** A readable table or partition without row-level security shows every tenant; a foreign table cannot have any. */
export const tableRowSecurityCheck = createCatalogueCheck({
  id: 'table-row-security',
  title: 'Row-level security is enabled and forced on every readable table',
  severity: 'failed',
  text: `
    with ${REACHABLE_GRANTS}
    select
      case
        when r.relkind = 'f' then format('The foreign table %s is readable, and row-level security does not work on it.', r.name)
        when not r.relrowsecurity then format('Row-level security is not enabled on %s.', r.name)
        else format('Row-level security is not forced on %s: its owner, and views of the owner, see all of it.', r.name)
      end,
      case
        when r.relkind = 'f' then format('revoke select on %s from %s', r.name, t.names)
        when r.relrowsecurity then format('alter table %s force row level security', r.name)
        when r.relforcerowsecurity then format('alter table %s enable row level security', r.name)
        else format('alter table %s enable row level security, force row level security', r.name)
      end
    from relation as r
    join grantees as t on t.oid = r.oid
    where r.oid in (select g.oid from granted as g where g.privilege = 'SELECT')
      and (r.relkind = 'f' or (r.relkind in ('r', 'p') and not (r.relrowsecurity and r.relforcerowsecurity)))
    order by r.name`,
});
