create or replace function sluice.forget_documents_of(p_table text, p_relation regclass)
returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_sources text[];
  v_time name;
begin
  select array_agg(s.name), min(s.time_column) into v_sources, v_time from sluice.search_sources as s where s.table_name = p_table;
  if v_sources is null then
    return;
  end if;
  execute format(
    $sql$
      delete from sluice.search_documents as d
      using %s as r
      where d.tenant_id = r.tenant_id and d.source = any ($1) and d.id = r.id and d.occurred_at = r.%I
    $sql$, p_relation, v_time)
  using v_sources;
end
$$;

comment on function sluice.forget_documents_of(text, regclass) is
  'Removes the documents of all rows of a relation that leaves a searchable table, or is emptied. The owner''s own.';
revoke all on function sluice.forget_documents_of(text, regclass) from public;
