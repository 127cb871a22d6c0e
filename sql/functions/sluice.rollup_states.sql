drop function if exists sluice.rollup_states();

create function sluice.rollup_states()
returns table (
  view_name text, refreshed_at timestamptz, row_count bigint, first_bucket timestamptz, last_bucket timestamptz,
  table_rows bigint, dataset text, folded_at timestamptz, delta_rows bigint, archived_until timestamptz,
  complete_since timestamptz, lag_target interval, oldest_pending_at timestamptz
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set row_security = on
as $$
begin
  return query
    select r.rollup, r.refreshed_at, r.row_count, r.first_bucket, r.last_bucket, r.table_rows, r.dataset, r.folded_at, r.delta_rows,
      d.archived_until, r.complete_since, r.lag_target, w.oldest_pending_at
    from sluice.rollups as r
    join sluice.datasets as d on d.name = r.dataset
    join sluice.rollup_work() as w on w.rollup = r.rollup
    order by r.rollup;
end
$$;

comment on function sluice.rollup_states() is
  'Age, size and range of each rollup, over all tenants; table_rows is the size of its table as of the refresh. No tenant''s data.';
revoke all on function sluice.rollup_states() from public;
grant execute on function sluice.rollup_states() to sluice_gateway, sluice_maintainer;
