create or replace function sluice.outbox_refusals(p_tenant_id uuid)
returns table (tenant_id uuid, target text, code text, constraint_name text, reason text, row_count bigint, attempts int,
  first_refused_at timestamptz, last_refused_at timestamptz, due_at timestamptz)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select o.tenant_id, o.target, o.last_code, o.last_constraint, o.last_error, count(*), max(o.attempts), min(o.first_refused_at),
    max(o.last_refused_at), min(o.due_at)
  from sluice.outbox as o
  where o.attempts > 0 and (p_tenant_id is null or o.tenant_id = p_tenant_id)
  group by o.tenant_id, o.target, o.last_code, o.last_constraint, o.last_error
  order by o.tenant_id, count(*) desc, o.target, o.last_code, o.last_constraint, o.last_error
$$;

comment on function sluice.outbox_refusals(uuid) is
  'What the database analytics has refused of this tenant, or of all (null), for an operator: how many rows for which reason, how often one of them at most, since when, and when the next is tried again. No row''s values.';
revoke all on function sluice.outbox_refusals(uuid) from public;
grant execute on function sluice.outbox_refusals(uuid) to sluice_maintainer;
