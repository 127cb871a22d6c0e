create or replace function queue.drop_old_partitions(p_retention_months int)
returns setof text
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set lock_timeout = '10s'
as $$
declare
  v_keep_from timestamptz;
  v_month record;
  v_is_needed boolean;
begin
  if p_retention_months is null or p_retention_months not between 1 and 1200 then
    raise exception 'Jobs are kept for 1 to 1,200 months, not %.', coalesce(p_retention_months::text, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('queue.partitions', 0));
  -- This month is the first of those that are kept.
  v_keep_from := date_trunc('month', now()) - make_interval(months => p_retention_months - 1);

  for v_month in
    select b.name, b.from_at, b.until_at
    from (
      select format('queue.%I', c.relname) as name,
        substring(pg_get_expr(c.relpartbound, c.oid) from 'FROM \(''([^'']+)''\)')::timestamptz as from_at,
        substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \(''([^'']+)''\)')::timestamptz as until_at
      from pg_inherits as i
      join pg_class as c on c.oid = i.inhrelid
      where i.inhparent = 'queue.jobs'::regclass and c.relkind = 'p'
    ) as b
    where b.until_at <= v_keep_from
    order by b.from_at
  loop
    -- Nobody claims or reports behind our back.
    execute format('lock table %s in share row exclusive mode', v_month.name);
    execute format('select exists (select from %s where status in (''ready'', ''running''))', v_month.name) into v_is_needed;
    continue when v_is_needed;
    execute format('drop table %s', v_month.name);
    delete from queue.job_keys as k where k.created_at >= v_month.from_at and k.created_at < v_month.until_at;
    return next v_month.name;
  end loop;
end
$$;

comment on function queue.drop_old_partitions(int) is
  'Drops the months before so many (this one counts) with all that was done and given up in them; one in which a job is still to be done stays. Returns what was dropped.';
revoke all on function queue.drop_old_partitions(int) from public;
grant execute on function queue.drop_old_partitions(int) to sluice_maintainer;
