create or replace function sluice.ensure_upcoming_partitions(p_months int default 3)
returns setof text
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
declare
  -- A table that has no month yet starts this far back; one that has keeps what retention left of it.
  c_initial_months constant int := 24;
  c_hash_partitions constant int := 8;
  v_table record;
  v_month date;
  v_first date;
begin
  if p_months is null or p_months not between 0 and 24 then
    raise exception 'Partitions are made for 0 to 24 months ahead, not %.', coalesce(p_months::text, 'null')
      using errcode = 'invalid_parameter_value';
  end if;

  for v_table in
    select p.partrelid::regclass as oid, p.partstrat = 'r' as is_monthly, n.nspname as schema_name
    from pg_partitioned_table as p
    join pg_class as c on c.oid = p.partrelid
    join pg_namespace as n on n.oid = c.relnamespace
    -- The queues' tables, partitioned by list, are not ours to divide.
    where c.relowner = 'sluice_owner'::regrole and p.partstrat in ('r', 'h')
    order by n.nspname, c.relname
  loop
    if not v_table.is_monthly then
      if not exists (select from pg_inherits where inhparent = v_table.oid) then
        perform sluice.create_hash_partition(v_table.oid, c_hash_partitions);
        return next v_table.oid::text;
      end if;
      continue;
    end if;

    v_first := date_trunc('month', now());
    -- What Sluice itself writes down has no past.
    if v_table.schema_name <> 'sluice' and not exists (select from sluice.partition_bounds(v_table.oid) where not is_default) then
      v_first := v_first - make_interval(months => c_initial_months);
    end if;
    for v_month in
      select generate_series(v_first, date_trunc('month', now()) + make_interval(months => p_months), interval '1 month')
    loop
      continue when exists (
        select from sluice.partition_bounds(v_table.oid) where from_at <= v_month::timestamptz and until_at > v_month::timestamptz);
      return next sluice.create_monthly_partition(v_table.oid, v_month);
    end loop;
  end loop;
end
$$;

comment on function sluice.ensure_upcoming_partitions(int) is
  'Makes every partition that is missing from this month to so many months ahead (0 to 24), for all tables. Returns what was made.';
revoke all on function sluice.ensure_upcoming_partitions(int) from public;
-- The gateway as well: partitions appear while it runs, without anyone asking.
grant execute on function sluice.ensure_upcoming_partitions(int) to sluice_maintainer, sluice_gateway;
