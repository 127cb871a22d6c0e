create or replace function sluice.on_partition_change()
returns event_trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_dataset text;
begin
  for v_dataset in
    select d.name from sluice.datasets as d where to_regclass(d.name) is not null
  loop
    perform sluice.adopt_partitions(v_dataset);
  end loop;
  perform sluice.adopt_document_partitions(s.table_name)
  from (select distinct table_name from sluice.search_sources where to_regclass(table_name) is not null) as s;
end
$$;

comment on function sluice.on_partition_change() is
  'Runs after every `alter table` and `create table`: a dataset''s partition that was attached or detached by hand reaches the change log and the documents.';
revoke all on function sluice.on_partition_change() from public;
