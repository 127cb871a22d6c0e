import { createCatalogueCheck } from '../isolation-check.js';
import { REACHABLE_ROLES } from '../reachable-roles.js';

/**
 * The `security definer` functions of Sluice's own that read or act across tenants on purpose, and hand out no tenant's rows to another.
 * Any other must filter by the tenant setting.
 */
const KNOWN_FUNCTIONS = [
  'sluice.find_access_token(bytea)',
  'sluice.is_tenant(uuid)',
  'sluice.rollup_states()',
  'sluice.default_partition_rows()',
  'sluice.ensure_upcoming_partitions(integer)',
  'sluice.failed_jobs()',
  // Ids and version numbers of tenants, for the gateway to know whose answers are out of date.
  'sluice.changes_since(pg_snapshot)',
  // Ids of rows that have come or gone, for the gateway to know which verdicts are out of date.
  'sluice.reference_changes_since(pg_snapshot, integer)',
  // How many rows have not the document that they should have, for the doctor.
  'sluice.check_documents(integer)',
] as const;

/** A `security definer` function runs as its owner, who sees all tenants: a door in the wall for whoever may call it. */
export const securityDefinerFunctionsCheck = createCatalogueCheck({
  id: 'security-definer-functions',
  title: 'Every callable SECURITY DEFINER function is known or filters by tenant, and pins its search_path',
  severity: 'failed',
  text: `
    with ${REACHABLE_ROLES},
    callable as (
      select
        p.oid, format('%I.%I(%s)', n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid)) as name,
        format('%s.%s(%s)', n.nspname, p.proname, pg_catalog.oidvectortypes(p.proargtypes)) as signature,
        p.prokind, p.proconfig, o.rolname as owner, o.rolsuper or o.rolbypassrls as is_owner_exempt,
        string_agg(distinct case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end, ', ') as names
      from pg_catalog.pg_proc as p
      join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
      join pg_catalog.pg_roles as o on o.oid = p.proowner
      cross join lateral pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) as a
      where p.prosecdef and p.oid >= 16384 and p.prokind in ('f', 'p')
        and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
        and (a.grantee = 0 or a.grantee in (select oid from reachable_role))
        and not exists (
          select from pg_catalog.pg_depend as e
          where e.classid = 'pg_catalog.pg_proc'::regclass and e.objid = p.oid and e.deptype = 'e'
        )
      group by p.oid, n.nspname, p.proname, p.proargtypes, p.prokind, p.proconfig, o.rolname, o.rolsuper, o.rolbypassrls
    )
    select
      format('The function %s runs as "%s" and does not filter by app.current_tenant_id.', c.name, c.owner),
      format('revoke execute on %s %s from %s', case c.prokind when 'p' then 'procedure' else 'function' end, c.name, c.names)
    from callable as c
    where c.signature <> all (array[${KNOWN_FUNCTIONS.map((signature) => `'${signature}'`).join(', ')}])
      and strpos(pg_catalog.pg_get_functiondef(c.oid), '''app.current_tenant_id''') = 0
    union all
    select
      format('The function %s runs as "%s" without a search_path of its own.', c.name, c.owner),
      format('alter %s %s set search_path = pg_catalog, pg_temp', case c.prokind when 'p' then 'procedure' else 'function' end, c.name)
    from callable as c
    where not exists (select from unnest(c.proconfig) as s where s like 'search_path=%')
    union all
    select
      format('The function %s runs as "%s", to whom no policy applies.', c.name, c.owner),
      format('alter %s %s owner to sluice_owner', case c.prokind when 'p' then 'procedure' else 'function' end, c.name)
    from callable as c
    where c.is_owner_exempt
    order by 1`,
});
