create or replace function sluice.adopt_archive(p_view regclass)
returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_archive regclass := (p_view || '_archive')::regclass;
  v_column record;
  v_is_empty boolean;
begin
  for v_column in
    select a.attname, format_type(a.atttypid, a.atttypmod) as type
    from pg_attribute as a
    where a.attrelid = p_view and a.attnum > 0 and not a.attisdropped
      and not exists (
        select from pg_attribute as o where o.attrelid = v_archive and o.attname = a.attname and not o.attisdropped)
    order by a.attnum
  loop
    execute format('alter table %s add column %I %s', v_archive, v_column.attname, v_column.type);
    execute format('select not exists (select from %s)', v_archive) into v_is_empty;
    -- The rows it was computed from are gone: what was archived so far can never have it.
    if not v_is_empty then
      update sluice.rollups as r
      set complete_since = d.archived_until
      from sluice.datasets as d, pg_class as c, pg_namespace as n
      where c.oid = p_view and n.oid = c.relnamespace and d.name = r.dataset
        and r.view_name = c.relname and r.schema_name || '_rollup' = n.nspname;
    end if;
  end loop;
end
$$;

comment on function sluice.adopt_archive(regclass) is
  'Gives a rollup''s archive the columns that its view has more; from then on the rollup counts as incomplete for what was archived before. The owner''s own.';
revoke all on function sluice.adopt_archive(regclass) from public;
