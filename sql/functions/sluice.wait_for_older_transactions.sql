create or replace function sluice.wait_for_older_transactions(p_timeout interval default interval '1 minute')
returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_older text[];
  v_deadline timestamptz := clock_timestamp() + p_timeout;
begin
  select coalesce(array_agg(l.virtualtransaction), '{}') into v_older
  from pg_locks as l
  join pg_stat_activity as a on a.pid = l.pid
  where l.locktype = 'virtualxid' and l.virtualtransaction = l.virtualxid
    -- Autovacuum has no user, and reads nothing that would be missed.
    and a.datname = current_database() and a.usesysid is not null and l.pid <> pg_backend_pid();
  while exists (
    select from pg_locks as l where l.locktype = 'virtualxid' and l.virtualtransaction = any (v_older))
  loop
    if clock_timestamp() > v_deadline then
      raise exception 'Transactions that began before this one are still running.'
        using errcode = 'lock_not_available',
          hint = 'They may read what is to be dropped. pg_stat_activity shows them; try again when they have ended.';
    end if;
    perform pg_sleep(0.05);
  end loop;
end
$$;

comment on function sluice.wait_for_older_transactions(interval) is
  'Waits until every transaction of this database that is running now has ended: from then on nobody has a snapshot older than this moment. The owner''s own.';
revoke all on function sluice.wait_for_older_transactions(interval) from public;
