import { createCatalogueCheck } from '../isolation-check.js';
import { REACHABLE_ROLES } from '../reachable-roles.js';

/** A membership is as good as the role itself, inherited or through `set role`. */
export const membershipCheck = createCatalogueCheck({
  id: 'membership',
  title: 'The role is a member of no owner, superuser or data-reading role',
  severity: 'failed',
  text: `
    with ${REACHABLE_ROLES}
    select distinct
      format('The role "%s" is a member of "%s", which %s.', m.rolname, d.rolname, d.danger),
      format('revoke %I from %I', d.rolname, m.rolname)
    from pg_catalog.pg_auth_members as a
    join dangerous_role as d on d.oid = a.roleid
    join reachable_role as m on m.oid = a.member
    order by 1`,
});
