create or replace function sluice.rollup_states()
returns table (
  view_name text, refreshed_at timestamptz, row_count bigint, first_bucket timestamptz, last_bucket timestamptz,
  table_rows bigint
)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select r.schema_name || '.' || r.view_name, r.refreshed_at, r.row_count, r.first_bucket, r.last_bucket, r.table_rows
  from sluice.rollups as r
  order by 1
$$;

comment on function sluice.rollup_states() is
  'Age, size and range of each rollup, over all tenants; table_rows is the size of its table as of the refresh. No tenant''s data.';
revoke all on function sluice.rollup_states() from public;
grant execute on function sluice.rollup_states() to sluice_gateway, sluice_maintainer;
