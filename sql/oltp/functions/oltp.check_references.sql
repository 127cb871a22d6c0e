-- It reads with the caller's rights, so that row-level security decides what exists: another tenant's row does not.
create or replace function oltp.check_references(p_kind text, p_ids uuid[])
returns table (known uuid[], snapshot text, epoch text)
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_tenant_id constant uuid := nullif(current_setting('app.current_tenant_id', true), '')::uuid;
begin
  if p_kind = 'oltp.tenants' then
    -- The maintainer sees all tenants, and asks for one.
    known := array(select r.id from oltp.tenants as r where r.id = v_tenant_id and r.id = any (p_ids));
  elsif p_kind = 'oltp.campaigns' then
    known := array(select r.id from oltp.campaigns as r where r.id = any (p_ids));
  elsif p_kind = 'oltp.leads' then
    known := array(select r.id from oltp.leads as r where r.id = any (p_ids));
  elsif p_kind = 'oltp.email_accounts' then
    known := array(select r.id from oltp.email_accounts as r where r.id = any (p_ids));
  else
    raise exception 'Nothing refers to %.', p_kind using errcode = 'invalid_parameter_value';
  end if;
  snapshot := pg_current_snapshot()::text;
  epoch := sluice.reference_epoch();
  return next;
end
$$;

comment on function oltp.check_references(text, uuid[]) is
  'Which of these ids are rows of the current tenant in the table of this name, the snapshot that shows it, and the life of the database that the snapshot belongs to.';
revoke all on function oltp.check_references(text, uuid[]) from public;
-- The maintainer looks for rows that have lost their references.
grant execute on function oltp.check_references(text, uuid[]) to sluice_gateway, sluice_maintainer;
