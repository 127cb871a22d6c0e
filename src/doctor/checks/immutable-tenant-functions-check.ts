import { createCatalogueCheck } from '../isolation-check.js';

/**
 * PostgreSQL computes an IMMUTABLE function once and keeps the result in a prepared plan: the first tenant's id, for everybody after.
 * Refused are those that a policy or a view calls, and those that read a setting at all, because a stable function may be a mere wrapper.
 */
export const immutableTenantFunctionsCheck = createCatalogueCheck({
  id: 'immutable-tenant-functions',
  title: 'No policy or view calls an IMMUTABLE function, and none reads a setting',
  severity: 'failed',
  text: `
    with immutable as (
      -- First of all: there are thousands of functions, and few of them are anybody's own.
      select p.oid, p.prokind
      from pg_catalog.pg_proc as p
      where p.provolatile = 'i' and p.oid >= 16384
    ),
    called as (
      select d.refobjid as oid, format('the policy "%s" on %s', p.polname, p.polrelid::regclass) as caller
      from pg_catalog.pg_depend as d
      join pg_catalog.pg_policy as p on p.oid = d.objid
      where d.classid = 'pg_catalog.pg_policy'::regclass and d.refclassid = 'pg_catalog.pg_proc'::regclass
      union
      select o.oprcode, format('the policy "%s" on %s', p.polname, p.polrelid::regclass)
      from pg_catalog.pg_depend as d
      join pg_catalog.pg_policy as p on p.oid = d.objid
      join pg_catalog.pg_operator as o on o.oid = d.refobjid
      where d.classid = 'pg_catalog.pg_policy'::regclass and d.refclassid = 'pg_catalog.pg_operator'::regclass
      union
      select d.refobjid, format('the view %s', r.ev_class::regclass)
      from pg_catalog.pg_depend as d
      join pg_catalog.pg_rewrite as r on r.oid = d.objid
      join pg_catalog.pg_class as c on c.oid = r.ev_class and c.relkind = 'v'
      where d.classid = 'pg_catalog.pg_rewrite'::regclass and d.refclassid = 'pg_catalog.pg_proc'::regclass
    ),
    suspect as (
      select p.oid, c.caller
      from immutable as p
      join called as c on c.oid = p.oid
      where not exists (
        select from pg_catalog.pg_depend as e
        where e.classid = 'pg_catalog.pg_proc'::regclass and e.objid = p.oid and e.deptype = 'e'
      )
      union all
      select p.oid, 'whoever needs the setting that it reads'
      from immutable as p
      where p.prokind = 'f' and pg_catalog.pg_get_functiondef(p.oid) ~* 'current_setting|app\\.current_tenant_id'
        and p.oid not in (select oid from called)
    )
    select
      format('The function %s is IMMUTABLE and called by %s: a prepared plan keeps one tenant''s answer for all.',
        s.oid::regprocedure, s.caller),
      format('alter function %s stable', s.oid::regprocedure)
    from suspect as s
    order by 1`,
});
