create or replace function oltp.hold_references(p_kind text, p_ids uuid[])
returns uuid[]
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set row_security = on
as $$
declare
  v_tenant_id constant uuid := nullif(current_setting('app.current_tenant_id', true), '')::uuid;
begin
  -- In one order, so that two deletes of many rows and this never wait for each other crosswise. Holders do not wait for each other.
  if p_kind = 'oltp.tenants' then
    return array(
      select h.id
      from (select r.id from oltp.tenants as r where r.id = v_tenant_id and r.id = any (p_ids) for key share) as h);
  elsif p_kind = 'oltp.campaigns' then
    return array(
      select h.id
      from (
        select r.id from oltp.campaigns as r where r.tenant_id = v_tenant_id and r.id = any (p_ids) order by r.id for key share
      ) as h);
  elsif p_kind = 'oltp.leads' then
    return array(
      select h.id
      from (select r.id from oltp.leads as r where r.tenant_id = v_tenant_id and r.id = any (p_ids) order by r.id for key share) as h);
  elsif p_kind = 'oltp.email_accounts' then
    return array(
      select h.id
      from (
        select r.id from oltp.email_accounts as r where r.tenant_id = v_tenant_id and r.id = any (p_ids) order by r.id for key share
      ) as h);
  end if;
  raise exception 'Nothing refers to %.', p_kind using errcode = 'invalid_parameter_value';
end
$$;

comment on function oltp.hold_references(text, uuid[]) is
  'Which of these ids are rows of the current tenant in the table of this name, now; until the transaction ends nobody can delete them, while all else goes on. Who refers to them in another database commits there first.';
revoke all on function oltp.hold_references(text, uuid[]) from public;
grant execute on function oltp.hold_references(text, uuid[]) to sluice_gateway, sluice_maintainer;
