import { createCatalogueCheck } from '../isolation-check.js';
import { REACHABLE_ROLES } from '../reachable-roles.js';

/** Through dblink or a foreign server the role may come back as somebody else. */
export const foreignAccessCheck = createCatalogueCheck({
  id: 'foreign-access',
  title: 'The role reaches no other server',
  severity: 'warning',
  text: `
    with ${REACHABLE_ROLES}
    select
      format('Functions of the extension "%s" are callable for %s.', x.extname,
        string_agg(distinct case a.grantee when 0 then 'PUBLIC' else format('the role "%s"', pg_get_userbyid(a.grantee)) end, ', ')),
      format('revoke execute on all functions in schema %I from %s', n.nspname,
        string_agg(distinct case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end, ', '))
    from pg_catalog.pg_extension as x
    join pg_catalog.pg_namespace as n on n.oid = x.extnamespace
    join pg_catalog.pg_depend as d
      on d.refclassid = 'pg_catalog.pg_extension'::regclass and d.refobjid = x.oid and d.deptype = 'e'
      and d.classid = 'pg_catalog.pg_proc'::regclass
    join pg_catalog.pg_proc as p on p.oid = d.objid
    cross join lateral pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) as a
    where x.extname in ('dblink', 'postgres_fdw', 'file_fdw', 'adminpack', 'pg_cron', 'plpython3u', 'plperlu')
      and (a.grantee = 0 or a.grantee in (select oid from reachable_role))
    group by x.extname, n.nspname
    union all
    select
      format('The foreign server "%s" is usable for %s.', s.srvname,
        case a.grantee when 0 then 'PUBLIC' else format('the role "%s"', pg_get_userbyid(a.grantee)) end),
      format('revoke usage on foreign server %I from %s', s.srvname,
        case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end)
    from pg_catalog.pg_foreign_server as s
    cross join lateral pg_catalog.aclexplode(coalesce(s.srvacl, pg_catalog.acldefault('S', s.srvowner))) as a
    where a.grantee = 0 or a.grantee in (select oid from reachable_role)
    order by 1`,
});
