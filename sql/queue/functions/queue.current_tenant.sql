create or replace function queue.current_tenant()
returns uuid
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_tenant constant uuid := nullif(current_setting('app.current_tenant_id', true), '')::uuid;
begin
  if v_tenant is null then
    raise exception 'Jobs are handled inside a transaction of their tenant.' using errcode = 'insufficient_privilege';
  end if;
  return v_tenant;
end
$$;

comment on function queue.current_tenant() is 'The tenant of this transaction; an error where none is set. The owner''s own.';
revoke all on function queue.current_tenant() from public;
