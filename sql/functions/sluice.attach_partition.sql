create or replace function sluice.attach_partition(p_table regclass, p_partition regclass, p_month date)
returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set lock_timeout = '10s'
as $$
declare
  v_from timestamptz := date_trunc('month', p_month::timestamp) at time zone 'UTC';
  v_until timestamptz := (date_trunc('month', p_month::timestamp) + interval '1 month') at time zone 'UTC';
  v_dataset text := (select d.name from sluice.datasets as d where d.name::regclass = p_table);
begin
  perform sluice.assert_partitioned(p_table, 'r');
  perform sluice.assert_not_audit_trail(p_table);
  perform pg_advisory_xact_lock(hashtextextended('sluice.partitions ' || p_table::oid, 0));
  perform sluice.assert_not_archived(v_dataset, v_from);
  perform sluice.isolate_partition(p_partition);
  execute format('alter table %s attach partition %s for values from (%L) to (%L)', p_table, p_partition, v_from, v_until);
  if v_dataset is not null then
    perform sluice.adopt_partitions(v_dataset);
  end if;
  perform sluice.adopt_document_partitions(s.table_name)
  from (select distinct table_name from sluice.search_sources where table_name::regclass = p_table) as s;
end
$$;

comment on function sluice.attach_partition(regclass, regclass, date) is
  'Makes a table of sluice_owner the partition of the UTC month that holds the date: closes it to others, logs its rows as changed, and makes them searchable.';
revoke all on function sluice.attach_partition(regclass, regclass, date) from public;
grant execute on function sluice.attach_partition(regclass, regclass, date) to sluice_maintainer;
