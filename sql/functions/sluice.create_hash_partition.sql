create or replace function sluice.create_hash_partition(p_table regclass, p_count int)
returns int
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '10s'
as $$
declare
  v_table name;
  v_schema name;
  -- Quoted and qualified: beside its table.
  v_name text;
  v_present int;
  v_created int := 0;
begin
  perform sluice.assert_partitioned(p_table, 'h');
  if p_count is null or p_count not between 1 and 256 then
    raise exception 'A table has 1 to 256 hash partitions, not %.', coalesce(p_count::text, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('sluice.partitions ' || p_table::oid, 0));

  select c.relname, n.nspname into v_table, v_schema
  from pg_class as c
  join pg_namespace as n on n.oid = c.relnamespace
  where c.oid = p_table;
  select max(substring(pg_get_expr(c.relpartbound, c.oid) from 'modulus (\d+)')::int) into v_present
  from pg_inherits as i
  join pg_class as c on c.oid = i.inhrelid
  where i.inhparent = p_table;
  if v_present <> p_count then
    raise exception '% is divided into % hash partitions; it cannot become %.', p_table, v_present, p_count
      using errcode = 'object_not_in_prerequisite_state',
        hint = 'Every row would move to another partition. Copy the table into a new one and rename it.';
  end if;

  for v_remainder in 0 .. p_count - 1 loop
    v_name := format('%I.%I', v_schema, format('%s_part_%s', v_table, v_remainder));
    continue when to_regclass(v_name) is not null;
    execute format('create table %s partition of %s for values with (modulus %s, remainder %s)',
      v_name, p_table, p_count, v_remainder);
    execute format('comment on table %s is %L', v_name,
      format('%s: rows of the tenants whose hash leaves %s when divided by %s.', v_table, v_remainder, p_count));
    perform sluice.isolate_partition(v_name::regclass);
    v_created := v_created + 1;
  end loop;
  perform sluice.adopt_document_partitions(s.table_name)
  from (select distinct table_name from sluice.search_sources where table_name::regclass = p_table) as s;
  return v_created;
end
$$;

comment on function sluice.create_hash_partition(regclass, int) is
  'Divides a table partitioned by hash into this many partitions; those that are there stay. Returns how many were made.';
revoke all on function sluice.create_hash_partition(regclass, int) from public;
grant execute on function sluice.create_hash_partition(regclass, int) to sluice_maintainer;
