create or replace function sluice.archive_old_rows(p_table regclass, p_retention_months int)
returns timestamptz
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set lock_timeout = '10s'
as $$
declare
  v_dataset sluice.datasets;
  v_until timestamptz;
  v_partition record;
  v_rollup record;
begin
  perform sluice.assert_partitioned(p_table, 'r');
  v_until := sluice.retention_start(p_retention_months);
  -- Waits for writers of old months, and keeps new ones of them waiting: sluice.assert_not_archived.
  select * into v_dataset from sluice.datasets as d where d.name::regclass = p_table for update;
  if not found then
    return v_until;
  end if;
  if v_dataset.archived_until >= v_until then
    return v_dataset.archived_until;
  end if;
  perform from sluice.rollups as r where r.dataset = v_dataset.name order by r.rollup for update;
  -- Nothing is written to these any more while they are added up.
  for v_partition in
    select b.partition from sluice.partition_bounds(p_table) as b where b.is_default or b.from_at < v_until
  loop
    execute format('lock table %s in share mode', v_partition.partition);
  end loop;

  for v_rollup in
    select r.rollup, r.schema_name || '_rollup' as schema_name, r.view_name from sluice.rollups as r
    where r.dataset = v_dataset.name order by r.rollup
  loop
    execute format('select %I.%I($1, $2)', v_rollup.schema_name, 'archive_' || v_rollup.view_name)
    using v_dataset.archived_until, v_until;
    execute format('delete from %I.%I where bucket < $1', v_rollup.schema_name, v_rollup.view_name || '_delta') using v_until;
    delete from sluice.folded_buckets as f where f.rollup = v_rollup.rollup and f.bucket < v_until;
    -- Rows that were archived before they were folded may be earlier than any bucket known so far.
    execute format(
      $sql$
        update sluice.rollups as r
        set delta_rows = (select count(*) from %1$I.%2$I), first_bucket = least(r.first_bucket, (select min(bucket) from %1$I.%3$I))
        where r.rollup = $1
      $sql$, v_rollup.schema_name, v_rollup.view_name || '_delta', v_rollup.view_name || '_archive')
    using v_rollup.rollup;
  end loop;

  -- What was answered from the table before is answered otherwise now: the data has another version.
  execute format(
    $sql$
      insert into sluice.changes (dataset, tenant_id, bucket)
      select distinct $1, t.tenant_id, $2 from %s as t where t.%I < $3
      on conflict do nothing
    $sql$, p_table, v_dataset.time_column)
  using v_dataset.name, v_until - interval '1 day', v_until;
  update sluice.datasets as d set archived_until = v_until where d.name = v_dataset.name;
  return v_until;
end
$$;

comment on function sluice.archive_old_rows(regclass, int) is
  'Adds up, in the archives of a dataset''s rollups, the months that ended more than this many whole months before the current one began, and closes them to writers. Their rows can then be dropped, in a later transaction. Returns the instant until which rows are archived.';
revoke all on function sluice.archive_old_rows(regclass, int) from public;
grant execute on function sluice.archive_old_rows(regclass, int) to sluice_maintainer;
