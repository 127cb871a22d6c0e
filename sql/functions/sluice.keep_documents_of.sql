create or replace function sluice.keep_documents_of(
  p_table regclass, p_time_column name, p_function regprocedure, p_sources text[], p_rows_functions text[], p_fingerprint text)
returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_table text := (
    select n.nspname || '.' || c.relname from pg_class as c join pg_namespace as n on n.oid = c.relnamespace where c.oid = p_table);
  v_gone text[];
  v_is_empty boolean;
begin
  select array_agg(s.name) into v_gone from sluice.search_sources as s where s.table_name = v_table and s.name <> all (p_sources);
  delete from sluice.search_sources as s where s.name = any (v_gone);
  delete from sluice.search_documents as d where d.source = any (v_gone);

  -- The table's triggers are there, so that nobody writes until this transaction ends, and everything after it is seen to by them.
  execute format('select not exists (select from %s)', p_table) into v_is_empty;
  insert into sluice.search_sources as s (name, table_name, time_column, rows_function, trigger_function, fingerprint, is_complete, is_due)
  select w.name, v_table, p_time_column, w.rows_function, p_function::text, p_fingerprint, v_is_empty, not v_is_empty
  from unnest(p_sources, p_rows_functions) as w (name, rows_function)
  on conflict (name) do update set
    time_column = excluded.time_column,
    rows_function = excluded.rows_function,
    trigger_function = excluded.trigger_function,
    fingerprint = excluded.fingerprint,
    is_complete = excluded.is_complete or (s.is_complete and s.fingerprint = excluded.fingerprint),
    is_due = excluded.is_due and (s.is_due or s.fingerprint <> excluded.fingerprint),
    indexed_until = case when s.fingerprint = excluded.fingerprint then s.indexed_until end;

  insert into sluice.search_partitions (table_name, partition)
  select v_table, t.relid from pg_partition_tree(p_table) as t where t.isleaf
  on conflict do nothing;
  perform sluice.create_document_triggers(k.relation, p_function::text)
  from (
    select t.relid as relation from pg_partition_tree(p_table) as t where t.isleaf
    union
    select c.oid from pg_class as c where c.oid = p_table and c.relkind = 'r'
  ) as k;
end
$$;

comment on function sluice.keep_documents_of(regclass, name, regprocedure, text[], text[], text) is
  'Makes a table searchable, under one source for each set of fields: rows that are there wait for their documents (sluice.index_next_rows), whatever is written from here on has them at once. The owner''s own.';
revoke all on function sluice.keep_documents_of(regclass, name, regprocedure, text[], text[], text) from public;
