create or replace function sluice.adopt_partitions(p_dataset text)
returns setof text
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_partition regclass;
begin
  -- Attached behind Sluice's back.
  for v_partition in
    select t.relid from pg_partition_tree(p_dataset::regclass) as t
    where t.isleaf and not exists (
      select from sluice.dataset_partitions as k where k.dataset = p_dataset and k.partition = t.relid)
  loop
    if not exists (select from pg_class as c where c.oid = v_partition and c.relowner = 'sluice_owner'::regrole) then
      raise exception '% cannot be a partition of %: it does not belong to sluice_owner.', v_partition, p_dataset
        using errcode = 'object_not_in_prerequisite_state', hint = format('Run: alter table %s owner to sluice_owner', v_partition);
    end if;
    perform sluice.log_partition_changes(p_dataset::regclass, v_partition);
    perform sluice.log_rows_of(p_dataset, v_partition);
    return next v_partition::text;
  end loop;
  -- Detached behind its back: the table is still there. Of one that was dropped nothing is known any more.
  for v_partition in
    select k.partition from sluice.dataset_partitions as k
    where k.dataset = p_dataset
      -- A table that has no partitions stands for itself here, and is no tree.
      and k.partition <> p_dataset::regclass
      and not exists (select from pg_partition_tree(p_dataset::regclass) as t where t.relid = k.partition)
  loop
    delete from sluice.dataset_partitions as k where k.dataset = p_dataset and k.partition = v_partition;
    if exists (select from pg_class as c where c.oid = v_partition) then
      perform sluice.log_rows_of(p_dataset, v_partition);
      perform sluice.forget_partition_changes(v_partition);
      return next v_partition::text;
    end if;
  end loop;
end
$$;

comment on function sluice.adopt_partitions(text) is
  'Brings the change log up to date with a dataset''s partitions as they are. Returns those that came or went unnoticed. The owner''s own.';
revoke all on function sluice.adopt_partitions(text) from public;
