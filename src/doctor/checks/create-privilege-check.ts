import { createCatalogueCheck } from '../isolation-check.js';
import { REACHABLE_ROLES } from '../reachable-roles.js';

/** Whoever creates a relation owns it, and may copy into it what the next tenant should not see. */
export const createPrivilegeCheck = createCatalogueCheck({
  id: 'create-privilege',
  title: 'The role has CREATE neither on the database nor on a schema',
  severity: 'failed',
  text: `
    with ${REACHABLE_ROLES},
    container as (
      select 'database' as kind, d.datname as name, coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba)) as acl
      from pg_catalog.pg_database as d
      where d.datname = current_database()
      union all
      select 'schema', n.nspname, coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner))
      from pg_catalog.pg_namespace as n
      where n.nspname !~ '^pg_(toast|temp_|toast_temp_)'
    )
    select
      format('%s may create in the %s "%s".',
        case a.grantee when 0 then 'PUBLIC' else format('The role "%s"', pg_get_userbyid(a.grantee)) end, c.kind, c.name),
      format('revoke create on %s %I from %s', c.kind, c.name,
        case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end)
    from container as c
    cross join lateral pg_catalog.aclexplode(c.acl) as a
    where a.privilege_type = 'CREATE' and (a.grantee = 0 or a.grantee in (select oid from reachable_role))
    order by 1`,
});
