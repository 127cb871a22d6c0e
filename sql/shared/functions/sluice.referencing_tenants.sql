create or replace function sluice.referencing_tenants(p_relation text, p_after uuid, p_limit int)
returns setof uuid
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set row_security = on
as $$
declare
  v_table constant regclass :=
    case when p_relation = 'sluice.quarantined_rows' then p_relation::regclass else sluice.referencing_table(p_relation) end;
  v_tenant uuid := p_after;
begin
  -- From one tenant to the next by the primary key, which begins with it, however many rows lie in between.
  for i in 1 .. p_limit loop
    execute format('select t.tenant_id from %s as t where $1 is null or t.tenant_id > $1 order by t.tenant_id limit 1', v_table)
      into v_tenant using v_tenant;
    exit when v_tenant is null;
    return next v_tenant;
  end loop;
end
$$;

comment on function sluice.referencing_tenants(text, uuid, int) is
  'The next tenants after this one (null: from the first on) with rows in a table, in order: for who looks for rows without references, or for rows that were set aside.';
revoke all on function sluice.referencing_tenants(text, uuid, int) from public;
grant execute on function sluice.referencing_tenants(text, uuid, int) to sluice_maintainer;
