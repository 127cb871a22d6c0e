create or replace function queue.heartbeat(p_job_id uuid, p_claim uuid)
returns timestamptz
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
-- As in queue.claim.
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
as $$
declare
  v_tenant constant uuid := queue.current_tenant();
  v_created_at constant timestamptz := queue.job_time(p_job_id);
  v_lease_until timestamptz;
begin
  update queue.jobs as j
  set lease_until = clock_timestamp() + (select f.lease from queue.families as f where f.name = j.queue_family)
  where j.tenant_id = v_tenant and j.created_at = v_created_at and j.id = p_job_id and j.status = 'running' and j.claim = p_claim
  returning j.lease_until into v_lease_until;
  return v_lease_until;
end
$$;

comment on function queue.heartbeat(uuid, uuid) is
  'Says that a job of the current tenant is still worked on. Returns until when it is its worker''s own; null where it no longer is, and the work must end.';
revoke all on function queue.heartbeat(uuid, uuid) from public;
grant execute on function queue.heartbeat(uuid, uuid) to sluice_maintainer;
