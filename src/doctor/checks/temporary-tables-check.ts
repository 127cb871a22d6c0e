import { createCatalogueCheck } from '../isolation-check.js';
import { REACHABLE_ROLES } from '../reachable-roles.js';

/** A temporary table or function is looked up before all others: it can stand in for one that a query meant. */
export const temporaryTablesCheck = createCatalogueCheck({
  id: 'temporary-tables',
  title: 'The role cannot make temporary tables',
  severity: 'failed',
  text: `
    with ${REACHABLE_ROLES}
    select
      format('%s may make temporary tables in the database "%s".',
        case a.grantee when 0 then 'PUBLIC' else format('The role "%s"', pg_get_userbyid(a.grantee)) end, d.datname),
      format('revoke temporary on database %I from %s', d.datname,
        case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end)
    from pg_catalog.pg_database as d
    cross join lateral pg_catalog.aclexplode(coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))) as a
    where d.datname = current_database() and a.privilege_type = 'TEMPORARY'
      and (a.grantee = 0 or a.grantee in (select oid from reachable_role))`,
});
