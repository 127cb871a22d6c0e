create or replace function sluice.record_search_opening(
  p_search_id uuid, p_searched_at timestamptz, p_type text, p_source text, p_record_id uuid, p_position int)
returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_tenant constant uuid := (select nullif(current_setting('app.current_tenant_id', true), '')::uuid);
begin
  -- Two that open the same hit take turns: the second sees what the first has written.
  perform from sluice.searches as s
  where s.tenant_id = v_tenant and s.created_at = p_searched_at and s.id = p_search_id and p_type = any(s.types)
  for update;
  if not found then
    return false;
  end if;
  if not exists (
    select from sluice.search_documents as d
    where d.tenant_id = v_tenant and d.source = p_source and d.id = p_record_id)
  then
    return false;
  end if;
  if exists (
    select from sluice.search_openings as o
    where o.tenant_id = v_tenant and o.search_id = p_search_id and o.record_type = lower(p_type) and o.record_id = p_record_id)
  then
    return true;
  end if;
  insert into sluice.search_openings (tenant_id, search_id, record_type, record_id, position)
  values (v_tenant, p_search_id, lower(p_type), p_record_id, p_position);
  update sluice.searches as s set opened_at = now()
  where s.tenant_id = v_tenant and s.created_at = p_searched_at and s.id = p_search_id and s.opened_at is null;
  return true;
end
$$;

comment on function sluice.record_search_opening(uuid, timestamptz, text, text, uuid, int) is
  'Notes that a record which a search of the current tenant may have found was opened, once. False where there is no such search, or no such record.';
revoke all on function sluice.record_search_opening(uuid, timestamptz, text, text, uuid, int) from public;
grant execute on function sluice.record_search_opening(uuid, timestamptz, text, text, uuid, int) to sluice_gateway;
