create or replace function sluice.assert_not_audit_trail(p_table regclass)
returns void
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_table = 'sluice.audit_entries'::regclass then
    raise exception 'Nothing is taken out of the audit trail, and nothing put into it, but by its functions.'
      using errcode = 'insufficient_privilege',
        hint = 'sluice audit drop --older-than <months> drops months that are too old, and writes down who did.';
  end if;
end
$$;

comment on function sluice.assert_not_audit_trail(regclass) is
  'Fails for the table of audit entries, whose partitions sluice.drop_audit_entries alone takes away. The owner''s own.';
revoke all on function sluice.assert_not_audit_trail(regclass) from public;
