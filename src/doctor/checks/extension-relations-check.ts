import { createCatalogueCheck } from '../isolation-check.js';
import { REACHABLE_ROLES } from '../reachable-roles.js';

/** What an extension brought is usually its own book-keeping. Sluice cannot tell: an operator should look. */
export const extensionRelationsCheck = createCatalogueCheck({
  id: 'extension-relations',
  title: 'No table or view of an extension is readable',
  severity: 'warning',
  text: `
    with ${REACHABLE_ROLES}
    select distinct
      format('%I.%I of the extension "%s" is readable for %s.', n.nspname, c.relname, x.extname,
        case a.grantee when 0 then 'PUBLIC' else format('the role "%s"', pg_get_userbyid(a.grantee)) end),
      format('Unless it holds no tenant''s data, run: revoke all on %I.%I from %s', n.nspname, c.relname,
        case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end)
    from pg_catalog.pg_depend as d
    join pg_catalog.pg_extension as x on x.oid = d.refobjid
    join pg_catalog.pg_class as c on c.oid = d.objid and c.relkind in ('r', 'p', 'f', 'v', 'm')
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    cross join lateral pg_catalog.aclexplode(coalesce(c.relacl, pg_catalog.acldefault('r', c.relowner))) as a
    where d.classid = 'pg_catalog.pg_class'::regclass and d.refclassid = 'pg_catalog.pg_extension'::regclass
      and d.deptype = 'e' and a.privilege_type = 'SELECT'
      and (a.grantee = 0 or a.grantee in (select oid from reachable_role))
    order by 1`,
});
