create or replace function sluice.restore_quarantined_rows(p_ids uuid[])
returns table (id uuid, outcome text)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set row_security = on
set timezone = 'UTC'
as $$
#variable_conflict use_column
declare
  v_tenant constant uuid := nullif(current_setting('app.current_tenant_id', true), '')::uuid;
  v_row record;
  v_outcome text;
begin
  if v_tenant is null then
    raise exception 'Rows are put back inside a transaction of their tenant.' using errcode = 'insufficient_privilege';
  end if;
  perform sluice.lock_quarantine(v_tenant);
  for v_row in
    select q.id, q.relation, q.record, q.needs
    from sluice.quarantined_rows as q
    where q.tenant_id = v_tenant and q.id = any (p_ids) and q.missing is not null
    order by q.id
    for update
  loop
    begin
      perform sluice.insert_quarantined_row(q.relation, q.record)
      from sluice.quarantined_rows as q
      where q.tenant_id = v_tenant and q.id = any (v_row.needs);
      v_outcome := sluice.insert_quarantined_row(v_row.relation, v_row.record);
    exception
      -- Another row has its place, the table is another by now, or its month is archived.
      when integrity_constraint_violation or data_exception or undefined_column or invalid_parameter_value
        or object_not_in_prerequisite_state then v_outcome := 'misfit';
    end;
    if v_outcome in ('restored', 'present') then
      delete from sluice.quarantined_rows as q where q.tenant_id = v_tenant and q.id = v_row.id;
    end if;
    id := v_row.id;
    outcome := v_outcome;
    return next;
  end loop;
end
$$;

comment on function sluice.restore_quarantined_rows(uuid[]) is
  'Puts rows of the current tenant that were set aside back where they were: restored, present (the same row is there), taken (another one is) or misfit (the table does not take it). The last two stay.';
revoke all on function sluice.restore_quarantined_rows(uuid[]) from public;
grant execute on function sluice.restore_quarantined_rows(uuid[]) to sluice_maintainer;
