create or replace function helpdesk.refresh_dashboard_views()
returns table (view_name text, row_count bigint, duration_ms bigint)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_view name;
  v_snapshot pg_snapshot;
  v_started_at timestamptz;
  v_is_empty boolean;
  v_tenants uuid[];
  v_vanished uuid[];
begin
  perform sluice.assert_owner_sees_all('helpdesk.tickets');
  perform sluice.assert_owner_sees_all('sluice.tenants');
  -- One refresh at a time: a second one waits here and not halfway, where the two would deadlock.
  perform pg_advisory_xact_lock(hashtextextended('helpdesk.refresh_dashboard_views', 0));
  v_tenants := array(
    select t.id from sluice.tenants as t
    where exists (select from helpdesk.tickets as k where k.tenant_id = t.id));

  for v_view in
    select m.matviewname from pg_matviews as m where m.schemaname = 'helpdesk_rollup' order by m.matviewname
  loop
    v_started_at := clock_timestamp();
    v_snapshot := pg_current_snapshot();
    execute format('select not exists (select from helpdesk_rollup.%I)', v_view) into v_is_empty;
    -- A reader that began before a plain refresh sees its result too early; of an empty view nobody can tell. There the
    -- plain one is quicker, and it keeps the order of the view's definition.
    execute format('refresh materialized view %s helpdesk_rollup.%I',
      case when v_is_empty then '' else 'concurrently' end, v_view);

    -- Only those who had tickets before the refresh and have some after it can have vanished.
    execute format(
      $sql$
        select array(
          select t from unnest($1) as t
          where not exists (select from helpdesk_rollup.%I as r where r.tenant_id = t)
            and exists (select from helpdesk.tickets as k where k.tenant_id = t))
      $sql$, v_view)
    into v_vanished using v_tenants;
    if cardinality(v_vanished) > 0 then
      raise exception 'After its refresh helpdesk_rollup.% lacks % of % tenants.',
        v_view, cardinality(v_vanished), cardinality(v_tenants)
        using errcode = 'data_corrupted',
          hint = 'Nothing was changed. Look at the policies for sluice_owner on helpdesk.tickets and its partitions, '
            'and at the view''s definition.';
    end if;

    execute format('analyze helpdesk_rollup.%I', v_view);
    view_name := 'helpdesk.' || v_view;
    row_count := sluice.record_rollup(v_view, v_snapshot, v_started_at);
    duration_ms := round(extract(epoch from clock_timestamp() - v_started_at) * 1000);
    return next;
  end loop;

  -- Autovacuum never analyses a partitioned table as a whole, and the gateway's plans need its statistics.
  if exists (
    select
    from pg_class as c, sluice.rollups as r
    where c.oid = 'helpdesk.tickets'::regclass and r.schema_name = 'helpdesk' and r.view_name = 'dashboard_stats'
      and abs(c.reltuples - r.table_rows) > r.table_rows / 10
  ) then
    analyze helpdesk.tickets;
  end if;
end
$$;

comment on function helpdesk.refresh_dashboard_views() is
  'Brings every rollup of the helpdesk up to date while it can be read, and fails rather than lose a tenant. One row per view.';
revoke all on function helpdesk.refresh_dashboard_views() from public;
grant execute on function helpdesk.refresh_dashboard_views() to sluice_maintainer;
