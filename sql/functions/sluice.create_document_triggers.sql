create or replace function sluice.create_document_triggers(p_relation regclass, p_function text)
returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  -- A partition has its table's triggers for rows. Truncating the table truncates each partition, so that the table needs none for that.
  execute format('create or replace trigger search_truncate before truncate on %s for each statement execute function %s',
    p_relation, p_function);
  -- Replication applies a truncate with this trigger too.
  execute format('alter table %s enable always trigger search_truncate', p_relation);
end
$$;

comment on function sluice.create_document_triggers(regclass, text) is
  'Has the documents of a table or a partition removed when it is truncated. The owner''s own.';
revoke all on function sluice.create_document_triggers(regclass, text) from public;
