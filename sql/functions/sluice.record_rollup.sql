create or replace function sluice.record_rollup(p_view name, p_snapshot pg_snapshot, p_started_at timestamptz)
returns bigint
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_rows bigint;
begin
  execute format(
    $sql$
      insert into sluice.rollups as r
        (schema_name, view_name, refreshed_at, refreshed_snapshot, row_count, table_rows, first_bucket, last_bucket, duration_ms)
      select 'helpdesk', $1, $2, $3, count(*), coalesce(sum(tickets), 0)::bigint, min(bucket), max(bucket), $4
      from helpdesk_rollup.%I
      on conflict (schema_name, view_name) do update
      set refreshed_at = excluded.refreshed_at, refreshed_snapshot = excluded.refreshed_snapshot,
        row_count = excluded.row_count, table_rows = excluded.table_rows,
        first_bucket = excluded.first_bucket, last_bucket = excluded.last_bucket, duration_ms = excluded.duration_ms
      returning r.row_count
    $sql$, p_view)
  into v_rows
  using p_view, p_started_at, p_snapshot, round(extract(epoch from clock_timestamp() - p_started_at) * 1000)::bigint;
  return v_rows;
end
$$;

comment on function sluice.record_rollup(name, pg_snapshot, timestamptz) is
  'Writes down what a rollup of helpdesk holds after it was filled: state for sluice.rollups. Returns its number of rows. The owner''s own.';
revoke all on function sluice.record_rollup(name, pg_snapshot, timestamptz) from public;
