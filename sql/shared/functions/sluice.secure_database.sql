create or replace function sluice.secure_database()
returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_hole text := sluice.database_hole();
  v_previous text;
begin
  -- Privileges of a database are not copied with it (a template's clone, a restored dump), so this runs with every migration.
  while v_hole is not null loop
    if v_hole is not distinct from v_previous then
      raise exception 'The role % may not set the privileges of the database %.', current_user, current_database()
        using errcode = 'insufficient_privilege', hint = 'As the owner of the database, run: ' || v_hole;
    end if;
    begin
      execute v_hole;
    exception when insufficient_privilege then null;
    end;
    v_previous := v_hole;
    v_hole := sluice.database_hole();
  end loop;
end
$$;

comment on function sluice.secure_database() is
  'Gives the database the privileges that isolation and maintenance need. Runs as whoever calls it: the database''s owner or a superuser.';
revoke all on function sluice.secure_database() from public;
