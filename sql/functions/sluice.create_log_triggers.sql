create or replace function sluice.create_log_triggers(p_relation regclass, p_function text)
returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_trigger record;
begin
  for v_trigger in
    select *
    from (values
      ('insert', 'referencing new table as new_rows'),
      ('update', 'referencing old table as old_rows new table as new_rows'),
      ('delete', 'referencing old table as old_rows')
    ) as wanted (operation, transition)
  loop
    execute format('create or replace trigger %I after %s on %s %s for each statement execute function %s',
      'log_' || v_trigger.operation, v_trigger.operation, p_relation, v_trigger.transition, p_function);
  end loop;
end
$$;

comment on function sluice.create_log_triggers(regclass, text) is
  'Has the change log record the statements that name a table or a partition. The owner''s own.';
revoke all on function sluice.create_log_triggers(regclass, text) from public;
