create or replace function queue.fail(p_job_id uuid, p_claim uuid, p_error text, p_is_final boolean default false)
returns text
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
  perform
  from queue.jobs as j
  where j.tenant_id = v_tenant and j.created_at = v_created_at and j.id = p_job_id and j.status = 'running' and j.claim = p_claim
  for update;
  if not found then
    return null;
  end if;
  return queue.end_attempt(v_tenant, v_created_at, p_job_id, p_error, coalesce(p_is_final, false), false);
end
$$;

comment on function queue.fail(uuid, uuid, text, boolean) is
  'Says that an attempt at a job of the current tenant has failed; p_is_final where another would be in vain. Returns ready (it waits, and is tried again) or dead (given up); null where the job was no longer its worker''s own.';
revoke all on function queue.fail(uuid, uuid, text, boolean) from public;
grant execute on function queue.fail(uuid, uuid, text, boolean) to sluice_maintainer;
