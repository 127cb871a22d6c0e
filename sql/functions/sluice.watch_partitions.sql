create or replace function sluice.watch_partitions()
returns boolean
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if not (select r.rolsuper from pg_roles as r where r.rolname = current_user) then
    return exists (select from pg_event_trigger as e where e.evtname = 'sluice_partition_change');
  end if;
  if not exists (select from pg_event_trigger as e where e.evtname = 'sluice_partition_change') then
    create event trigger sluice_partition_change on ddl_command_end when tag in ('ALTER TABLE', 'CREATE TABLE')
      execute function sluice.on_partition_change();
  end if;
  if not exists (select from pg_event_trigger as e where e.evtname = 'sluice_partition_drop') then
    create event trigger sluice_partition_drop on sql_drop execute function sluice.on_partition_drop();
  end if;
  return true;
end
$$;

comment on function sluice.watch_partitions() is
  'Has the database notice partitions that come and go by hand. It takes a superuser; without one only Sluice''s own functions attach and detach partitions exactly. Runs as whoever calls it; returns whether they are watched.';
revoke all on function sluice.watch_partitions() from public;
