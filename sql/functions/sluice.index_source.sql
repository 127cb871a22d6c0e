create or replace function sluice.index_source(p_source text, p_relation regclass)
returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_source sluice.search_sources;
  v_key jsonb;
begin
  select * into strict v_source from sluice.search_sources as s where s.name = p_source;
  loop
    v_key := sluice.index_batch(p_source, p_relation, v_key, 10000);
    exit when v_key is null;
  end loop;
  if p_relation = v_source.table_name::regclass then
    perform sluice.remove_lost_documents(p_source);
    update sluice.search_sources as s set is_complete = true, is_due = false, indexed_until = null where s.name = p_source;
  end if;
end
$$;

comment on function sluice.index_source(text, regclass) is
  'Makes the documents of all rows of a source''s table, or a relation like it, in this transaction; of the table itself it also removes documents without a row. The owner''s own.';
revoke all on function sluice.index_source(text, regclass) from public;
