create or replace function queue.finish(p_job_id uuid, p_claim uuid)
returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
-- As in queue.claim.
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
as $$
declare
  v_tenant constant uuid := queue.current_tenant();
  v_created_at constant timestamptz := queue.job_time(p_job_id);
  v_done record;
begin
  update queue.jobs as j
  set status = 'succeeded', finished_at = clock_timestamp(), lease_until = null
  where j.tenant_id = v_tenant and j.created_at = v_created_at and j.id = p_job_id and j.status = 'running' and j.claim = p_claim
  returning j.queue_family, j.run_at, j.claimed_at, j.finished_at into v_done;
  if found then
    perform queue.record_attempt(v_tenant, v_done.queue_family, 'succeeded', v_done.run_at, v_done.claimed_at, v_done.finished_at, false);
    return true;
  end if;
  -- Who does not know whether the report has arrived makes it again.
  return exists (
    select
    from queue.jobs as j
    where j.tenant_id = v_tenant and j.created_at = v_created_at and j.id = p_job_id and j.status = 'succeeded' and j.claim = p_claim);
end
$$;

comment on function queue.finish(uuid, uuid) is
  'Says that a job of the current tenant is done, and writes the attempt down. Returns whether it was still its worker''s own; else somebody else does it, or has.';
revoke all on function queue.finish(uuid, uuid) from public;
grant execute on function queue.finish(uuid, uuid) to sluice_maintainer;
