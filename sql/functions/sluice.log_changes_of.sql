create or replace function sluice.log_changes_of(p_table regclass, p_time_column name, p_function regprocedure)
returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_name text;
  v_is_partitioned boolean;
  v_partition regclass;
begin
  select n.nspname || '.' || c.relname, c.relkind = 'p' into v_name, v_is_partitioned
  from pg_class as c
  join pg_namespace as n on n.oid = c.relnamespace
  where c.oid = p_table;
  insert into sluice.datasets as d (name, time_column, log_function) values (v_name, p_time_column, p_function::text)
  on conflict (name) do update set time_column = excluded.time_column, log_function = excluded.log_function;

  insert into sluice.dataset_partitions (dataset, partition)
  select v_name, t.relid from pg_partition_tree(p_table) as t where t.isleaf
  on conflict do nothing;

  -- Replication writes row by row and fires only triggers that are meant for it; a partition inherits a trigger for rows.
  execute format('create or replace trigger log_replicated after insert or update or delete on %s for each row execute function %s',
    p_table, p_function);
  execute format('alter table %s enable replica trigger log_replicated', p_table);

  if not v_is_partitioned then
    perform sluice.log_partition_changes(p_table, p_table);
    return;
  end if;
  perform sluice.create_log_triggers(p_table, p_function::text);
  for v_partition in
    select t.relid from pg_partition_tree(p_table) as t where t.isleaf
  loop
    perform sluice.log_partition_changes(p_table, v_partition);
  end loop;
end
$$;

comment on function sluice.log_changes_of(regclass, name, regprocedure) is
  'Makes a table a dataset: its changes, by whatever road, reach the change log through the given trigger function. The owner''s own.';
revoke all on function sluice.log_changes_of(regclass, name, regprocedure) from public;
