create or replace function queue.dead_jobs(p_tenant_id uuid default null, p_family text default null, p_ids uuid[] default null,
  p_limit int default 1000)
returns table (tenant_id uuid, job_id uuid, queue_family text, name text, attempts int, finished_at timestamptz, last_error text)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select j.tenant_id, j.id, j.queue_family, j.name, j.attempts, j.finished_at, j.last_error
  from queue.jobs as j
  where j.status = 'dead' and (p_tenant_id is null or j.tenant_id = p_tenant_id) and (p_family is null or j.queue_family = p_family)
    and (p_ids is null or j.id = any (p_ids))
  order by j.finished_at desc, j.id
  limit p_limit
$$;

comment on function queue.dead_jobs(uuid, text, uuid[], int) is
  'Jobs that were given up, of all tenants or of one, of all families or of one, newest first, for an operator: the error may quote personal data, the payload stays where it is.';
revoke all on function queue.dead_jobs(uuid, text, uuid[], int) from public;
grant execute on function queue.dead_jobs(uuid, text, uuid[], int) to sluice_maintainer;
