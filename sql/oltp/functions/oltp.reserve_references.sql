create or replace function oltp.reserve_references(p_kind text, p_ids uuid[])
returns uuid[]
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set row_security = on
as $$
declare
  v_tenant_id constant uuid := nullif(current_setting('app.current_tenant_id', true), '')::uuid;
  v_reserved uuid[];
begin
  -- The unique key is what makes others wait, and what this waits for where somebody is about to make or delete such a row. In one
  -- order, as in oltp.hold_references.
  if p_kind = 'oltp.tenants' then
    with reserved as (
      insert into oltp.tenants (id, name)
      select i.id, 'reserved' from unnest(p_ids) as i (id) where i.id = v_tenant_id
      on conflict do nothing returning id
    )
    select array_agg(r.id) into v_reserved from reserved as r;
  elsif p_kind = 'oltp.campaigns' then
    with reserved as (
      insert into oltp.campaigns (tenant_id, id, name)
      select v_tenant_id, i.id, 'reserved' from unnest(p_ids) as i (id) order by i.id
      on conflict do nothing returning id
    )
    select array_agg(r.id) into v_reserved from reserved as r;
  elsif p_kind = 'oltp.leads' then
    with reserved as (
      insert into oltp.leads (tenant_id, id, email)
      select v_tenant_id, i.id, i.id || '@reserved.invalid' from unnest(p_ids) as i (id) order by i.id
      on conflict do nothing returning id
    )
    select array_agg(r.id) into v_reserved from reserved as r;
  elsif p_kind = 'oltp.email_accounts' then
    with reserved as (
      insert into oltp.email_accounts (tenant_id, id, address)
      select v_tenant_id, i.id, i.id || '@reserved.invalid' from unnest(p_ids) as i (id) order by i.id
      on conflict do nothing returning id
    )
    select array_agg(r.id) into v_reserved from reserved as r;
  else
    raise exception 'Nothing refers to %.', p_kind using errcode = 'invalid_parameter_value';
  end if;
  insert into sluice.reference_reservations (tenant_id, kind, id)
  select v_tenant_id, p_kind, r.id from unnest(v_reserved) as r (id)
  on conflict do nothing;
  return coalesce(v_reserved, '{}');
end
$$;

comment on function oltp.reserve_references(text, uuid[]) is
  'Which of these ids are no rows of the current tenant in the table of this name, now; until the transaction ends nobody can make them, and it can only roll back. Who sets aside what refers to them in another database commits there first.';
revoke all on function oltp.reserve_references(text, uuid[]) from public;
grant execute on function oltp.reserve_references(text, uuid[]) to sluice_maintainer;
