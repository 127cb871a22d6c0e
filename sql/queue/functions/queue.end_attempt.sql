drop function if exists queue.end_attempt(uuid, timestamptz, uuid, text, boolean);

create or replace function queue.end_attempt(p_tenant_id uuid, p_created_at timestamptz, p_job_id uuid, p_error text, p_is_final boolean,
  p_is_lost boolean)
returns text
language plpgsql volatile
set search_path = pg_catalog, pg_temp
-- As in queue.claim.
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
as $$
declare
  c_error_length constant int := 2000;
  v_now constant timestamptz := clock_timestamp();
  v_ended record;
begin
  update queue.jobs as j
  set status = n.status, finished_at = case n.status when 'dead' then v_now end, lease_until = null,
    last_error = left(p_error, c_error_length),
    -- Where it was claimed from is no longer its place: it queues up again when it is due.
    run_at = case n.status when 'ready' then n.run_at else j.run_at end,
    rank_at = case n.status when 'ready' then n.run_at - j.priority * n.ageing else j.rank_at end
  from (
    select o.queue_family, case when o.attempts >= o.max_attempts or p_is_final then 'dead' else 'ready' end as status,
      v_now + queue.retry_after(o.queue_family, o.attempts) as run_at, o.run_at as due_at, f.ageing
    from queue.jobs as o
    join queue.families as f on f.name = o.queue_family
    where o.tenant_id = p_tenant_id and o.created_at = p_created_at and o.id = p_job_id
  ) as n
  where j.tenant_id = p_tenant_id and j.created_at = p_created_at and j.id = p_job_id and j.queue_family = n.queue_family
  returning j.status, j.queue_family, j.claimed_at, n.due_at into v_ended;
  perform queue.record_attempt(p_tenant_id, v_ended.queue_family, case v_ended.status when 'dead' then 'dead' else 'failed' end,
    v_ended.due_at, v_ended.claimed_at, v_now, p_is_lost);
  return v_ended.status;
end
$$;

comment on function queue.end_attempt(uuid, timestamptz, uuid, text, boolean, boolean) is
  'Queues a job again after a failure, or gives it up where that was its last attempt, and writes the attempt down; the caller has locked its row. p_is_lost where its worker did not say so itself: how long it ran is not known. Returns its status. The owner''s own.';
revoke all on function queue.end_attempt(uuid, timestamptz, uuid, text, boolean, boolean) from public;
