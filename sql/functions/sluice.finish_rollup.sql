create or replace function sluice.finish_rollup(p_rollup text)
returns bigint
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_name text[] := parse_ident(p_rollup);
  v_count_column name := (select r.count_column from sluice.rollups as r where r.rollup = p_rollup);
  v_rows bigint;
begin
  execute format(
    $sql$
      update sluice.rollups as r
      set row_count = v.row_count, table_rows = v.table_rows, delta_rows = 0,
        first_bucket = least(v.first_bucket, a.first_bucket), last_bucket = greatest(v.last_bucket, a.last_bucket),
        duration_ms = round(extract(epoch from clock_timestamp() - r.refreshed_at) * 1000)
      from
        (select count(*) as row_count, %4$s as table_rows, min(bucket) as first_bucket, max(bucket) as last_bucket
          from %1$I.%2$I) as v,
        (select min(bucket) as first_bucket, max(bucket) as last_bucket from %1$I.%3$I) as a
      where r.rollup = $1
      returning r.row_count
    $sql$,
    v_name[1] || '_rollup', v_name[2], v_name[2] || '_archive',
    case when v_count_column is null then 'count(*)' else format('coalesce(sum(%I), 0)::bigint', v_count_column) end)
  into v_rows using p_rollup;
  return v_rows;
end
$$;

comment on function sluice.finish_rollup(text) is
  'Writes down what a rollup''s view holds after it was filled. Returns its number of rows. The owner''s own.';
revoke all on function sluice.finish_rollup(text) from public;
