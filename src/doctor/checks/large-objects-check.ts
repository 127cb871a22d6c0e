import { createCatalogueCheck } from '../isolation-check.js';
import { REACHABLE_ROLES } from '../reachable-roles.js';

/** Large objects know grants but no row-level security. */
export const largeObjectsCheck = createCatalogueCheck({
  id: 'large-objects',
  title: 'No large object is readable',
  severity: 'warning',
  text: `
    with ${REACHABLE_ROLES}
    select
      format('The large object %s is readable for %s.', m.oid,
        case a.grantee when 0 then 'PUBLIC' else format('the role "%s"', pg_get_userbyid(a.grantee)) end),
      format('revoke all on large object %s from %s', m.oid,
        case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end)
    from pg_catalog.pg_largeobject_metadata as m
    cross join lateral pg_catalog.aclexplode(coalesce(m.lomacl, pg_catalog.acldefault('L', m.lomowner))) as a
    where a.privilege_type = 'SELECT' and (a.grantee = 0 or a.grantee in (select oid from reachable_role))
    union all
    select 'lo_compat_privileges is on: every large object is readable.',
      format('alter database %I set lo_compat_privileges = off', current_database())
    where current_setting('lo_compat_privileges') = 'on'
    order by 1`,
});
