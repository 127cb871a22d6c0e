create or replace function sluice.detach_partition(p_partition regclass)
returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '10s'
as $$
declare
  v_table regclass := (select i.inhparent from pg_inherits as i where i.inhrelid = p_partition);
  v_dataset text;
begin
  if v_table is null then
    raise exception '% is not a partition.', p_partition using errcode = 'wrong_object_type';
  end if;
  perform sluice.assert_partitioned(v_table, 'r');
  perform sluice.assert_not_audit_trail(v_table);
  perform pg_advisory_xact_lock(hashtextextended('sluice.partitions ' || v_table::oid, 0));
  execute format('alter table %s detach partition %s', v_table, p_partition);
  select d.name into v_dataset from sluice.datasets as d where d.name::regclass = v_table;
  if found then
    perform sluice.adopt_partitions(v_dataset);
  end if;
  perform sluice.adopt_document_partitions(s.table_name)
  from (select distinct table_name from sluice.search_sources where table_name::regclass = v_table) as s;
end
$$;

comment on function sluice.detach_partition(regclass) is
  'Takes a partition out of its table, which keeps its rows as a table of its own, logs them as changed, and has searches forget them. To drop old months, see sluice.drop_old_partitions.';
revoke all on function sluice.detach_partition(regclass) from public;
grant execute on function sluice.detach_partition(regclass) to sluice_maintainer;
