create or replace function queue.has_stuck()
returns boolean
language sql stable security definer
set search_path = pg_catalog, pg_temp
-- As in queue.claim.
set enable_seqscan = off
as $$
  select exists (select from queue.jobs as j where j.status = 'running' and j.lease_until < clock_timestamp())
$$;

comment on function queue.has_stuck() is
  'Whether a worker has not reported on a job, of any tenant, within its lease: queue.recover_stuck has something to do.';
revoke all on function queue.has_stuck() from public;
grant execute on function queue.has_stuck() to sluice_maintainer;
