create or replace function sluice.partition_column(p_table regclass)
returns name
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select a.attname
  from pg_partitioned_table as p
  join pg_attribute as a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
  where p.partrelid = p_table
$$;

comment on function sluice.partition_column(regclass) is
  'The first column by which a table is partitioned. The owner''s own.';
revoke all on function sluice.partition_column(regclass) from public;
