create or replace function helpdesk.refresh_organization_views(p_tenant uuid)
returns table (view_name text, buckets bigint, duration_ms bigint)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return query select * from sluice.fold_rollups(p_tenant, 'helpdesk');
end
$$;

comment on function helpdesk.refresh_organization_views(uuid) is
  'Brings every rollup of the helpdesk up to date for one tenant, at a cost that follows what it has changed. One row per view.';
revoke all on function helpdesk.refresh_organization_views(uuid) from public;
grant execute on function helpdesk.refresh_organization_views(uuid) to sluice_maintainer;
