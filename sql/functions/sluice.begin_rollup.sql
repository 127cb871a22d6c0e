create or replace function sluice.begin_rollup(p_rollup text, p_dataset text, p_count_column name default null)
returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_name text[] := parse_ident(p_rollup);
  -- One instant for both: a view that was folded later than refreshed has a delta.
  v_now timestamptz := clock_timestamp();
begin
  delete from sluice.folded_buckets where rollup = p_rollup;
  delete from sluice.tenant_folds where rollup = p_rollup;
  -- The snapshot is older than what the view will be filled with: a change in between counts as stale, and none is lost.
  insert into sluice.rollups as r
    (schema_name, view_name, dataset, count_column, refreshed_at, refreshed_snapshot, folded_at, folded_snapshot, row_count,
      table_rows, duration_ms, complete_since)
  values (v_name[1], v_name[2], p_dataset, p_count_column, v_now, pg_current_snapshot(), v_now,
    pg_current_snapshot(), 0, 0, 0, (select d.archived_until from sluice.datasets as d where d.name = p_dataset))
  on conflict (schema_name, view_name) do update
  set dataset = excluded.dataset, count_column = excluded.count_column, refreshed_at = excluded.refreshed_at,
    refreshed_snapshot = excluded.refreshed_snapshot, folded_at = excluded.folded_at,
    folded_snapshot = excluded.folded_snapshot, delta_rows = 0;
end
$$;

comment on function sluice.begin_rollup(text, text, name) is
  'Writes down that a rollup of a dataset is about to be made, what has shown by now, and which of its columns counts rows. First statement of a rollup''s file. The owner''s own.';
revoke all on function sluice.begin_rollup(text, text, name) from public;
