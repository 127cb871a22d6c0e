create or replace function queue.revive(p_job_id uuid)
returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_tenant constant uuid := queue.current_tenant();
  v_created_at constant timestamptz := queue.job_time(p_job_id);
  v_now constant timestamptz := clock_timestamp();
begin
  update queue.jobs as j
  set status = 'ready', attempts = 0, finished_at = null, run_at = v_now,
    rank_at = v_now - j.priority * (select f.ageing from queue.families as f where f.name = j.queue_family)
  where j.tenant_id = v_tenant and j.created_at = v_created_at and j.id = p_job_id and j.status = 'dead';
  return found;
end
$$;

comment on function queue.revive(uuid) is
  'Queues a job of the current tenant that was given up once more, with all its attempts. Returns whether it was dead.';
revoke all on function queue.revive(uuid) from public;
grant execute on function queue.revive(uuid) to sluice_maintainer;
