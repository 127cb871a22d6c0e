import { REACHABLE_ROLES } from './reachable-roles.js';

/**
 * Common table expressions for the checks of relations:
 * - `relation (oid, name, relkind, relowner, …)`: tables, partitions, foreign tables, views and materialized views outside the
 *   system catalogues that no extension brought;
 * - `granted (oid, privilege, grantee)`: each privilege on one of them, or on a column of it, that PUBLIC or a reachable role holds.
 *   The right to enter the schema is not asked for: a grant behind a closed door is a hole one statement later;
 * - `grantees (oid, names)`: who holds something on it, ready for the end of a `revoke`.
 */
export const REACHABLE_GRANTS = `
  ${REACHABLE_ROLES},
  relation as (
    select c.oid, pg_catalog.format('%I.%I', n.nspname, c.relname) as name, c.relkind, c.relowner, c.relacl, c.reloptions,
      c.relrowsecurity, c.relforcerowsecurity
    from pg_catalog.pg_class as c
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'f', 'v', 'm')
      and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp_|toast_temp_)'
      and not exists (
        select from pg_catalog.pg_depend as d
        where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
          -- What else could it depend on so; but this has an index.
          and d.refclassid = 'pg_catalog.pg_extension'::regclass
      )
  ),
  granted as (
    select r.oid, a.privilege_type as privilege, a.grantee
    from relation as r
    cross join lateral pg_catalog.aclexplode(coalesce(r.relacl, pg_catalog.acldefault('r', r.relowner))) as a
    where a.grantee = 0 or a.grantee in (select oid from reachable_role)
    union
    select r.oid, a.privilege_type, a.grantee
    from relation as r
    join pg_catalog.pg_attribute as t on t.attrelid = r.oid and t.attacl is not null
    cross join lateral pg_catalog.aclexplode(t.attacl) as a
    where a.grantee = 0 or a.grantee in (select oid from reachable_role)
  ),
  grantees as (
    select g.oid,
      string_agg(distinct case g.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(g.grantee)) end, ', ') as names
    from granted as g
    group by g.oid
  )`;
