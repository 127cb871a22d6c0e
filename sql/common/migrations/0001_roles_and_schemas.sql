-- The three roles, the schema of Sluice itself, and the book that `sluice migrate` keeps: the same in the databases oltp, content and queue.
--
-- This file runs as the role that connects: a superuser, or any role with CREATEROLE and CREATE on this database.
-- Roles belong to the whole server, so they may exist already (another database of the same server, or a DBA who
-- made them beforehand); they are then taken as they are, provided that they hold no dangerous attribute.

do $$
declare
  v_role record;
begin
  for v_role in
    select *
    from (values
      ('sluice_owner', 'nologin', 'Owns every Sluice table, view and function. Nobody logs in as it.'),
      ('sluice_maintainer', 'login', 'Refreshes rollups, makes partitions, imports, issues tokens. Waits for its password.'),
      ('sluice_gateway', 'login', 'Reads, for one tenant at a time. Waits for its password.')
    ) as wanted (name, login, comment)
  loop
    begin
      if not exists (select from pg_catalog.pg_roles where rolname = v_role.name) then
        execute format('create role %I %s nosuperuser nocreatedb nocreaterole nobypassrls noreplication',
          v_role.name, v_role.login);
        -- "Waits for its password" is what `sluice migrate` looks for before it makes one.
        execute format('comment on role %I is %L', v_role.name, v_role.comment);
      end if;
    exception
      -- A migration of another database on this server was faster.
      when duplicate_object or unique_violation then null;
    end;
  end loop;
end
$$;

do $$
declare
  v_role name;
begin
  select rolname into v_role
  from pg_catalog.pg_roles
  where rolname in ('sluice_owner', 'sluice_maintainer', 'sluice_gateway')
    and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)
  limit 1;
  if found then
    raise exception 'The role % holds an attribute that breaks tenant isolation.', v_role
      using errcode = 'insufficient_privilege',
        hint = format('Run: alter role %I nosuperuser nobypassrls nocreaterole nocreatedb noreplication', v_role);
  end if;
end
$$;

-- JIT compilation has turned queries of 50 ms into seconds; a pinned search_path leaves no name to be captured.
do $$
declare
  v_setting record;
begin
  for v_setting in
    select *
    from (values
      ('sluice_gateway', 'jit', 'off'),
      ('sluice_gateway', 'search_path', 'pg_catalog'),
      ('sluice_maintainer', 'jit', 'off')
    ) as wanted (role, name, value)
  loop
    if not exists (
      select
      from pg_catalog.pg_db_role_setting as s
      join pg_catalog.pg_roles as r on r.oid = s.setrole
      where r.rolname = v_setting.role and s.setdatabase = 0
        and s.setconfig @> array[v_setting.name || '=' || v_setting.value]
    ) then
      execute format('alter role %I set %I = %L', v_setting.role, v_setting.name, v_setting.value);
    end if;
  end loop;
end
$$;

-- Whoever migrates must be able to act as the owner. From PostgreSQL 16 on, having created a role is not enough for that.
do $$
declare
  v_is_16 boolean := current_setting('server_version_num')::int >= 160000;
begin
  if not pg_has_role(current_user, 'sluice_owner', case when v_is_16 then 'SET' else 'MEMBER' end)
    or not pg_has_role(current_user, 'sluice_owner', 'USAGE')
  then
    execute format('grant sluice_owner to %I %s', current_user,
      case when v_is_16 then 'with inherit true, set true' else '' end);
  end if;
end
$$;

create schema if not exists sluice authorization sluice_owner;

set local role sluice_owner;

comment on schema sluice is 'What Sluice itself keeps: its functions, and the book of its migrations.';

-- Usage opens a schema's door, no table in it.
grant usage on schema sluice to sluice_gateway, sluice_maintainer;

-- PostgreSQL lets everybody execute a new function unless told otherwise.
alter default privileges for role sluice_owner revoke execute on functions from public;

-- The book of `sluice migrate`. Nothing of it is granted to the gateway or the maintainer.
create table sluice.migrations (
  name text not null primary key,
  checksum text not null,
  applied_at timestamptz not null default now(),
  duration_ms bigint not null
);
comment on table sluice.migrations is 'Every migration that was applied to this database. A released migration is never edited.';
comment on column sluice.migrations.name is 'The file''s name without its ending, such as 0001_roles_and_schemas.';
comment on column sluice.migrations.checksum is 'SHA-256 of the file as it was applied, in hexadecimal.';
comment on column sluice.migrations.applied_at is 'When its transaction began.';
comment on column sluice.migrations.duration_ms is 'How long it took, in milliseconds.';

create table sluice.definitions (
  name text not null primary key,
  checksum text not null,
  applied_at timestamptz not null default now()
);
comment on table sluice.definitions is 'The functions and rollups as they stand in this database; a file whose checksum differs is run again.';
comment on column sluice.definitions.name is 'The folder and the file''s name without its ending, such as functions/sluice.is_tenant.';
comment on column sluice.definitions.checksum is 'SHA-256 of the file as it was last run, in hexadecimal.';
comment on column sluice.definitions.applied_at is 'When it was last run.';
