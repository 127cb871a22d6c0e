create or replace function sluice.forget_partition_changes(p_partition regclass)
returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_trigger name;
begin
  delete from sluice.dataset_partitions as k where k.partition = p_partition;
  for v_trigger in
    select t.tgname from pg_trigger as t
    where t.tgrelid = p_partition and t.tgname in ('log_insert', 'log_update', 'log_delete', 'log_truncate', 'log_replicated')
  loop
    execute format('drop trigger %I on %s', v_trigger, p_partition);
  end loop;
end
$$;

comment on function sluice.forget_partition_changes(regclass) is
  'Takes the change log''s triggers from a table that is no partition any more. The owner''s own.';
revoke all on function sluice.forget_partition_changes(regclass) from public;
