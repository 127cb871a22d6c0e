create or replace function sluice.rollup_work()
returns table (
  rollup text, dataset text, pending bigint, oldest_pending_at timestamptz, folded_at timestamptz, refreshed_at timestamptz,
  view_rows bigint, delta_rows bigint, lag_target interval
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set row_security = on
as $$
begin
  return query
    select r.rollup, r.dataset, p.pending, p.oldest_pending_at, r.folded_at, r.refreshed_at, r.row_count, r.delta_rows, r.lag_target
    from sluice.rollups as r
    join sluice.datasets as d on d.name = r.dataset
    cross join lateral (
      select count(*) as pending, min(c.logged_at) as oldest_pending_at
      from sluice.changes as c
      where c.dataset = r.dataset and c.bucket >= d.archived_until
        and c.xid >= pg_snapshot_xmin(r.folded_snapshot) and not pg_visible_in_snapshot(c.xid, r.folded_snapshot)
    ) as p
    order by r.rollup;
end
$$;

comment on function sluice.rollup_work() is
  'What each rollup has to absorb still, of all tenants: what folds and refreshes are scheduled by.';
revoke all on function sluice.rollup_work() from public;
grant execute on function sluice.rollup_work() to sluice_maintainer;
