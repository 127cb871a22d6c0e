create or replace function queue.release(p_job_id uuid, p_claim uuid)
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
begin
  -- Its place is still its own: it is claimed as soon as it was.
  update queue.jobs as j
  set status = 'ready', attempts = j.attempts - 1, lease_until = null
  where j.tenant_id = v_tenant and j.created_at = v_created_at and j.id = p_job_id and j.status = 'running' and j.claim = p_claim;
  return found;
end
$$;

comment on function queue.release(uuid, uuid) is
  'Puts a job of the current tenant back as if it had not been claimed, for a worker that stops. Returns whether it was still its worker''s own.';
revoke all on function queue.release(uuid, uuid) from public;
grant execute on function queue.release(uuid, uuid) to sluice_maintainer;
