create or replace function sluice.drop_old_partitions(p_table regclass, p_retention_months int)
returns setof text
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set lock_timeout = '10s'
as $$
declare
  v_keep_from timestamptz;
  v_archived_until timestamptz;
  v_column name;
  v_partition record;
begin
  perform sluice.assert_partitioned(p_table, 'r');
  perform sluice.assert_not_audit_trail(p_table);
  v_keep_from := sluice.retention_start(p_retention_months);
  perform pg_advisory_xact_lock(hashtextextended('sluice.partitions ' || p_table::oid, 0));

  select d.archived_until into v_archived_until from sluice.datasets as d where d.name::regclass = p_table;
  if found then
    if v_archived_until < v_keep_from then
      raise exception 'The rows of % before % are not archived.', p_table, v_keep_from
        using errcode = 'object_not_in_prerequisite_state',
          hint = format('Rollups keep what they say about months that are dropped: first, in a transaction of its own, run '
            'select sluice.archive_old_rows(%L, %s)', p_table::text, p_retention_months);
    end if;
    -- Whoever still has a snapshot from before the archiving reads the rows, and not the archive. Rows that are deleted stay in
    -- such a snapshot; partitions that are dropped do not.
    if exists (select from sluice.partition_bounds(p_table) as b where b.until_at <= v_keep_from) then
      perform sluice.wait_for_older_transactions();
    end if;
  end if;

  for v_partition in
    select b.partition, b.partition::text as name, b.is_default, b.until_at from sluice.partition_bounds(p_table) as b
  loop
    if v_partition.is_default then
      v_column := sluice.partition_column(p_table);
      execute format('delete from %s where %I < $1', v_partition.partition, v_column) using v_keep_from;
    elsif v_partition.until_at <= v_keep_from then
      -- Nobody writes a row whose document would stay; whoever reads goes on while documents are removed.
      execute format('lock table %s in share mode', v_partition.partition);
      perform sluice.forget_documents_of(s.table_name, v_partition.partition)
      from (select distinct table_name from sluice.search_sources where table_name::regclass = p_table) as s;
      delete from sluice.search_partitions as k where k.partition = v_partition.partition;
      delete from sluice.dataset_partitions as k where k.partition = v_partition.partition;
      execute format('drop table %s', v_partition.partition);
      return next v_partition.name;
    end if;
  end loop;
end
$$;

comment on function sluice.drop_old_partitions(regclass, int) is
  'Drops the partitions of months that ended more than this many whole months before the current one began, and such rows of the default partition. Of a dataset they must be archived: sluice.archive_old_rows. Returns the partitions'' names.';
revoke all on function sluice.drop_old_partitions(regclass, int) from public;
grant execute on function sluice.drop_old_partitions(regclass, int) to sluice_maintainer;
