create or replace function content.take_back_messages(p_ids uuid[])
returns int
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_tenant constant uuid := nullif(current_setting('app.current_tenant_id', true), '')::uuid;
  v_count int;
begin
  delete from sluice.outbox as o
  where o.tenant_id = v_tenant and o.target = 'outreach.deliveries' and o.record ->> 'id' = any (p_ids::text[]);
  -- Nobody has been told of them yet, and nobody takes back what was recorded long ago.
  delete from content.email_messages as m
  where m.tenant_id = v_tenant and m.id = any (p_ids) and m.created_at > now() - interval '10 minutes';
  get diagnostics v_count = row_count;
  return v_count;
end
$$;

comment on function content.take_back_messages(uuid[]) is
  'Removes messages of the current tenant that were recorded a moment ago and whose references have gone before they could be held. Returns how many.';
revoke all on function content.take_back_messages(uuid[]) from public;
grant execute on function content.take_back_messages(uuid[]) to sluice_gateway;
