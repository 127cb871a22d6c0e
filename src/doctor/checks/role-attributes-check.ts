import { createCatalogueCheck } from '../isolation-check.js';

/**
 * Attributes that lead past row-level security by a detour: `CREATEROLE` can join other roles, `REPLICATION` reads the whole
 * server's write-ahead log, `CREATEDB` makes a database in which the role owns everything.
 */
export const roleAttributesCheck = createCatalogueCheck({
  id: 'role-attributes',
  title: 'The role has no CREATEROLE, CREATEDB or REPLICATION',
  severity: 'failed',
  text: `
    select format('The role "%s" has %s.', r.rolname, upper(a.name)), format('alter role %I no%s', r.rolname, a.name)
    from pg_catalog.pg_roles as r
    cross join lateral (values
      ('createrole', r.rolcreaterole), ('createdb', r.rolcreatedb), ('replication', r.rolreplication)
    ) as a (name, is_set)
    where r.rolname in (session_user, current_user) and a.is_set`,
});
