create or replace function queue.claim(p_family text, p_worker text, p_limit int default 1)
returns table (job_id uuid, name text, payload jsonb, priority smallint, attempt int, max_attempts int, claim uuid, lease_until timestamptz)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
-- A queue is never as its statistics have it: empty when they were taken, full now. Its index is right in any case.
set enable_seqscan = off
set enable_bitmapscan = off
set enable_sort = off
-- Partitions are pruned as it runs; to plan anew for every claim would cost more than the claim.
set plan_cache_mode = force_generic_plan
as $$
declare
  c_max_jobs constant int := 1000;
  v_tenant constant uuid := queue.current_tenant();
  v_now constant timestamptz := clock_timestamp();
  v_lease interval;
  v_job record;
begin
  select f.lease into v_lease from queue.families as f where f.name = p_family;
  if not found then
    raise exception 'There is no family "%" of jobs.', p_family using errcode = 'invalid_parameter_value';
  end if;
  if p_limit is null or p_limit not between 1 and c_max_jobs then
    raise exception 'A worker claims 1 to % jobs at once, not %.', c_max_jobs, coalesce(p_limit::text, 'null')
      using errcode = 'invalid_parameter_value';
  end if;

  for v_job in
    select j.created_at, j.id
    from queue.jobs as j
    where j.tenant_id = v_tenant and j.queue_family = p_family and j.status = 'ready'
      -- Follows from the other, and ends the walk through the index.
      and j.rank_at <= v_now and j.run_at <= v_now
    order by j.rank_at, j.id
    limit p_limit
    for update skip locked
  loop
    -- One by one, each by its key: how many a join would find is beyond what statistics of a queue can tell.
    return query
    update queue.jobs as j
    set status = 'running', attempts = j.attempts + 1, claim = gen_random_uuid(), worker = p_worker, claimed_at = v_now,
      lease_until = v_now + v_lease
    where j.tenant_id = v_tenant and j.created_at = v_job.created_at and j.id = v_job.id and j.queue_family = p_family
    returning j.id, j.name, j.payload, j.priority, j.attempts, j.max_attempts, j.claim, j.lease_until;
  end loop;
end
$$;

comment on function queue.claim(text, text, int) is
  'Gives a worker up to so many jobs of the current tenant that are due, the first in rank first; jobs that others are about to claim are passed over. To be committed before the work begins.';
revoke all on function queue.claim(text, text, int) from public;
grant execute on function queue.claim(text, text, int) to sluice_maintainer;
