create or replace function sluice.document_language(p_tenant uuid, p_language text)
returns text
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  -- Replication may bring a row before its tenant.
  v_language text := coalesce(p_language, (select t.search_language from sluice.tenants as t where t.id = p_tenant), 'en');
begin
  if not exists (select from sluice.search_languages as l where l.tenant_id = p_tenant and l.language = v_language) then
    insert into sluice.search_languages (tenant_id, language) values (p_tenant, v_language) on conflict do nothing;
  end if;
  return v_language;
end
$$;

comment on function sluice.document_language(uuid, text) is
  'The language of a tenant''s document whose record says this one, or none; notes that the tenant has documents of it. The owner''s own.';
revoke all on function sluice.document_language(uuid, text) from public;
