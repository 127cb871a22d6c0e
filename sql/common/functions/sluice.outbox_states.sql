create or replace function sluice.outbox_states()
returns table (tenant_id uuid, waiting_count bigint, oldest_at timestamptz, refused_count bigint, last_error text)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select o.tenant_id, count(*), min(o.created_at), count(*) filter (where o.attempts > 0),
    -- The one that has been refused most often.
    (array_agg(o.last_error order by o.attempts desc, o.created_at) filter (where o.attempts > 0))[1]
  from sluice.outbox as o
  group by o.tenant_id
  order by min(o.created_at), o.tenant_id
$$;

comment on function sluice.outbox_states() is
  'The outbox of every tenant that has something in it, for an operator: how many rows, since when, how many the database analytics has refused so far, and why. No row''s values.';
revoke all on function sluice.outbox_states() from public;
grant execute on function sluice.outbox_states() to sluice_maintainer;
