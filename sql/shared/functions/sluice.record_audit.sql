create or replace function sluice.record_audit(
  p_subject text, p_token_id text, p_request_id text, p_action text, p_target text, p_before jsonb, p_after jsonb)
returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_tenant constant uuid := (select nullif(current_setting('app.current_tenant_id', true), '')::uuid);
begin
  if v_tenant is null then
    raise exception 'A change without a tenant cannot be audited.' using errcode = 'insufficient_privilege';
  end if;
  -- The table refuses the nil uuid of a token: only operators act on the installation.
  insert into sluice.audit_entries
    (tenant_id, actor_kind, subject, token_id, request_id, action, target, outcome, before, after)
  values (v_tenant, 'token', p_subject, p_token_id, p_request_id, p_action, p_target, 'succeeded', p_before, p_after);
end
$$;

comment on function sluice.record_audit(text, text, text, text, text, jsonb, jsonb) is
  'Writes down what a request with an access token changes for the current tenant, in the transaction that changes it.';
revoke all on function sluice.record_audit(text, text, text, text, text, jsonb, jsonb) from public;
grant execute on function sluice.record_audit(text, text, text, text, text, jsonb, jsonb) to sluice_gateway;
