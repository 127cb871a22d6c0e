create or replace function content.take_back_messages(p_ids uuid[])
returns int
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_tenant constant uuid := nullif(current_setting('app.current_tenant_id', true), '')::uuid;
  v_keys text[];
begin
  delete from sluice.outbox as o
  where o.tenant_id = v_tenant and o.target = 'outreach.deliveries' and o.record ->> 'id' = any (p_ids::text[]);
  -- Nobody has been told of them yet, and nobody takes back what was recorded long ago.
  with gone as (
    delete from content.email_messages as m
    where m.tenant_id = v_tenant and m.id = any (p_ids) and m.created_at > now() - interval '10 minutes'
    returning m.client_key
  )
  select coalesce(array_agg(g.client_key), '{}') into v_keys from gone as g;
  -- As if it had never been: its key is free again.
  delete from content.forgotten_messages as f
  where f.tenant_id = v_tenant and f.client_key = any (v_keys) and f.id = any (p_ids);
  return cardinality(v_keys);
end
$$;

comment on function content.take_back_messages(uuid[]) is
  'Removes messages of the current tenant that were recorded a moment ago and whose references have gone before they could be held. Returns how many.';
revoke all on function content.take_back_messages(uuid[]) from public;
grant execute on function content.take_back_messages(uuid[]) to sluice_gateway;
