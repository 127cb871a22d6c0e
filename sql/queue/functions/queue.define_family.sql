create or replace function queue.define_family(p_name text, p_ageing interval default null, p_lease interval default null,
  p_max_attempts int default null, p_first_retry_after interval default null, p_last_retry_after interval default null)
returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '10s'
as $$
declare
  v_month regclass;
begin
  perform pg_advisory_xact_lock(hashtextextended('queue.partitions', 0));
  insert into queue.families (name) values (p_name) on conflict do nothing;
  update queue.families as f
  set ageing = coalesce(p_ageing, f.ageing), lease = coalesce(p_lease, f.lease),
    max_attempts = coalesce(p_max_attempts, f.max_attempts),
    first_retry_after = coalesce(p_first_retry_after, f.first_retry_after),
    last_retry_after = coalesce(p_last_retry_after, f.last_retry_after)
  where f.name = p_name;
  -- In the transaction that makes the family known: no job of it is ever without a partition.
  for v_month in
    select c.oid::regclass
    from pg_inherits as i
    join pg_class as c on c.oid = i.inhrelid
    where i.inhparent = 'queue.jobs'::regclass and c.relkind = 'p'
    order by c.relname
  loop
    perform queue.create_family_partition(v_month, p_name);
  end loop;
end
$$;

comment on function queue.define_family(text, interval, interval, int, interval, interval) is
  'Makes a family of jobs, with its partitions, or changes the rules of one: ageing, lease, attempts, the first and the longest wait after a failure; null leaves a rule as it is. Jobs that are queued keep their rank.';
revoke all on function queue.define_family(text, interval, interval, int, interval, interval) from public;
grant execute on function queue.define_family(text, interval, interval, int, interval, interval) to sluice_maintainer;
