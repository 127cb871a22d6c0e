create or replace function sluice.isolate_partition(p_partition regclass)
returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  execute format('alter table %s enable row level security', p_partition);
  execute format('alter table %s force row level security', p_partition);
  -- One that was a partition before has it still.
  execute format('drop policy if exists all_owner on %s', p_partition);
  execute format('create policy all_owner on %s to sluice_owner using (true) with check (true)', p_partition);
end
$$;

comment on function sluice.isolate_partition(regclass) is
  'Closes a new partition to everyone but the owner: all others read through the partitioned table and its policies. The owner''s own.';
revoke all on function sluice.isolate_partition(regclass) from public;
