create or replace function sluice.log_partition_changes(p_table regclass, p_partition regclass)
returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_dataset record;
begin
  select d.name, d.log_function into v_dataset from sluice.datasets as d where d.name::regclass = p_table;
  if not found then
    return;
  end if;
  -- First, so that the watch over partitions, which these commands wake, finds it accounted for.
  insert into sluice.dataset_partitions (dataset, partition) values (v_dataset.name, p_partition) on conflict do nothing;
  -- A statement that names the table fires the table's own triggers and not these; one that names the partition, only these.
  perform sluice.create_log_triggers(p_partition, v_dataset.log_function);
  -- Truncating the table truncates each partition, so that the table itself needs no such trigger.
  execute format('create or replace trigger log_truncate before truncate on %s for each statement execute function %s',
    p_partition, v_dataset.log_function);
  -- Replication applies a truncate with this trigger too.
  execute format('alter table %s enable always trigger log_truncate', p_partition);
end
$$;

comment on function sluice.log_partition_changes(regclass, regclass) is
  'Has the change log record what is written to a partition by its own name, where its table is a dataset. The owner''s own.';
revoke all on function sluice.log_partition_changes(regclass, regclass) from public;
