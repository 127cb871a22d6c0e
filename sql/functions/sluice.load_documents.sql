create or replace function sluice.load_documents()
returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set maintenance_work_mem = '256MB'
as $$
declare
  v_indexes text[];
  v_index text;
  v_source sluice.search_sources;
begin
  truncate sluice.search_documents;
  -- Making an index of what is there takes a third of the time that adding it row by row would.
  select array_agg(pg_get_indexdef(i.indexrelid)) into v_indexes
  from pg_index as i
  where i.indrelid = 'sluice.search_documents'::regclass and not i.indisprimary;
  for v_index in
    select i.indexrelid::regclass::text from pg_index as i
    where i.indrelid = 'sluice.search_documents'::regclass and not i.indisprimary
  loop
    execute format('drop index %s', v_index);
  end loop;

  for v_source in
    select * from sluice.search_sources as s order by s.name
  loop
    execute format('insert into sluice.search_documents select * from %s(%L)', v_source.rows_function, 'table ' || v_source.table_name);
  end loop;
  insert into sluice.search_languages (tenant_id, language)
  select distinct d.tenant_id, d.language from sluice.search_documents as d
  where not exists (select from sluice.search_languages as l where l.tenant_id = d.tenant_id and l.language = d.language)
  on conflict do nothing;

  foreach v_index in array v_indexes loop
    execute v_index;
  end loop;
  for v_source in
    select distinct on (s.table_name) s.* from sluice.search_sources as s order by s.table_name, s.name
  loop
    execute format(
      'alter table %s enable always trigger search_insert, enable always trigger search_update, enable always trigger search_delete',
      v_source.table_name);
  end loop;
  update sluice.search_sources as s set is_complete = true, is_due = false;
end
$$;

comment on function sluice.load_documents() is
  'Makes all documents anew, in this transaction, and keeps them from here on: the end of a load that began with sluice.suspend_documents. The owner''s own.';
revoke all on function sluice.load_documents() from public;
