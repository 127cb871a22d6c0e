create or replace function sluice.drop_old_partitions(p_table regclass, p_retention_months int)
returns setof text
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set lock_timeout = '10s'
as $$
declare
  v_keep_from timestamptz;
  v_partition text;
begin
  perform sluice.assert_partitioned(p_table, 'r');
  if p_retention_months is null or p_retention_months < 1 then
    raise exception 'Retention is a number of whole months from 1 on, not %.', coalesce(p_retention_months::text, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('sluice.partitions ' || p_table::oid, 0));

  v_keep_from := date_trunc('month', now()) - make_interval(months => p_retention_months);
  for v_partition in
    select partition::text from sluice.partition_bounds(p_table) where not is_default and until_at <= v_keep_from
  loop
    execute format('drop table %s', v_partition);
    return next v_partition;
  end loop;
end
$$;

comment on function sluice.drop_old_partitions(regclass, int) is
  'Drops the partitions of months that ended more than this many whole months before the current one began. Never the default partition. Returns their names.';
revoke all on function sluice.drop_old_partitions(regclass, int) from public;
grant execute on function sluice.drop_old_partitions(regclass, int) to sluice_maintainer;
