create or replace function sluice.assert_owner_sees_all(p_table regclass)
returns void
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
  -- Under forced row-level security an owner without such a policy reads nothing, and gets no error.
  if not exists (
    select
    from pg_policy as p
    where p.polrelid = p_table and p.polpermissive and p.polcmd in ('*', 'r')
      and 'sluice_owner'::regrole = any (p.polroles)
      and pg_get_expr(p.polqual, p.polrelid) = 'true'
  ) or exists (
    select
    from pg_policy as p
    where p.polrelid = p_table and not p.polpermissive and p.polcmd in ('*', 'r')
      and (0::oid = any (p.polroles) or 'sluice_owner'::regrole = any (p.polroles))
  ) then
    raise exception 'sluice_owner does not see every row of %: a refresh would empty its rollups.', p_table
      using errcode = 'object_not_in_prerequisite_state',
        hint = format('Run: create policy all_owner on %s to sluice_owner using (true) with check (true), '
          'and restrict no other policy to it.', p_table);
  end if;
end
$$;

comment on function sluice.assert_owner_sees_all(regclass) is
  'Fails unless a policy shows sluice_owner the whole table, without which a refresh silently loses rows. The owner''s own.';
revoke all on function sluice.assert_owner_sees_all(regclass) from public;
