create or replace function sluice.drop_unneeded_copies()
returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set row_security = on
as $$
declare
  v_tenant constant uuid := nullif(current_setting('app.current_tenant_id', true), '')::uuid;
  v_dropped bigint;
begin
  perform sluice.lock_quarantine(v_tenant);
  delete from sluice.quarantined_rows as q
  where q.tenant_id = v_tenant and q.missing is null
    and q.id not in (select unnest(o.needs) from sluice.quarantined_rows as o where o.tenant_id = v_tenant);
  get diagnostics v_dropped = row_count;
  return v_dropped;
end
$$;

comment on function sluice.drop_unneeded_copies() is
  'Forgets copies that no row of the current tenant that is set aside needs any more. Returns how many.';
revoke all on function sluice.drop_unneeded_copies() from public;
grant execute on function sluice.drop_unneeded_copies() to sluice_maintainer;
