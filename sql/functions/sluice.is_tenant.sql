create or replace function sluice.is_tenant(p_tenant_id uuid)
returns boolean
language sql stable strict security definer
set search_path = pg_catalog, pg_temp
as $$
  select exists (select from sluice.tenants where id = p_tenant_id)
$$;

comment on function sluice.is_tenant(uuid) is 'Whether a tenant with this id exists.';
revoke all on function sluice.is_tenant(uuid) from public;
grant execute on function sluice.is_tenant(uuid) to sluice_gateway, sluice_maintainer;
