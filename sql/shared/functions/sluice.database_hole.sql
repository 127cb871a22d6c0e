create or replace function sluice.database_hole()
returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when has_database_privilege('sluice_gateway', current_database(), 'temporary')
      or has_database_privilege('sluice_gateway', current_database(), 'create')
      then format('revoke temporary, create on database %I from public, sluice_gateway', current_database())
    when has_schema_privilege('sluice_gateway', to_regnamespace('public'), 'create')
      then 'revoke create on schema public from public, sluice_gateway'
    when not has_database_privilege('sluice_gateway', current_database(), 'connect')
      or not has_database_privilege('sluice_maintainer', current_database(), 'connect')
      then format('grant connect on database %I to sluice_gateway, sluice_maintainer', current_database())
    -- The maintainer stages imports in temporary tables; a concurrent refresh makes one as the owner.
    when not has_database_privilege('sluice_maintainer', current_database(), 'temporary')
      or not has_database_privilege('sluice_owner', current_database(), 'temporary')
      then format('grant temporary on database %I to sluice_maintainer, sluice_owner', current_database())
  end
$$;

comment on function sluice.database_hole() is
  'The next statement that this database''s own privileges still need, or null: the gateway has neither TEMP nor CREATE, the maintainer and the owner have TEMP.';
revoke all on function sluice.database_hole() from public;
