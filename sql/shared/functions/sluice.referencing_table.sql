create or replace function sluice.referencing_table(p_relation text)
returns regclass
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  v_table constant regclass := to_regclass(p_relation);
begin
  if v_table is null or not exists (
    select
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    join pg_attribute as a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
    where c.oid = v_table and c.relowner = 'sluice_owner'::regrole and c.relkind in ('r', 'p') and not c.relispartition
      and (n.nspname in ('content', 'queue', 'outreach') or (n.nspname = 'sluice' and c.relname = 'outbox'))
  ) then
    raise exception 'No table with references to other databases: %.', p_relation using errcode = 'invalid_parameter_value';
  end if;
  return v_table;
end
$$;

comment on function sluice.referencing_table(text) is
  'The table of this name, whose rows of tenants refer to other databases; an error where it is none. The owner''s own.';
revoke all on function sluice.referencing_table(text) from public;
