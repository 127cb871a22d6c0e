create or replace function queue.waiting_tenants(p_family text)
returns table (tenant_id uuid, rank_at timestamptz)
language sql stable security definer
set search_path = pg_catalog, pg_temp
-- As in queue.claim.
set enable_seqscan = off
set enable_bitmapscan = off
set enable_sort = off
as $$
  select d.tenant_id, min(d.rank_at)
  from (
    select j.tenant_id, j.rank_at
    from queue.jobs as j
    where j.queue_family = p_family and j.status = 'ready' and j.rank_at <= statement_timestamp() and j.run_at <= statement_timestamp()
    order by j.rank_at
    -- Of all tenants: who has none among these is asked for again, when it is theirs.
    limit 1000
  ) as d
  group by d.tenant_id
  order by min(d.rank_at), d.tenant_id
$$;

comment on function queue.waiting_tenants(text) is
  'The tenants of the next 1,000 jobs of a family that are due, each with the rank of its first, the first in rank first: for a worker, which claims as one tenant at a time.';
revoke all on function queue.waiting_tenants(text) from public;
grant execute on function queue.waiting_tenants(text) to sluice_maintainer;
