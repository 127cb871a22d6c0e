import { createCatalogueCheck } from '../isolation-check.js';
import { REACHABLE_GRANTS } from '../reachable-grants.js';

/**
 * A view reads with its owner's rights, and the owner sees all tenants: so it filters by the tenant setting itself, behind a barrier
 * that keeps a caller's expressions away from the rows it drops (without one, an error in such an expression tells of them). A
 * `security_invoker` view reads with the caller's rights: the tables' own policies decide.
 */
export const viewsCheck = createCatalogueCheck({
  id: 'views',
  title: 'Every readable view is a security barrier that filters by tenant',
  severity: 'failed',
  text: `
    with ${REACHABLE_GRANTS},
    readable as (
      select r.name, o.rolname as owner, o.rolsuper or o.rolbypassrls as is_owner_exempt, t.names,
        coalesce((select p.option_value::bool from pg_catalog.pg_options_to_table(r.reloptions) as p
          where p.option_name = 'security_barrier'), false) as is_barrier,
        strpos(pg_catalog.pg_get_viewdef(r.oid), '''app.current_tenant_id''') > 0 as is_filtered
      from relation as r
      join grantees as t on t.oid = r.oid
      join pg_catalog.pg_roles as o on o.oid = r.relowner
      where r.relkind = 'v' and r.oid in (select g.oid from granted as g where g.privilege = 'SELECT')
        and not coalesce((select p.option_value::bool from pg_catalog.pg_options_to_table(r.reloptions) as p
          where p.option_name = 'security_invoker'), false)
    )
    select format('The view %s does not filter by app.current_tenant_id: it shows what its owner sees.', v.name),
      format('Add "where tenant_id = (select nullif(current_setting(''app.current_tenant_id'', true), '''')::uuid)" to it, or run: revoke all on %s from %s', v.name, v.names)
    from readable as v
    where not v.is_filtered
    union all
    select format('The view %s is no security barrier: errors in a caller''s expression tell of other tenants'' rows.', v.name),
      format('alter view %s set (security_barrier)', v.name)
    from readable as v
    where not v.is_barrier
    union all
    select format('The view %s belongs to "%s", to whom no policy applies.', v.name, v.owner),
      format('alter view %s owner to sluice_owner', v.name)
    from readable as v
    where v.is_owner_exempt
    order by 1`,
});
