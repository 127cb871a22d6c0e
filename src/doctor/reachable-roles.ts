/**
 * A common table expression `dangerous_role (oid, rolname, danger)`: the roles as which row-level security can be passed, and in which
 * words. PostgreSQL's own `pg_read_all_data` and its kin read past grants or past the database; whoever owns a relation can drop its policies.
 */
export const DANGEROUS_ROLES = `
  dangerous_role as (
    select d.oid, d.rolname, d.danger
    from (
      select r.oid, r.rolname, case
        when r.rolsuper then 'is a superuser'
        when r.rolbypassrls then 'has BYPASSRLS'
        when r.rolcreaterole then 'has CREATEROLE'
        when r.rolreplication then 'has REPLICATION'
        when r.rolname in ('pg_read_all_data', 'pg_write_all_data') then 'reaches every table whatever is granted'
        when r.rolname in ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program')
          then 'reaches the server''s files or programs'
        when r.rolname in ('pg_create_subscription', 'pg_maintain') then 'acts on every table'
        when exists (
          select from pg_catalog.pg_database as b where b.datname = current_database() and b.datdba = r.oid
        ) then 'owns the database'
        when exists (
          select from pg_catalog.pg_class as c
          where c.relowner = r.oid and c.relkind in ('r', 'p', 'v', 'm', 'f') and c.oid >= 16384
        ) then 'owns tables or views'
      end as danger
      from pg_catalog.pg_roles as r
    ) as d
    where d.danger is not null
  )`;

/**
 * Common table expressions `dangerous_role` and `reachable_role (oid, rolname)`: the role that logged in, the role it acts as, and every
 * harmless role it is a member of. Membership counts even where it is not inherited: `set role` and an admin option are one statement
 * away. Being a member of a dangerous role is a finding of its own; to list all that follows from it would only hide it.
 */
export const REACHABLE_ROLES = `
  ${DANGEROUS_ROLES},
  reachable_role as (
    select r.oid, r.rolname
    from pg_catalog.pg_roles as r
    where r.rolname in (session_user, current_user)
      or (pg_catalog.pg_has_role(session_user, r.oid, 'MEMBER') and r.oid not in (select oid from dangerous_role))
  )`;
