create or replace function sluice.reference_changes_since(p_snapshot pg_snapshot, p_limit int)
returns table (tenant_id uuid, kind text, id uuid, xid xid8)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set row_security = on
as $$
begin
  return query
    select c.tenant_id, c.kind, c.id, c.xid
    from sluice.reference_changes as c
    where c.xid >= pg_snapshot_xmin(p_snapshot) and not pg_visible_in_snapshot(c.xid, p_snapshot)
    limit p_limit;
end
$$;

comment on function sluice.reference_changes_since(pg_snapshot, int) is
  'Which rows that other databases may refer to have come or gone since a snapshot that is less than a quarter of an hour old. Ids of all tenants, no data: for the gateway itself, never for a caller.';
revoke all on function sluice.reference_changes_since(pg_snapshot, int) from public;
grant execute on function sluice.reference_changes_since(pg_snapshot, int) to sluice_gateway;
