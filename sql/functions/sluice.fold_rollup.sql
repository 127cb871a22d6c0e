create or replace function sluice.fold_rollup(p_rollup text, p_tenant uuid default null)
returns table (buckets bigint, rows bigint, duration_ms bigint)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_name text[] := parse_ident(p_rollup);
  v_rollup sluice.rollups;
  v_known pg_snapshot;
  v_started_at timestamptz;
  v_snapshot pg_snapshot;
  v_tenants uuid[];
  v_days timestamptz[];
  v_replaced bigint;
begin
  perform sluice.assert_rollup(p_rollup);
  -- Whoever changes a rollup's layers holds its row, and nobody waits for it here: a fold that is refused now comes again.
  select * into v_rollup from sluice.rollups as r where r.rollup = p_rollup for update nowait;
  v_known := v_rollup.folded_snapshot;
  if p_tenant is not null then
    v_known := coalesce(
      (select f.folded_snapshot from sluice.tenant_folds as f where f.rollup = p_rollup and f.tenant_id = p_tenant), v_known);
  end if;

  -- The instant and the snapshot are older than anything that is read below. What commits in between is folded perhaps, and
  -- counts as stale in any case: never the other way round.
  v_started_at := clock_timestamp();
  v_snapshot := pg_current_snapshot();
  select coalesce(array_agg(p.tenant_id), '{}'), coalesce(array_agg(p.bucket), '{}') into v_tenants, v_days
  from (
    select distinct c.tenant_id, c.bucket
    from sluice.changes as c
    join sluice.datasets as d on d.name = c.dataset
    where c.dataset = v_rollup.dataset
      and c.bucket >= d.archived_until
      and (p_tenant is null or c.tenant_id = p_tenant)
      and c.xid >= pg_snapshot_xmin(v_known)
      and not pg_visible_in_snapshot(c.xid, v_known)
    order by c.tenant_id, c.bucket
  ) as p;

  buckets := cardinality(v_days);
  rows := 0;
  if buckets > 0 then
    perform sluice.assert_owner_sees_all(v_rollup.dataset::regclass);
    execute format(
      $sql$
        select count(*)
        from unnest($1, $2) as p (tenant_id, day)
        join %I.%I as d on d.tenant_id = p.tenant_id and d.bucket >= p.day and d.bucket < p.day + interval '24 hours'
      $sql$, v_name[1] || '_rollup', v_name[2] || '_delta')
    into v_replaced using v_tenants, v_days;
    execute format('select %I.%I($1, $2)', v_name[1] || '_rollup', 'fold_' || v_name[2]) into rows using v_tenants, v_days;
    insert into sluice.folded_buckets (rollup, tenant_id, bucket)
    select p_rollup, p.tenant_id, p.day from unnest(v_tenants, v_days) as p (tenant_id, day)
    on conflict do nothing;
    update sluice.rollups as r
    set delta_rows = r.delta_rows + fold_rollup.rows - v_replaced,
      first_bucket = least(r.first_bucket, (select min(p) from unnest(v_days) as p)),
      -- The last hour of the last day, so that it holds whatever the rollup's grain.
      last_bucket = greatest(r.last_bucket, (select max(p) from unnest(v_days) as p) + interval '23 hours')
    where r.rollup = p_rollup;
    -- A plan made while the delta was small would go on reading all of it.
    if rows > greatest(1000, v_rollup.delta_rows / 5) then
      execute format('analyze %I.%I', v_name[1] || '_rollup', v_name[2] || '_delta');
      analyze sluice.folded_buckets;
    end if;
  end if;

  if p_tenant is null then
    update sluice.rollups as r set folded_at = v_started_at, folded_snapshot = v_snapshot where r.rollup = p_rollup;
    delete from sluice.tenant_folds as f where f.rollup = p_rollup;
  else
    insert into sluice.tenant_folds as f (rollup, tenant_id, folded_at, folded_snapshot)
    values (p_rollup, p_tenant, v_started_at, v_snapshot)
    on conflict (rollup, tenant_id) do update
    set folded_at = excluded.folded_at, folded_snapshot = excluded.folded_snapshot;
  end if;
  duration_ms := round(extract(epoch from clock_timestamp() - v_started_at) * 1000);
  return next;
end
$$;

comment on function sluice.fold_rollup(text, uuid) is
  'Recomputes the buckets that have changed since a rollup''s last fold, of one tenant or of all, into its delta. Fails with lock_not_available while the rollup is being folded or refreshed.';
revoke all on function sluice.fold_rollup(text, uuid) from public;
grant execute on function sluice.fold_rollup(text, uuid) to sluice_maintainer;
