-- Before it could be told a schema.
drop function if exists sluice.refresh_rollups();

create or replace function sluice.refresh_rollups(p_schema name default null)
returns table (view_name text, row_count bigint, duration_ms bigint)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_name text;
begin
  -- All of them, whoever holds one now: in one order, so that two such calls take turns.
  perform from sluice.rollups as r where r.schema_name = coalesce(p_schema, r.schema_name) order by r.rollup for update;
  for v_name in
    select r.rollup from sluice.rollups as r where r.schema_name = coalesce(p_schema, r.schema_name) order by r.rollup
  loop
    return query select * from sluice.refresh_rollup(v_name);
  end loop;
  perform sluice.prune_changes();

  -- Autovacuum never analyses a partitioned table as a whole, and the gateway's plans need its statistics.
  for v_name in
    select r.dataset
    from sluice.rollups as r
    join pg_class as c on c.oid = r.dataset::regclass
    where r.schema_name = coalesce(p_schema, r.schema_name)
    group by r.dataset, c.reltuples
    having abs(c.reltuples - max(r.table_rows)) > max(r.table_rows) / 10
  loop
    execute format('analyze %s', v_name::regclass);
  end loop;
end
$$;

comment on function sluice.refresh_rollups(name) is
  'Refreshes every rollup, or those of one schema, in full while it can be read, and fails rather than lose a tenant. One row per view.';
revoke all on function sluice.refresh_rollups(name) from public;
grant execute on function sluice.refresh_rollups(name) to sluice_maintainer;
