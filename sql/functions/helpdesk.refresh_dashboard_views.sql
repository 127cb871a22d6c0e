create or replace function helpdesk.refresh_dashboard_views()
returns table (view_name text, row_count bigint, duration_ms bigint)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_rollup text;
begin
  -- All of them, whoever holds one now: in one order, so that two such calls take turns.
  perform from sluice.rollups as r where r.schema_name = 'helpdesk' order by r.rollup for update;
  for v_rollup in
    select r.rollup from sluice.rollups as r where r.schema_name = 'helpdesk' order by r.rollup
  loop
    return query select * from sluice.refresh_rollup(v_rollup);
  end loop;
  perform sluice.prune_changes();

  -- Autovacuum never analyses a partitioned table as a whole, and the gateway's plans need its statistics.
  if exists (
    select
    from pg_class as c, sluice.rollups as r
    where c.oid = 'helpdesk.tickets'::regclass and r.rollup = 'helpdesk.dashboard_stats'
      and abs(c.reltuples - r.table_rows) > r.table_rows / 10
  ) then
    analyze helpdesk.tickets;
  end if;
end
$$;

comment on function helpdesk.refresh_dashboard_views() is
  'Refreshes every rollup of the helpdesk in full while it can be read, and fails rather than lose a tenant. One row per view.';
revoke all on function helpdesk.refresh_dashboard_views() from public;
grant execute on function helpdesk.refresh_dashboard_views() to sluice_maintainer;
