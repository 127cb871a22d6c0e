import { createCatalogueCheck } from '../isolation-check.js';
import { REACHABLE_ROLES } from '../reachable-roles.js';

/** `session_replication_role` switches triggers and foreign keys off; `ALTER SYSTEM` reaches every session of the server. */
export const triggerSettingCheck = createCatalogueCheck({
  id: 'trigger-setting',
  title: 'The role cannot switch triggers off or alter the system',
  severity: 'failed',
  text: `
    with ${REACHABLE_ROLES}
    select
      format('%s may %s the setting %s.',
        case a.grantee when 0 then 'PUBLIC' else format('The role "%s"', pg_get_userbyid(a.grantee)) end,
        lower(a.privilege_type), p.parname),
      format('revoke %s on parameter %s from %s', lower(a.privilege_type), p.parname,
        case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end)
    from pg_catalog.pg_parameter_acl as p
    cross join lateral pg_catalog.aclexplode(p.paracl) as a
    where (p.parname = 'session_replication_role' or a.privilege_type = 'ALTER SYSTEM')
      and (a.grantee = 0 or a.grantee in (select oid from reachable_role))
    order by 1`,
});
