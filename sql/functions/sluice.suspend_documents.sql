create or replace function sluice.suspend_documents()
returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_table text;
begin
  update sluice.search_sources as s set is_complete = false, indexed_until = null;
  for v_table in
    select distinct s.table_name from sluice.search_sources as s order by 1
  loop
    execute format('alter table %s disable trigger search_insert, disable trigger search_update, disable trigger search_delete', v_table);
  end loop;
end
$$;

comment on function sluice.suspend_documents() is
  'Keeps no documents of what is written from here on: for a load of everything, which ends, in the same transaction, with sluice.load_documents. Nobody else writes meanwhile. The owner''s own.';
revoke all on function sluice.suspend_documents() from public;
