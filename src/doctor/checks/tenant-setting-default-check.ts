import { createCatalogueCheck } from '../isolation-check.js';
import { REACHABLE_ROLES } from '../reachable-roles.js';

/** A default would make some tenant's rows visible to whoever forgot to say for whom a query is. */
export const tenantSettingDefaultCheck = createCatalogueCheck({
  id: 'tenant-setting-default',
  title: 'No tenant is set by default',
  severity: 'failed',
  text: `
    with ${REACHABLE_ROLES},
    stored as (
      select s.setrole, s.setdatabase, split_part(c.entry, '=', 2) as value
      from pg_catalog.pg_db_role_setting as s
      cross join lateral unnest(s.setconfig) as c (entry)
      where split_part(c.entry, '=', 1) = 'app.current_tenant_id'
        and (s.setrole = 0 or s.setrole in (select oid from reachable_role))
        and s.setdatabase in (0, (select oid from pg_catalog.pg_database where datname = current_database()))
    )
    select
      format('app.current_tenant_id is %L by default for %s%s.', s.value,
        case s.setrole when 0 then 'every role' else format('the role "%s"', pg_get_userbyid(s.setrole)) end,
        case s.setdatabase when 0 then '' else format(' in the database "%s"', current_database()) end),
      case s.setrole
        when 0 then format('alter database %I reset app.current_tenant_id', current_database())
        else format('alter role %I%s reset app.current_tenant_id', pg_get_userbyid(s.setrole),
          case s.setdatabase when 0 then '' else format(' in database %I', current_database()) end)
      end
    from stored as s
    union all
    select format('app.current_tenant_id is %L on this connection before anyone has set it.', v.value),
      'Take app.current_tenant_id out of postgresql.conf and of the options in DATABASE_URL.'
    from (select nullif(current_setting('app.current_tenant_id', true), '') as value) as v
    where v.value is not null and not exists (select from stored)`,
});
