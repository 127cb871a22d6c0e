create or replace function sluice.on_partition_drop()
returns event_trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_dropped record;
begin
  for v_dropped in
    select o.object_identity, k.dataset
    from pg_event_trigger_dropped_objects() as o
    join sluice.dataset_partitions as k on k.partition = o.objid
    where o.classid = 'pg_class'::regclass and o.objsubid = 0 and to_regclass(k.dataset) is not null
  loop
    raise exception '% holds rows of %, which the rollups count: it cannot be dropped like this.',
      v_dropped.object_identity, v_dropped.dataset
      using errcode = 'object_in_use',
        hint = format('To keep what the rollups say of it, run: sluice partitions drop --drop-older-than <months>. '
          'To have its rows forgotten, run: select sluice.detach_partition(%L), and drop the table then.', v_dropped.object_identity);
  end loop;
  for v_dropped in
    select o.object_identity, k.table_name
    from pg_event_trigger_dropped_objects() as o
    join sluice.search_partitions as k on k.partition = o.objid
    where o.classid = 'pg_class'::regclass and o.objsubid = 0 and to_regclass(k.table_name) is not null
  loop
    raise exception '% holds rows of %, which searches would go on finding: it cannot be dropped like this.',
      v_dropped.object_identity, v_dropped.table_name
      using errcode = 'object_in_use',
        hint = format('To have its rows forgotten, run: alter table %s detach partition %s, and drop the table then.',
          v_dropped.table_name, v_dropped.object_identity);
  end loop;
end
$$;

comment on function sluice.on_partition_drop() is
  'Runs after every drop: refuses that of a partition whose rows the rollups would go on counting, or searches finding.';
revoke all on function sluice.on_partition_drop() from public;
