create or replace function sluice.changes_since(p_snapshot pg_snapshot)
returns table (dataset text, tenant_id uuid, version bigint)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set row_security = on
as $$
begin
  return query
    select n.dataset, n.tenant_id,
      coalesce((select v.pruned from sluice.data_versions as v where v.dataset = n.dataset and v.tenant_id = n.tenant_id), 0)
        + (select count(*) from sluice.changes as a where a.dataset = n.dataset and a.tenant_id = n.tenant_id)
    from (
      select distinct c.dataset, c.tenant_id
      from sluice.changes as c
      where c.xid >= pg_snapshot_xmin(p_snapshot) and not pg_visible_in_snapshot(c.xid, p_snapshot)
    ) as n;
end
$$;

comment on function sluice.changes_since(pg_snapshot) is
  'Whose data has changed since a snapshot that is at most half a minute old, with its version now. Ids and numbers of all tenants, no data: for the gateway itself, never for a caller.';
revoke all on function sluice.changes_since(pg_snapshot) from public;
grant execute on function sluice.changes_since(pg_snapshot) to sluice_gateway;
