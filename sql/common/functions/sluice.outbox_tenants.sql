create or replace function sluice.outbox_tenants()
returns table (tenant_id uuid, due_at timestamptz)
language sql stable security definer
set search_path = pg_catalog, pg_temp
-- The outbox is never as its statistics have it: empty when they were taken, full now. Its index is right in any case.
set enable_seqscan = off
set enable_bitmapscan = off
set enable_sort = off
as $$
  -- From tenant to tenant by the index, however many rows each has.
  with recursive waiting as (
    (
      select o.tenant_id, o.due_at
      from sluice.outbox as o
      order by o.tenant_id, o.due_at
      limit 1
    )
    union all
    select n.tenant_id, n.due_at
    from waiting as w
    cross join lateral (
      select o.tenant_id, o.due_at
      from sluice.outbox as o
      where o.tenant_id > w.tenant_id
      order by o.tenant_id, o.due_at
      limit 1
    ) as n
  )
  select w.tenant_id, w.due_at
  from waiting as w
  where w.due_at <= clock_timestamp()
  order by w.due_at, w.tenant_id
$$;

comment on function sluice.outbox_tenants() is
  'The tenants that have a row in the outbox which is to be moved now, the one that has waited longest first: for a worker, which moves as one tenant at a time.';
revoke all on function sluice.outbox_tenants() from public;
grant execute on function sluice.outbox_tenants() to sluice_maintainer;
