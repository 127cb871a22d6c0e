create or replace function sluice.create_monthly_partition(p_table regclass, p_month date)
returns text
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set lock_timeout = '10s'
as $$
declare
  v_from timestamptz := date_trunc('month', p_month::timestamp) at time zone 'UTC';
  v_until timestamptz := (date_trunc('month', p_month::timestamp) + interval '1 month') at time zone 'UTC';
  v_table name;
  -- Quoted and qualified: beside its table.
  v_name text;
  v_column name;
  v_present regclass;
  v_default regclass;
  v_search record;
begin
  perform sluice.assert_partitioned(p_table, 'r');
  -- Two that want partitions of one table take turns, so that the second finds what the first has made.
  perform pg_advisory_xact_lock(hashtextextended('sluice.partitions ' || p_table::oid, 0));

  perform sluice.assert_not_archived((select d.name from sluice.datasets as d where d.name::regclass = p_table), v_from);
  select c.relname, format('%I.%I', n.nspname, c.relname || to_char(v_from, '"_"YYYY"_"MM'))
  into v_table, v_name
  from pg_class as c
  join pg_namespace as n on n.oid = c.relnamespace
  where c.oid = p_table;
  select partition into v_present from sluice.partition_bounds(p_table) where from_at <= v_from and until_at >= v_until;
  if v_present is not null then
    return v_present::text;
  end if;

  v_column := sluice.partition_column(p_table);

  execute format('create table %s (like %s including defaults including constraints including storage)', v_name, p_table);
  execute format('comment on table %s is %L', v_name, v_table || ': rows of ' || to_char(v_from, 'FMMonth YYYY') || '.');
  perform sluice.isolate_partition(v_name::regclass);

  select min(s.table_name) as table_name, min(s.trigger_function) as trigger_function into v_search
  from sluice.search_sources as s
  where s.table_name::regclass = p_table;
  select partition into v_default from sluice.partition_bounds(p_table) where is_default;
  if v_default is not null then
    -- Before rows are moved nobody may add one to the month behind our back: attaching would fail.
    execute format('lock table %s in access exclusive mode', v_default);
    -- The rows stay rows of the table, and keep their documents.
    if v_search.table_name is not null then
      execute format('alter table %s disable trigger search_delete', v_default);
    end if;
    execute format(
      'with moved as (delete from %s where %I >= $1 and %I < $2 returning *) insert into %s select * from moved',
      v_default, v_column, v_column, v_name)
    using v_from, v_until;
    if v_search.table_name is not null then
      execute format('alter table %s enable always trigger search_delete', v_default);
    end if;
  end if;

  if v_search.table_name is not null then
    perform sluice.create_document_triggers(v_name::regclass, v_search.trigger_function);
    -- Accounted for before it is attached: its rows have their documents.
    insert into sluice.search_partitions (table_name, partition) values (v_search.table_name, v_name::regclass);
  end if;
  -- `attach` locks out nobody who reads or writes the other months; `create table ... partition of` would.
  execute format('alter table %s attach partition %s for values from (%L) to (%L)', p_table, v_name, v_from, v_until);
  perform sluice.log_partition_changes(p_table, v_name::regclass);
  return v_name;
end
$$;

comment on function sluice.create_monthly_partition(regclass, date) is
  'Makes the partition of the UTC month that holds the date, unless it is there, and moves the month''s rows out of the default partition. Returns its name.';
revoke all on function sluice.create_monthly_partition(regclass, date) from public;
grant execute on function sluice.create_monthly_partition(regclass, date) to sluice_maintainer;
