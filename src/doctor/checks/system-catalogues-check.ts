import { createCatalogueCheck } from '../isolation-check.js';
import { REACHABLE_ROLES } from '../reachable-roles.js';

/** Closed by default for a reason: passwords' verifiers, and planner statistics with sample values of all tenants. */
export const systemCataloguesCheck = createCatalogueCheck({
  id: 'system-catalogues',
  title: 'System catalogues with secrets or sample values are not readable',
  severity: 'failed',
  text: `
    with ${REACHABLE_ROLES}
    select distinct
      format('pg_catalog.%s is readable for %s.', c.relname,
        case a.grantee when 0 then 'PUBLIC' else format('the role "%s"', pg_get_userbyid(a.grantee)) end),
      format('revoke select on pg_catalog.%I from %s', c.relname,
        case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end)
    from pg_catalog.pg_class as c
    cross join lateral pg_catalog.aclexplode(c.relacl) as a
    where c.relnamespace = 'pg_catalog'::regnamespace
      and c.relname in ('pg_authid', 'pg_shadow', 'pg_statistic', 'pg_statistic_ext_data', 'pg_largeobject', 'pg_user_mapping')
      and a.privilege_type = 'SELECT' and (a.grantee = 0 or a.grantee in (select oid from reachable_role))
    order by 1`,
});
