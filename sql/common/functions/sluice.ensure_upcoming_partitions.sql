create or replace function sluice.ensure_upcoming_partitions(p_months int default 3)
returns setof text
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set lock_timeout = '10s'
as $$
declare
  v_table record;
  v_month timestamptz;
  v_until timestamptz;
  v_name text;
  v_default regclass;
begin
  if p_months is null or p_months not between 0 and 24 then
    raise exception 'Partitions are made for 0 to 24 months ahead, not %.', coalesce(p_months::text, 'null')
      using errcode = 'invalid_parameter_value';
  end if;

  for v_table in
    select p.partrelid::regclass as oid, c.relname as name, a.attname as column_name
    from pg_partitioned_table as p
    join pg_class as c on c.oid = p.partrelid
    join pg_attribute as a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
    where c.relnamespace = 'sluice'::regnamespace and c.relowner = 'sluice_owner'::regrole and p.partstrat = 'r'
    order by c.relname
  loop
    -- Two that want partitions of one table take turns, so that the second finds what the first has made.
    perform pg_advisory_xact_lock(hashtextextended('sluice.partitions ' || v_table.oid::oid, 0));
    v_default := format('sluice.%I', v_table.name || '_default')::regclass;
    for v_month in
      select generate_series(date_trunc('month', now()), date_trunc('month', now()) + make_interval(months => p_months),
        interval '1 month')
    loop
      v_until := v_month + interval '1 month';
      v_name := format('sluice.%I', v_table.name || to_char(v_month, '"_"YYYY"_"MM'));
      continue when to_regclass(v_name) is not null;
      execute format('create table %s (like %s including defaults including constraints including storage)', v_name, v_table.oid);
      execute format('comment on table %s is %L', v_name, v_table.name || ': rows of ' || to_char(v_month, 'FMMonth YYYY') || '.');
      perform sluice.isolate_partition(v_name::regclass);
      -- Before rows are moved nobody may add one to the month behind our back: attaching would fail.
      execute format('lock table %s in access exclusive mode', v_default);
      execute format(
        'with moved as (delete from %s where %I >= $1 and %I < $2 returning *) insert into %s select * from moved',
        v_default, v_table.column_name, v_table.column_name, v_name)
      using v_month, v_until;
      execute format('alter table %s attach partition %s for values from (%L) to (%L)', v_table.oid, v_name, v_month, v_until);
      return next v_name;
    end loop;
  end loop;
end
$$;

comment on function sluice.ensure_upcoming_partitions(int) is
  'Makes every partition of Sluice''s own tables that is missing from this month to so many months ahead (0 to 24), and moves rows there that had none. Returns what was made.';
revoke all on function sluice.ensure_upcoming_partitions(int) from public;
-- The gateway as well: partitions appear while it runs, without anyone asking.
grant execute on function sluice.ensure_upcoming_partitions(int) to sluice_maintainer, sluice_gateway;
