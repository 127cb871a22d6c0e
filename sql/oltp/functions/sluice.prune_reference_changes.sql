create or replace function sluice.prune_reference_changes()
returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  c_shown_for constant interval := interval '15 minutes';
  v_shown pg_snapshot;
  v_pruned bigint;
begin
  -- One at a time; the second has nothing left to do.
  if not pg_try_advisory_xact_lock(hashtextextended('sluice.prune_reference_changes', 0)) then
    return 0;
  end if;
  select m.snapshot into v_shown from sluice.prune_marks as m
  where m.taken_at <= clock_timestamp() - c_shown_for
  order by m.taken_at desc limit 1;
  if found then
    delete from sluice.prune_marks as m
    where m.taken_at < (select max(o.taken_at) from sluice.prune_marks as o where o.taken_at <= clock_timestamp() - c_shown_for);
  end if;
  -- A mark now and then is enough, and few of them are to be kept.
  insert into sluice.prune_marks (taken_at, snapshot)
  select clock_timestamp(), pg_current_snapshot()
  where not exists (select from sluice.prune_marks as m where m.taken_at > clock_timestamp() - c_shown_for / 12)
  on conflict do nothing;
  if v_shown is null then
    return 0;
  end if;
  delete from sluice.reference_changes as c
  where c.xid < pg_snapshot_xmax(v_shown) and pg_visible_in_snapshot(c.xid, v_shown);
  get diagnostics v_pruned = row_count;
  return v_pruned;
end
$$;

comment on function sluice.prune_reference_changes() is
  'Removes from the log what has shown for a quarter of an hour. Returns how many rows went.';
revoke all on function sluice.prune_reference_changes() from public;
grant execute on function sluice.prune_reference_changes() to sluice_maintainer;
