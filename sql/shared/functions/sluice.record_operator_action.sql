create or replace function sluice.record_operator_action(
  p_tenant_id uuid, p_operator text, p_run_id text, p_action text, p_target text, p_outcome text, p_before jsonb, p_after jsonb)
returns void
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
  insert into sluice.audit_entries
    (tenant_id, actor_kind, subject, request_id, action, target, outcome, before, after)
  values (coalesce(p_tenant_id, '00000000-0000-0000-0000-000000000000'), 'operator', p_operator, p_run_id, p_action, p_target, p_outcome,
    p_before, p_after)
$$;

comment on function sluice.record_operator_action(uuid, text, text, text, text, text, jsonb, jsonb) is
  'Writes down what an operator does to a tenant, or to the installation where the tenant is null.';
revoke all on function sluice.record_operator_action(uuid, text, text, text, text, text, jsonb, jsonb) from public;
grant execute on function sluice.record_operator_action(uuid, text, text, text, text, text, jsonb, jsonb) to sluice_maintainer;
