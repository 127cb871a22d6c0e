create or replace function helpdesk.refresh_dashboard_views()
returns table (view_name text, row_count bigint, duration_ms bigint)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return query select * from sluice.refresh_rollups('helpdesk');
end
$$;

comment on function helpdesk.refresh_dashboard_views() is
  'Refreshes every rollup of the helpdesk in full while it can be read, and fails rather than lose a tenant. One row per view.';
revoke all on function helpdesk.refresh_dashboard_views() from public;
grant execute on function helpdesk.refresh_dashboard_views() to sluice_maintainer;
