create or replace function helpdesk.refresh_organization_views(p_tenant uuid)
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
  perform from sluice.rollups as r where r.schema_name = 'helpdesk' order by r.rollup for update;
  for v_rollup in
    select r.rollup from sluice.rollups as r where r.schema_name = 'helpdesk' order by r.rollup
  loop
    return query select v_rollup, f.buckets, f.duration_ms from sluice.fold_rollup(v_rollup, p_tenant) as f;
  end loop;
end
$$;

comment on function helpdesk.refresh_organization_views(uuid) is
  'Brings every rollup of the helpdesk up to date for one tenant, at a cost that follows what it has changed. One row per view.';
revoke all on function helpdesk.refresh_organization_views(uuid) from public;
grant execute on function helpdesk.refresh_organization_views(uuid) to sluice_maintainer;
