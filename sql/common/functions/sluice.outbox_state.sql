create or replace function sluice.outbox_state()
returns table (waiting_count bigint, oldest_at timestamptz, refused_count bigint)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select count(*), min(o.created_at), count(*) filter (where o.attempts > 0)
  from sluice.outbox as o
  where o.tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid)
$$;

comment on function sluice.outbox_state() is
  'How many rows of the current tenant are on their way to the database analytics, since when the oldest, and how many of them it has refused so far; one row in any case.';
revoke all on function sluice.outbox_state() from public;
grant execute on function sluice.outbox_state() to sluice_gateway, sluice_maintainer;
