import { createCatalogueCheck } from '../isolation-check.js';
import { REACHABLE_ROLES } from '../reachable-roles.js';

/** The server's files hold every tenant's rows; nobody but a superuser may read them unless somebody granted it. */
export const serverFilesCheck = createCatalogueCheck({
  id: 'server-files',
  title: 'The role cannot read or write files of the server',
  severity: 'failed',
  text: `
    with ${REACHABLE_ROLES}
    select
      format('The function %s is callable for %s.', p.oid::regprocedure,
        case a.grantee when 0 then 'PUBLIC' else format('the role "%s"', pg_get_userbyid(a.grantee)) end),
      format('revoke execute on function %s from %s', p.oid::regprocedure,
        case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end)
    from pg_catalog.pg_proc as p
    cross join lateral pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) as a
    where p.pronamespace = 'pg_catalog'::regnamespace
      and p.proname in ('pg_read_file', 'pg_read_binary_file', 'pg_ls_dir', 'pg_stat_file', 'lo_import', 'lo_export',
        'pg_file_write', 'pg_file_read')
      and (a.grantee = 0 or a.grantee in (select oid from reachable_role))
    order by 1`,
});
