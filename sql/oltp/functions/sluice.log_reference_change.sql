-- Every row of these tables that comes or goes is logged in the transaction that does it: see sluice.reference_changes.

create or replace function sluice.log_reference_change()
returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_kind constant text := tg_table_schema || '.' || tg_table_name;
begin
  if tg_op = 'TRUNCATE' then
    -- It may take rows that this transaction's snapshot does not show, and what is not seen cannot be logged.
    raise exception '% cannot be truncated: other databases refer to its rows.', v_kind
      using errcode = 'object_not_in_prerequisite_state', hint = 'Delete its rows.';
  end if;
  if tg_op <> 'INSERT' then
    insert into sluice.reference_changes (tenant_id, kind, id)
    values (case when v_kind = 'oltp.tenants' then old.id else (to_jsonb(old) ->> 'tenant_id')::uuid end, v_kind, old.id)
    on conflict do nothing;
  end if;
  if tg_op <> 'DELETE' then
    insert into sluice.reference_changes (tenant_id, kind, id)
    values (case when v_kind = 'oltp.tenants' then new.id else (to_jsonb(new) ->> 'tenant_id')::uuid end, v_kind, new.id)
    on conflict do nothing;
  end if;
  return null;
end
$$;

comment on function sluice.log_reference_change() is
  'Logs rows that other databases may refer to, when they come, go or change hands. The owner''s own.';
revoke all on function sluice.log_reference_change() from public;

-- "always": replication brings rows, too.
do $$
declare
  v_table regclass;
  v_key text;
begin
  foreach v_table in array array['oltp.tenants', 'oltp.campaigns', 'oltp.leads', 'oltp.email_accounts']::regclass[] loop
    v_key := case when v_table = 'oltp.tenants'::regclass then '%1$s.id' else '(%1$s.tenant_id, %1$s.id)' end;
    execute format('create or replace trigger log_reference after insert or delete on %s
      for each row execute function sluice.log_reference_change()', v_table);
    execute format('create or replace trigger log_moved_reference after update on %s
      for each row when (%s is distinct from %s) execute function sluice.log_reference_change()',
      v_table, format(v_key, 'old'), format(v_key, 'new'));
    execute format('create or replace trigger refuse_truncate before truncate on %s
      for each statement execute function sluice.log_reference_change()', v_table);
    execute format('alter table %s enable always trigger log_reference, enable always trigger log_moved_reference,
      enable always trigger refuse_truncate', v_table);
  end loop;
end
$$;
