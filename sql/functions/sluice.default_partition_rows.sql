create or replace function sluice.default_partition_rows()
returns table (table_name text, row_count bigint)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_default regclass;
begin
  for table_name, v_default in
    select p.partrelid::regclass::text, p.partdefid::regclass
    from pg_partitioned_table as p
    join pg_class as c on c.oid = p.partrelid
    where p.partdefid <> 0 and c.relowner = 'sluice_owner'::regrole and p.partstrat = 'r'
    order by 1
  loop
    execute format('select count(*) from %s', v_default) into row_count;
    return next;
  end loop;
end
$$;

comment on function sluice.default_partition_rows() is
  'How many rows, of all tenants, wait in each table''s default partition for the partition of their month.';
revoke all on function sluice.default_partition_rows() from public;
grant execute on function sluice.default_partition_rows() to sluice_gateway, sluice_maintainer;
