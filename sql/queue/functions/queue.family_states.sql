create or replace function queue.family_states()
returns table (queue_family text, due_count bigint, scheduled_count bigint, running_count bigint, stuck_count bigint, dead_count bigint,
  oldest_wait interval, tenant_count bigint)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select f.name,
    count(j.id) filter (where j.status = 'ready' and j.run_at <= statement_timestamp()),
    count(j.id) filter (where j.status = 'ready' and j.run_at > statement_timestamp()),
    count(j.id) filter (where j.status = 'running'),
    count(j.id) filter (where j.status = 'running' and j.lease_until < statement_timestamp()),
    count(j.id) filter (where j.status = 'dead'),
    coalesce(statement_timestamp() - min(j.run_at) filter (where j.status = 'ready' and j.run_at <= statement_timestamp()), interval '0'),
    count(distinct j.tenant_id) filter (where j.status = 'ready')
  from queue.families as f
  left join queue.jobs as j on j.queue_family = f.name and j.status in ('ready', 'running', 'dead')
  group by f.name
  order by f.name
$$;

comment on function queue.family_states() is
  'How the jobs of each family stand, of all tenants together, for an operator: due, not yet due, running, of these without their worker, given up; how long the oldest has been due, and how many tenants wait.';
revoke all on function queue.family_states() from public;
grant execute on function queue.family_states() to sluice_maintainer;
