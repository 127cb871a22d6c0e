create or replace function sluice.discard_quarantined_rows(p_ids uuid[], p_days int)
returns table (relation text, discarded bigint)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set row_security = on
as $$
#variable_conflict use_column
declare
  v_tenant constant uuid := nullif(current_setting('app.current_tenant_id', true), '')::uuid;
begin
  if v_tenant is null then
    raise exception 'Rows are discarded inside a transaction of their tenant.' using errcode = 'insufficient_privilege';
  end if;
  perform sluice.lock_quarantine(v_tenant);
  return query
  with gone as (
    delete from sluice.quarantined_rows as q
    where q.tenant_id = v_tenant and q.id = any (p_ids) and q.missing is not null
      and q.quarantined_at < now() - make_interval(hours => 24 * p_days)
    returning q.relation
  )
  select g.relation, count(*) from gone as g group by g.relation order by g.relation;
end
$$;

comment on function sluice.discard_quarantined_rows(uuid[], int) is
  'Forgets those of these stays of the current tenant that began more than so many days of 24 hours ago, for good. Returns how many rows of each table; copies that only they needed are left to sluice.drop_unneeded_copies.';
revoke all on function sluice.discard_quarantined_rows(uuid[], int) from public;
grant execute on function sluice.discard_quarantined_rows(uuid[], int) to sluice_maintainer;
