import { createCatalogueCheck } from '../isolation-check.js';
import { REACHABLE_ROLES } from '../reachable-roles.js';

/** Nothing leaks by entering the schema alone; but then a single careless grant does it. */
export const materializedViewSchemasCheck = createCatalogueCheck({
  id: 'materialized-view-schemas',
  title: 'Schemas with materialized views are closed',
  severity: 'warning',
  text: `
    with ${REACHABLE_ROLES}
    select distinct
      format('The schema "%s" holds materialized views, and %s may enter it.', n.nspname,
        case a.grantee when 0 then 'PUBLIC' else format('the role "%s"', pg_get_userbyid(a.grantee)) end),
      format('revoke usage on schema %I from %s', n.nspname,
        case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end)
    from pg_catalog.pg_namespace as n
    join pg_catalog.pg_class as c on c.relnamespace = n.oid and c.relkind = 'm'
    cross join lateral pg_catalog.aclexplode(coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner))) as a
    where a.privilege_type = 'USAGE' and (a.grantee = 0 or a.grantee in (select oid from reachable_role))
    order by 1`,
});
