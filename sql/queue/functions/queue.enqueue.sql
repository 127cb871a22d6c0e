create or replace function queue.enqueue(p_jobs jsonb)
returns table (job_id uuid, is_new boolean)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  c_max_jobs constant int := 1000;
  v_tenant constant uuid := nullif(current_setting('app.current_tenant_id', true), '')::uuid;
  v_now constant timestamptz := date_trunc('milliseconds', clock_timestamp());
  v_ids uuid[];
  v_unknown text;
begin
  if v_tenant is null then
    raise exception 'Jobs are queued inside a transaction of their tenant.' using errcode = 'insufficient_privilege';
  end if;
  if jsonb_typeof(p_jobs) is distinct from 'array' or jsonb_array_length(p_jobs) > c_max_jobs then
    raise exception 'Jobs are queued as an array of up to % objects.', c_max_jobs using errcode = 'invalid_parameter_value';
  end if;
  select coalesce(w.family, 'null') into v_unknown
  from jsonb_to_recordset(p_jobs) as w (family text)
  where not exists (select from queue.families as f where f.name = w.family)
  limit 1;
  if found then
    raise exception 'There is no family "%" of jobs.', v_unknown using errcode = 'invalid_parameter_value';
  end if;
  v_ids := array(select queue.create_job_id(v_now) from generate_series(1, jsonb_array_length(p_jobs)));

  -- In one order, so that two who queue the same keys do not wait for each other.
  insert into queue.job_keys (tenant_id, queue_family, key, job_id, created_at)
  select v_tenant, w.family, w.key, v_ids[w.position], v_now
  from rows from (jsonb_to_recordset(p_jobs) as (family text, key text)) with ordinality as w (family, key, position)
  where w.key is not null
  order by w.family, w.key, w.position
  on conflict do nothing;

  insert into queue.jobs (tenant_id, id, created_at, queue_family, name, payload, priority, run_at, rank_at, max_attempts)
  select v_tenant, v_ids[w.position], v_now, w.family, w.name, coalesce(w.payload, '{}'), coalesce(w.priority, 0), d.due_at,
    d.due_at - coalesce(w.priority, 0) * f.ageing, coalesce(w.max_attempts, f.max_attempts)
  from rows from (jsonb_to_recordset(p_jobs)
    as (family text, name text, payload jsonb, priority int, run_at timestamptz, key text, max_attempts int))
    with ordinality as w (family, name, payload, priority, run_at, key, max_attempts, position)
  join queue.families as f on f.name = w.family
  -- Whoever could queue for the past would overtake everybody.
  cross join lateral (select greatest(w.run_at, v_now) as due_at) as d
  left join queue.job_keys as k on k.tenant_id = v_tenant and k.queue_family = w.family and k.key = w.key
  where w.key is null or k.job_id = v_ids[w.position];

  return query
  select coalesce(k.job_id, v_ids[w.position]), coalesce(k.job_id = v_ids[w.position], true)
  from rows from (jsonb_to_recordset(p_jobs) as (family text, key text)) with ordinality as w (family, key, position)
  left join queue.job_keys as k on k.tenant_id = v_tenant and k.queue_family = w.family and k.key = w.key
  order by w.position;
end
$$;

comment on function queue.enqueue(jsonb) is
  'Queues up to 1,000 jobs of the current tenant: [{"family", "name", "payload", "priority", "run_at", "key", "max_attempts"}], all but the first two optional. Returns a row per job, in their order: its id, or that of the job which has its key already.';
revoke all on function queue.enqueue(jsonb) from public;
grant execute on function queue.enqueue(jsonb) to sluice_gateway, sluice_maintainer;
