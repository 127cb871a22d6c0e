create or replace function queue.ensure_upcoming_partitions(p_months int default 3)
returns setof text
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set lock_timeout = '10s'
as $$
declare
  v_month timestamptz;
  v_until timestamptz;
  v_name text;
  v_family text;
  v_is_new boolean;
begin
  if p_months is null or p_months not between 0 and 24 then
    raise exception 'Partitions are made for 0 to 24 months ahead, not %.', coalesce(p_months::text, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  -- Two that want partitions take turns, so that the second finds what the first has made.
  perform pg_advisory_xact_lock(hashtextextended('queue.partitions', 0));

  for v_month in
    select m.month
    from (
      select generate_series(date_trunc('month', now()), date_trunc('month', now()) + make_interval(months => p_months),
        interval '1 month')
      union
      -- Jobs that were queued while their month had no partition.
      select distinct date_trunc('month', d.created_at) from queue.jobs_default as d
    ) as m (month)
    order by m.month
  loop
    v_until := v_month + interval '1 month';
    v_name := format('queue.%I', to_char(v_month, '"jobs_"YYYY"_"MM'));
    v_is_new := to_regclass(v_name) is null;
    if v_is_new then
      execute format('create table %s (like queue.jobs including defaults including constraints) partition by list (queue_family)', v_name);
      execute format('comment on table %s is %L', v_name, 'jobs: jobs that were queued in ' || to_char(v_month, 'FMMonth YYYY') || '.');
      perform sluice.isolate_partition(v_name::regclass);
    end if;
    for v_family in
      select f.name from queue.families as f order by f.name
    loop
      perform queue.create_family_partition(v_name::regclass, v_family);
    end loop;
    continue when not v_is_new;

    -- Before rows are moved nobody may add one to the month behind our back: attaching would fail.
    lock table queue.jobs_default in access exclusive mode;
    execute format(
      'with moved as (delete from queue.jobs_default where created_at >= $1 and created_at < $2 returning *)'
      ' insert into %s select * from moved', v_name)
    using v_month, v_until;
    execute format('alter table queue.jobs attach partition %s for values from (%L) to (%L)', v_name, v_month, v_until);
    return next v_name;
  end loop;
end
$$;

comment on function queue.ensure_upcoming_partitions(int) is
  'Makes every partition that is missing from this month to so many months ahead (0 to 24), each divided by family, and moves jobs there that had none. Returns the months that were made.';
revoke all on function queue.ensure_upcoming_partitions(int) from public;
grant execute on function queue.ensure_upcoming_partitions(int) to sluice_maintainer;
