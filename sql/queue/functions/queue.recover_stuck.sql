create or replace function queue.recover_stuck(p_limit int default 1000)
returns table (tenant_id uuid, job_id uuid, status text)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
-- As in queue.claim.
set enable_seqscan = off
as $$
declare
  c_error constant text := 'The worker did not report within its lease.';
  v_now constant timestamptz := clock_timestamp();
  v_job record;
begin
  for v_job in
    select j.tenant_id, j.created_at, j.id
    from queue.jobs as j
    where j.status = 'running' and j.lease_until < v_now
    order by j.lease_until
    limit p_limit
    -- Whom it belongs to is just about to report on it.
    for update skip locked
  loop
    tenant_id := v_job.tenant_id;
    job_id := v_job.id;
    status := queue.end_attempt(v_job.tenant_id, v_job.created_at, v_job.id, c_error, false, true);
    return next;
  end loop;
end
$$;

comment on function queue.recover_stuck(int) is
  'Takes jobs, of all tenants, from workers whose lease is over: each counts as a failed attempt. Returns what became of them.';
revoke all on function queue.recover_stuck(int) from public;
grant execute on function queue.recover_stuck(int) to sluice_maintainer;
