import { createCatalogueCheck } from '../isolation-check.js';

/** An owner can turn row-level security off, drop policies and grant itself what it lacks. */
export const ownershipCheck = createCatalogueCheck({
  id: 'ownership',
  title: 'The role owns nothing',
  severity: 'failed',
  text: `
    select
      format('The role "%s" owns %s.', r.rolname, pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid)),
      format('reassign owned by %I to sluice_owner', r.rolname)
    from pg_catalog.pg_shdepend as d
    join pg_catalog.pg_roles as r on r.oid = d.refobjid and r.rolname in (session_user, current_user)
    where d.refclassid = 'pg_catalog.pg_authid'::regclass and d.deptype = 'o'
      and (
        d.dbid = (select oid from pg_catalog.pg_database where datname = current_database())
        or (d.dbid = 0 and d.classid = 'pg_catalog.pg_database'::regclass
          and d.objid = (select oid from pg_catalog.pg_database where datname = current_database()))
      )
    order by 1`,
});
