-- Before it could be told a schema.
drop function if exists sluice.fold_rollups(uuid);

create or replace function sluice.fold_rollups(p_tenant uuid, p_schema name default null)
returns table (view_name text, buckets bigint, duration_ms bigint)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_rollup text;
begin
  if not sluice.is_tenant(p_tenant) then
    raise exception 'There is no tenant %.', coalesce(p_tenant::text, 'null') using errcode = 'no_data_found',
      hint = '`sluice tenant list` shows those there are.';
  end if;
  perform from sluice.rollups as r where r.schema_name = coalesce(p_schema, r.schema_name) order by r.rollup for update;
  for v_rollup in
    select r.rollup from sluice.rollups as r where r.schema_name = coalesce(p_schema, r.schema_name) order by r.rollup
  loop
    return query select v_rollup, f.buckets, f.duration_ms from sluice.fold_rollup(v_rollup, p_tenant) as f;
  end loop;
end
$$;

comment on function sluice.fold_rollups(uuid, name) is
  'Brings every rollup, or those of one schema, up to date for one tenant, at a cost that follows what it has changed. One row per view.';
revoke all on function sluice.fold_rollups(uuid, name) from public;
grant execute on function sluice.fold_rollups(uuid, name) to sluice_maintainer;
