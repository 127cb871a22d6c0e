create or replace function queue.isolate_partition(p_partition regclass, p_comment text)
returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  execute format('comment on table %s is %L', p_partition, p_comment);
  execute format('alter table %s enable row level security', p_partition);
  execute format('alter table %s force row level security', p_partition);
  execute format('create policy all_owner on %s to sluice_owner using (true) with check (true)', p_partition);
end
$$;

comment on function queue.isolate_partition(regclass, text) is
  'Closes a new partition to everyone but the owner: all others read through queue.jobs and its policies. The owner''s own.';
revoke all on function queue.isolate_partition(regclass, text) from public;
