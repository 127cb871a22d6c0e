create or replace function sluice.adopt_archive(p_view regclass)
returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_archive regclass := (p_view || '_archive')::regclass;
  v_column record;
  v_is_changed boolean := false;
  v_is_empty boolean;
begin
  for v_column in
    select coalesce(v.attname, o.attname) as attname, format_type(v.atttypid, v.atttypmod) as type, o.attname is null as is_new
    from (select * from pg_attribute where attrelid = p_view and attnum > 0 and not attisdropped) as v
    full join (select * from pg_attribute where attrelid = v_archive and attnum > 0 and not attisdropped) as o
      on o.attname = v.attname
    where v.attname is null or o.attname is null
    order by v.attnum
  loop
    v_is_changed := true;
    if v_column.is_new then
      execute format('alter table %s add column %I %s', v_archive, v_column.attname, v_column.type);
    end if;
  end loop;
  execute format('select not exists (select from %s)', v_archive) into v_is_empty;
  -- The rows that it was computed from are gone: what was archived under another definition cannot answer for this one.
  if v_is_changed and not v_is_empty then
    update sluice.rollups as r
    set complete_since = d.archived_until
    from sluice.datasets as d, pg_class as c, pg_namespace as n
    where c.oid = p_view and n.oid = c.relnamespace and d.name = r.dataset
      and r.view_name = c.relname and r.schema_name || '_rollup' = n.nspname;
  end if;
end
$$;

comment on function sluice.adopt_archive(regclass) is
  'Gives a rollup''s archive the columns that its view has more. Where their columns differ, the rollup counts as incomplete for what was archived before. The owner''s own.';
revoke all on function sluice.adopt_archive(regclass) from public;
