create or replace function sluice.assert_partitioned(p_table regclass, p_strategy "char")
returns void
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from pg_partitioned_table as p
    join pg_class as c on c.oid = p.partrelid
    where p.partrelid = p_table and p.partstrat = p_strategy
      and c.relowner = 'sluice_owner'::regrole
  ) then
    raise exception '% is not a table of Sluice''s own that is partitioned by %.',
      p_table, case p_strategy when 'h' then 'hash' else 'month' end
      using errcode = 'wrong_object_type',
        hint = 'Partitioned by month are tickets, comments, ticket_history and user_sessions, and sluice''s searches and search_openings; by hash attachments and user_permissions.';
  end if;
end
$$;

comment on function sluice.assert_partitioned(regclass, "char") is
  'Fails unless the table is one of Sluice''s own that is partitioned by month (r) or by hash (h). The owner''s own.';
revoke all on function sluice.assert_partitioned(regclass, "char") from public;
