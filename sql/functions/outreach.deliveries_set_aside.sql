create or replace function outreach.deliveries_set_aside(p_ids uuid[])
returns uuid[]
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(array_agg(i.id), '{}')
  from unnest(p_ids) as i (id)
  where exists (
    select from sluice.quarantined_rows as q
    where q.tenant_id = (select nullif(current_setting('app.current_tenant_id', true), '')::uuid)
      and q.relation = 'outreach.deliveries' and q.record ->> 'id' = i.id::text)
$$;

comment on function outreach.deliveries_set_aside(uuid[]) is
  'Those of these deliveries of the current tenant that were set aside. Who brings them here again would begin anew what comes back with all that was counted.';
revoke all on function outreach.deliveries_set_aside(uuid[]) from public;
grant execute on function outreach.deliveries_set_aside(uuid[]) to sluice_maintainer;
