create or replace function content.life_cycle_key(p_tenant_id uuid)
returns bigint
language sql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
as $$
  select hashtextextended('content.life_cycle ' || p_tenant_id, 0)
$$;

comment on function content.life_cycle_key(uuid) is
  'The advisory lock that writers of a tenant''s messages share and who removes any holds alone. Two tenants with the same one only wait longer.';
revoke all on function content.life_cycle_key(uuid) from public;
grant execute on function content.life_cycle_key(uuid) to sluice_maintainer;
