create or replace function queue.family_health()
returns table (queue_family text, status text, due_count bigint, running_count bigint, stuck_count bigint, dead_count bigint, oldest_wait interval)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select f.name,
    case
      when w.oldest_wait > 10 * f.ageing * 9 or s.stuck > 100 then 'CRITICAL'
      when w.oldest_wait > f.ageing * 9 or s.stuck > 0 or d.dead > 0 then 'WARNING'
      else 'OK'
    end,
    w.due, s.running, s.stuck, d.dead, coalesce(w.oldest_wait, interval '0')
  from queue.families as f
  cross join (select nullif(current_setting('app.current_tenant_id', true), '')::uuid as id) as t
  cross join lateral (
    select count(*) as due, statement_timestamp() - min(j.run_at) as oldest_wait
    from queue.jobs as j
    where j.tenant_id = t.id and j.queue_family = f.name and j.status = 'ready' and j.run_at <= statement_timestamp()
      and j.rank_at <= statement_timestamp()
  ) as w
  cross join lateral (
    select count(*) as running, count(*) filter (where j.lease_until < statement_timestamp()) as stuck
    from queue.jobs as j
    where j.tenant_id = t.id and j.queue_family = f.name and j.status = 'running'
  ) as s
  cross join lateral (
    select count(*) as dead
    from queue.jobs as j
    where j.tenant_id = t.id and j.queue_family = f.name and j.status = 'dead'
      and j.finished_at > statement_timestamp() - interval '1 day'
  ) as d
  where t.id is not null
  order by f.name
$$;

comment on function queue.family_health() is
  'How the current tenant''s jobs of each family fare: CRITICAL where one has been due for ninety steps of ageing or more than 100 have lost their worker, WARNING where one has been due for nine steps, one has lost its worker or was given up within a day, else OK.';
revoke all on function queue.family_health() from public;
grant execute on function queue.family_health() to sluice_gateway, sluice_maintainer;
