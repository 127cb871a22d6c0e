create or replace function sluice.refresh_rollup(p_rollup text)
returns table (view_name text, row_count bigint, duration_ms bigint)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_name text[] := parse_ident(p_rollup);
  v_rollup sluice.rollups;
  v_started_at timestamptz;
  v_snapshot pg_snapshot;
  v_tenants uuid[];
  v_vanished uuid[];
begin
  perform sluice.assert_rollup(p_rollup);
  select * into v_rollup from sluice.rollups as r where r.rollup = p_rollup for update nowait;
  perform sluice.assert_owner_sees_all(v_rollup.dataset::regclass);
  perform sluice.assert_owner_sees_all('sluice.tenants');
  execute format(
    'select array(select t.id from sluice.tenants as t where exists (select from %s as k where k.tenant_id = t.id))',
    v_rollup.dataset::regclass)
  into v_tenants;

  -- Older than what the refresh reads: what commits in between is stale, and comes from the table.
  v_started_at := clock_timestamp();
  v_snapshot := pg_current_snapshot();
  -- Always concurrently: no reader waits, and none that began before it sees its result too early.
  execute format('refresh materialized view concurrently %I.%I', v_name[1] || '_rollup', v_name[2]);

  -- Only those who had rows before the refresh and have some after it can have vanished.
  execute format(
    $sql$
      select array(
        select t from unnest($1) as t
        where not exists (select from %I.%I as r where r.tenant_id = t)
          and exists (select from %s as k where k.tenant_id = t))
    $sql$, v_name[1] || '_rollup', v_name[2], v_rollup.dataset::regclass)
  into v_vanished using v_tenants;
  if cardinality(v_vanished) > 0 then
    raise exception 'After its refresh %_rollup.% lacks % of % tenants.',
      v_name[1], v_name[2], cardinality(v_vanished), cardinality(v_tenants)
      using errcode = 'data_corrupted',
        hint = format('Nothing was changed. Look at the policies for sluice_owner on %s and its partitions, '
          'and at the view''s definition.', v_rollup.dataset);
  end if;

  -- The view has caught up with the delta. Rows are deleted and never truncated: readers go on with what they see.
  execute format('delete from %I.%I', v_name[1] || '_rollup', v_name[2] || '_delta');
  delete from sluice.folded_buckets as f where f.rollup = p_rollup;
  delete from sluice.tenant_folds as f where f.rollup = p_rollup;
  update sluice.rollups as r
  set refreshed_at = v_started_at, refreshed_snapshot = v_snapshot, folded_at = v_started_at, folded_snapshot = v_snapshot
  where r.rollup = p_rollup;
  execute format('analyze %I.%I', v_name[1] || '_rollup', v_name[2]);
  view_name := p_rollup;
  row_count := sluice.finish_rollup(p_rollup);
  duration_ms := round(extract(epoch from clock_timestamp() - v_started_at) * 1000);
  return next;
end
$$;

comment on function sluice.refresh_rollup(text) is
  'Computes a rollup''s materialized view anew while it is being read, and empties its delta. Fails rather than lose a tenant, and with lock_not_available while the rollup is being folded or refreshed.';
revoke all on function sluice.refresh_rollup(text) from public;
grant execute on function sluice.refresh_rollup(text) to sluice_maintainer;
