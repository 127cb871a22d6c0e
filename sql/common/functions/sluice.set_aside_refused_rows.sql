create or replace function sluice.set_aside_refused_rows(p_limit int)
returns table (code text, row_count bigint)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set row_security = on
set timezone = 'UTC'
as $$
declare
  v_tenant constant uuid := nullif(current_setting('app.current_tenant_id', true), '')::uuid;
begin
  if v_tenant is null then
    raise exception 'Rows are set aside inside a transaction of their tenant.' using errcode = 'insufficient_privilege';
  end if;
  return query
  with refused as (
    -- What a worker is at may be arriving: it is left.
    select o.id
    from sluice.outbox as o
    where o.tenant_id = v_tenant and o.attempts > 0
    order by o.id
    limit p_limit
    for update skip locked
  ),
  gone as (
    delete from sluice.outbox as o
    using refused as r
    where o.tenant_id = v_tenant and o.id = r.id
    returning to_jsonb(o) as record, coalesce(o.last_code, 'UNKNOWN') as code
  ),
  kept as (
    insert into sluice.quarantined_rows (tenant_id, relation, record, missing)
    select v_tenant, 'sluice.outbox', g.record, jsonb_build_object('refused', g.code)
    from gone as g
    returning missing ->> 'refused' as code
  )
  select k.code, count(*) from kept as k group by k.code order by k.code;
end
$$;

comment on function sluice.set_aside_refused_rows(int) is
  'Sets rows of the current tenant aside that the database analytics has refused, this many at most and none that a worker is at. Returns how many for which code.';
revoke all on function sluice.set_aside_refused_rows(int) from public;
grant execute on function sluice.set_aside_refused_rows(int) to sluice_maintainer;
