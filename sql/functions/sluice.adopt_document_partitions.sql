create or replace function sluice.adopt_document_partitions(p_table text)
returns setof text
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_function text := (select min(s.trigger_function) from sluice.search_sources as s where s.table_name = p_table);
  v_partition regclass;
begin
  if v_function is null then
    return;
  end if;
  -- Attached.
  for v_partition in
    select t.relid from pg_partition_tree(p_table::regclass) as t
    where t.isleaf and not exists (
      select from sluice.search_partitions as k where k.table_name = p_table and k.partition = t.relid)
  loop
    if not exists (select from pg_class as c where c.oid = v_partition and c.relowner = 'sluice_owner'::regrole) then
      raise exception '% cannot be a partition of %: it does not belong to sluice_owner.', v_partition, p_table
        using errcode = 'object_not_in_prerequisite_state', hint = format('Run: alter table %s owner to sluice_owner', v_partition);
    end if;
    -- First, so that the watch over partitions, which these commands wake, finds it accounted for.
    insert into sluice.search_partitions (table_name, partition) values (p_table, v_partition) on conflict do nothing;
    perform sluice.create_document_triggers(v_partition, v_function);
    perform sluice.index_source(s.name, v_partition) from sluice.search_sources as s where s.table_name = p_table;
    return next v_partition::text;
  end loop;
  -- Detached: the table is still there. Dropped ones are not forgotten here: sluice.on_partition_drop refuses them.
  for v_partition in
    select k.partition from sluice.search_partitions as k
    where k.table_name = p_table
      and not exists (select from pg_partition_tree(p_table::regclass) as t where t.relid = k.partition)
  loop
    delete from sluice.search_partitions as k where k.table_name = p_table and k.partition = v_partition;
    if exists (select from pg_class as c where c.oid = v_partition) then
      perform sluice.forget_documents_of(p_table, v_partition);
      execute format('drop trigger if exists search_truncate on %s', v_partition);
      return next v_partition::text;
    end if;
  end loop;
end
$$;

comment on function sluice.adopt_document_partitions(text) is
  'Brings the documents up to date with a searchable table''s partitions as they are. Returns those that came or went. The owner''s own.';
revoke all on function sluice.adopt_document_partitions(text) from public;
